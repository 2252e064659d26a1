// What a table is called, and which one is shown.
import { createText } from '@shared/i18n/text'
import type { TableView } from '@shared/readerMessages'
import { describe, expect, it } from 'vitest'
import {
  asideKey,
  markWords,
  shapeChange,
  shapeWords,
  shownTable,
  tableId,
  tableName,
  tableRowsText,
} from './tableWords'

const text = createText('en')
const table = (change: Partial<TableView> = {}): TableView => ({
  file: 'library',
  table: 'matches',
  keyField: null,
  sourceId: 'sample',
  columns: ['id'],
  rows: 380,
  rowsAreEstimate: false,
  changedAt: 0,
  shapeChangedAt: null,
  setAside: 0,
  ...change,
})

describe('a table', () => {
  it('is called by its own name, and says where it comes from', () => {
    expect(tableName(table(), { name: 'Football season' }, text)).toEqual({ title: 'matches', from: 'Football season' })
    expect(tableName(table(), undefined, text).from).toBe('Source removed')
    expect(tableName(table({ file: 'imports', sourceId: null }), undefined, text).from).toBe('Imported')
  })

  it('says when its rows were not counted one by one', () => {
    expect(tableRowsText(table(), text, 'en')).toBe('380')
    expect(tableRowsText(table({ rows: 211_640, rowsAreEstimate: true }), text, 'en')).toBe('about 211,640')
  })

  it('is shown while it is there, else the first is', () => {
    const imported = table({ file: 'imports' })
    expect(shownTable([table(), imported], tableId(imported))).toBe(imported)
    expect(shownTable([table()], tableId(imported))?.file).toBe('library')
    expect(shownTable([], null)).toBeUndefined()
  })
})

describe('how far a pull has come', () => {
  it.each([
    ['["iso","1770000000000"]', '2026-02-02T02:40:00.000Z'],
    ['["seconds","1770000000000"]', '2026-02-02T02:40:00.000Z'],
    ['["integer","9007199254740993"]', '9007199254740993'],
    ['["text","b"]', 'b'],
    ['something', 'something'],
    ['["iso","x"]', '["iso","x"]'],
  ])('%s is said as %s', (mark, words) => expect(markWords(mark)).toBe(words))
})

describe('PULL-18 a change of shape', () => {
  const change = { property: 'total', change: 'type_changed', oldType: 'number', newType: 'text', rows: 3, at: 1 }
  it('is a sentence in either language, types included', () => {
    expect(shapeWords('orders', change, createText('en'))).toContain('held number and now also text')
    const korean = [shapeWords('orders', change, createText('ko')), shapeChange(change, createText('ko'))]
    expect(korean.join(' ')).not.toMatch(/number|text|changed/)
    expect(shapeChange({ ...change, change: 'column_added', oldType: null }, createText('en'))).toBe('New column, text')
  })

  it('PULL-17 says what was chosen, what was before, and what is no such value', () => {
    const chosen = { ...change, change: 'type_chosen', oldType: 'text', newType: 'integer' }
    expect(shapeChange(chosen, createText('en'))).toBe('Stored as you chose: integer; before: text')
    expect(shapeChange({ ...chosen, oldType: 'integer', newType: 'found' }, createText('ko'))).toBe(
      '고른 대로 저장: 온 그대로, 이전: 정수',
    )
    const misfit = { ...change, change: 'kept_in_raw', oldType: 'integer', newType: 'text' }
    expect(shapeWords('orders', misfit, createText('en'))).toContain('no integer, as you chose, but text')
    expect(shapeChange({ ...misfit, oldType: null }, createText('en'))).toBe('No column left for it; kept in _raw')
  })

  it('names every reason for which a record is set aside', () => {
    for (const reason of [
      'no_key',
      'record_too_large',
      'record_too_deep',
      'new_field',
      'type_changed',
      'missing_field',
    ])
      expect(asideKey(reason)).not.toBe('browsing:reason_other')
  })
})
