// Which lines of a log are shown and copied.
import type { LogLine } from '@shared/jobs/runLog'
import { describe, expect, it } from 'vitest'
import { copiedText, fieldsText, shownLines } from './logLines'

const lines: LogLine[] = [
  { at: 0, level: 'debug', message: 'asked for a page', fields: { page: 1 } },
  { at: 1_000, level: 'info', message: 'stored a page', fields: { rows: 50 } },
  { at: 2_000, level: 'warn', message: 'a row was set aside', fields: { why: 'no key' } },
  { at: 3_000, level: 'error', message: 'The server refused', fields: { status: 500, final: true } },
]
const messages = (found: readonly LogLine[]): string[] => found.map(({ message }) => message)

describe('the log of a run', () => {
  it('shows a level and those above it', () => {
    expect(shownLines(lines, 'debug', '')).toEqual(lines)
    expect(messages(shownLines(lines, 'warn', ''))).toEqual(['a row was set aside', 'The server refused'])
    expect(messages(shownLines(lines, 'error', ''))).toEqual(['The server refused'])
  })
  it('is searched in messages and fields, in any case, within the level', () => {
    expect(messages(shownLines(lines, 'debug', ' PAGE '))).toEqual(['asked for a page', 'stored a page'])
    expect(messages(shownLines(lines, 'info', 'page'))).toEqual(['stored a page'])
    expect(messages(shownLines(lines, 'debug', 'status=500'))).toEqual(['The server refused'])
  })
  it('writes fields so that each value can be told from the next', () => {
    expect(fieldsText({ fields: { a: 1, b: 'two words', c: '', d: 'x"y' } })).toBe('a=1 b="two words" c= d="x\\"y"')
  })
  it('is copied a line each, with the time in UTC', () => {
    expect(copiedText(lines.slice(1, 3))).toBe(
      '1970-01-01T00:00:01.000Z INFO stored a page rows=50\n1970-01-01T00:00:02.000Z WARN a row was set aside why="no key"',
    )
    expect(copiedText([{ at: 0, level: 'info', message: 'done', fields: {} }])).toBe(
      '1970-01-01T00:00:00.000Z INFO done',
    )
  })
})
