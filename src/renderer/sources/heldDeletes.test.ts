// What is said of deletions that wait for an answer, and when nothing is.
import { createText } from '@shared/i18n/text'
import { describe, expect, it } from 'vitest'
import { heldDeletes, heldSentence } from './heldDeletes'

const error = { code: 'mass_delete_guard', message: 'x', details: { rows: 912, of: 1_000 } }
const pull = (heldRows: number) => ({ pull: { checkedAt: 1, changedAt: 1, mark: null, heldDeletes: heldRows } })
const source = { deletesAnswer: null }

describe('PULL-15 held deletions', () => {
  it('are so many of so many rows, as the library and the sync’s error say', () => {
    const held = heldDeletes(source, { error }, pull(912))
    expect(held).toEqual({ rows: 912, of: 1_000, answer: null })
    expect(held && heldSentence(held, createText('en'), 'en')).toContain('912 of 1,000 rows. Nothing was deleted')
  })

  it('are known before the library was read, and after another error', () => {
    expect(heldDeletes(source, { error }, undefined)).toMatchObject({ rows: 912, of: 1_000 })
    const other = { code: 'server_error', message: 'x' }
    expect(heldDeletes(source, { error: other }, pull(912))).toMatchObject({ rows: 912, of: null })
  })

  it('are none once they were carried out, whatever the error still says', () => {
    expect(heldDeletes(source, { error }, pull(0))).toBeNull()
    expect(heldDeletes(source, null, undefined)).toBeNull()
  })

  it('are answered for as many as were shown, and no more', () => {
    const given = { deletesAnswer: { answer: 'delete' as const, upToRows: 912 } }
    expect(heldDeletes(given, { error }, pull(912))?.answer).toBe('delete')
    expect(heldDeletes(given, { error }, pull(913))).toMatchObject({ rows: 913, of: null, answer: null })
  })
})
