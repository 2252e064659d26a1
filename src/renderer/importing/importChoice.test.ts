// What the import form takes for granted, and when it lets an import begin.

import { RefusalError } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'
import { plainJson } from '@shared/imports'
import { describe, expect, it } from 'vitest'
import {
  type ImportFields,
  isWithoutList,
  keyFieldOf,
  type Look,
  mayImport,
  otherKeyOf,
  readingOf,
  recordsPathOf,
  tableNamed,
  wouldDouble,
} from './importChoice'

const fields: ImportFields = { table: 'photos', choice: {}, key: null, typesPath: false, typesKey: false }
const preview: FilePreview = {
  reading: { ...plainJson, recordsPath: 'items' },
  isSuspicious: false,
  asideSeen: 0,
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
    expect(recordsPathOf({ ...fields, choice: { recordsPath: '' } }, seen(preview))).toBe('')
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
    expect(mayImport({ ...fields, choice: { recordsPath: 'late' } }, { ...seen(none), shown: preview })).toBe(true)
  })

  it.each(['preview_not_json', 'preview_not_text', 'preview_many_values', 'preview_no_list', 'file_gone'])(
    'cannot after %s',
    (code) => expect(mayImport(fields, refusal(code))).toBe(false),
  )

  it.each(['compute_slow', 'compute_gone', 'timed_out'])('can after %s, once the file was seen', (code) => {
    expect(mayImport(fields, { ...refusal(code), found: preview })).toBe(true)
    expect(mayImport(fields, refusal(code))).toBe(false)
  })

  it('IMP-10 of what unpacks to very much begins only when the person says so', () => {
    const suspicious = seen({ ...preview, isSuspicious: true })
    expect(mayImport(fields, suspicious)).toBe(false)
    expect(mayImport({ ...fields, choice: { mayBeHuge: true } }, suspicious)).toBe(true)
  })
})

describe('a table that is there', () => {
  const people = { table: 'People', rows: 3, keyField: 'email' }

  it('is the same in any case, and settles what rows are known by', () => {
    expect(tableNamed([people], ' people ')).toBe(people)
    expect(tableNamed([people], 'person')).toBeNull()
    expect(keyFieldOf(fields, seen(preview), people)).toBe('email')
    expect(otherKeyOf(fields, seen(preview), people)).toBeNull()
    expect(otherKeyOf({ ...fields, key: 'id' }, seen(preview), people)).toBe('email')
    expect(otherKeyOf({ ...fields, key: 'id' }, seen(preview), { ...people, keyField: null })).toBe('')
    expect(otherKeyOf({ ...fields, key: 'id' }, seen(preview), { ...people, rows: 0 })).toBeNull()
  })

  it('IMP-8 gets every row once more only from the same file without a key', () => {
    const earlier = [{ table: 'People', finishedAt: 1, rows: 3 }]
    expect(wouldDouble(earlier, 'people', '')).toBe(true)
    expect(wouldDouble(earlier, 'people', 'id')).toBe(false)
    expect(wouldDouble(earlier, 'others', '')).toBe(false)
  })
})

describe('IMP-2 how the file is read', () => {
  it('is as it was found, and over that as the person chose', () => {
    expect(readingOf(fields, seen(null))).toBeNull()
    expect(readingOf({ ...fields, choice: { encoding: 'utf-16le' } }, seen(preview))).toEqual({
      ...plainJson,
      recordsPath: 'items',
      encoding: 'utf-16le',
    })
  })
})
