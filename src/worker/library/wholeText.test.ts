// One whole value of a row: what the reader's list of rows shows only the beginning of.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryFile, openLibrary } from './database'
import { openTable } from './tables'
import { wholeText } from './wholeText'

let folder: string
let file: LibraryFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-value-'))
  file = openLibrary(join(folder, 'library.db'))
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

function write(record: Record<string, unknown>): void {
  openTable(file.db, { table: 'things', sourceId: 's-1', keyField: 'id' }, 9).write([{ key: '1', record }], 9)
}

const value = (request: object = {}) => wholeText(file.db, { table: 'things', cursor: '1', column: 'a', ...request })

describe('a whole value', () => {
  it('is the text to its end, NUL bytes, byte order marks and all', () => {
    const text = `\uFEFFa\0${'é'.repeat(100_000)}\u{1F600}`
    write({ a: text })
    expect(value()).toEqual({ text, isCut: false })
  })

  it('is cut at 8 MiB, never inside a character', () => {
    write({ a: `x${'é'.repeat(5 * 1024 * 1024)}` })
    const { text = '', isCut } = value() ?? {}
    expect(isCut).toBe(true)
    expect(Buffer.byteLength(text)).toBe(8 * 1024 * 1024 - 1)
    expect(text.endsWith('é')).toBe(true)
  })

  it.each([
    { table: '_tables' },
    { table: 'x"; drop table things' },
    { column: '_key' },
    { column: 'nothing' },
    { cursor: '2' },
    { cursor: '1 or 1' },
    { column: 'n' },
  ])('is none for %j', (request) => {
    write({ a: 'x', n: 7 })
    expect(value(request)).toBeNull()
  })
})
