// What the import form takes for granted, and when it lets an import begin.

import { RefusalError } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'
import { describe, expect, it } from 'vitest'
import { type ImportFields, isWithoutList, keyFieldOf, type Look, mayImport, recordsPathOf } from './importChoice'

const fields: ImportFields = { table: 'photos', path: null, key: null, typesPath: false, typesKey: false }
const preview: FilePreview = {
  bytesRead: 9,
  isWhole: true,
  endsEarly: false,
  lists: [{ path: 'items', rows: 2, isWhole: true }],
  recordsPath: 'items',
  rowsSeen: 2,
  columns: [{ name: 'id', types: ['integer'], filled: 2 }],
  columnCount: 1,
  keys: ['id', 'size'],
  keyIsLikely: true,
  rows: [['1'], ['2']],
}
const seen = (shown: FilePreview | null, error: Error | null = null): Look => ({ found: shown, shown, error })
const refusal = (code: string): Look => seen(null, new RefusalError({ code, message: 'x' }))

describe('what was found', () => {
  it('is taken until something else is chosen', () => {
    expect(recordsPathOf(fields, seen(preview))).toBe('items')
    expect(recordsPathOf({ ...fields, path: '' }, seen(preview))).toBe('')
    expect(keyFieldOf(fields, seen(preview))).toBe('id')
    expect(keyFieldOf({ ...fields, key: 'size' }, seen(preview))).toBe('size')
    expect(keyFieldOf({ ...fields, key: '' }, seen(preview))).toBe('')
  })

  it('is no field for a key that only happens to be unique', () => {
    expect(keyFieldOf(fields, seen({ ...preview, keyIsLikely: false }))).toBe('')
    expect(keyFieldOf(fields, seen(null))).toBe('')
  })
})

describe('an import', () => {
  it('can begin once the file was looked at, into a table with a name', () => {
    expect(mayImport(fields, seen(preview))).toBe(true)
    expect(mayImport(fields, seen(null))).toBe(false)
    expect(mayImport({ ...fields, table: ' ' }, seen(preview))).toBe(false)
  })

  it('cannot where there is no list, unless the person knows of one', () => {
    const none = { ...preview, lists: [], recordsPath: null }
    expect(isWithoutList(seen(none))).toBe(true)
    expect(mayImport(fields, seen(none))).toBe(false)
    expect(mayImport({ ...fields, path: 'late' }, { ...seen(none), shown: preview })).toBe(true)
  })

  it.each(['preview_not_json', 'preview_not_text', 'preview_many_values', 'preview_no_list', 'file_gone'])(
    'cannot after %s',
    (code) => expect(mayImport(fields, refusal(code))).toBe(false),
  )

  it.each(['compute_slow', 'compute_gone', 'timed_out'])('can after %s', (code) =>
    expect(mayImport(fields, refusal(code))).toBe(true),
  )
})
