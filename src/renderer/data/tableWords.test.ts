// What a table is called, and which one is shown.
import { createText } from '@shared/i18n/text'
import type { TableView } from '@shared/readerMessages'
import { describe, expect, it } from 'vitest'
import { shownTable, tableId, tableName, tableRowsText } from './tableWords'

const text = createText('en')
const table = (change: Partial<TableView> = {}): TableView => ({
  file: 'library',
  table: 'matches',
  sourceId: 'sample',
  columns: ['id'],
  rows: 380,
  rowsAreEstimate: false,
  changedAt: 0,
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
