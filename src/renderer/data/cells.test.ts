// Widths of columns and words of values.
import { createText } from '@shared/i18n/text'
import type { CellView, RowView } from '@shared/readerMessages'
import { describe, expect, it } from 'vitest'
import { cellLine, jsonLines } from './cellWords'
import { columnsOf } from './columnWidths'

const text = createText('en')
const ofText = (value: string): CellView => ({ type: 'text', text: value })
const ofNumber = (value: string): CellView => ({ type: 'number', text: value })
const row = (...cells: CellView[]): RowView => ({ cursor: '1', cells, deleted: false })

describe('columns', () => {
  it('of numbers lean to the end, also with gaps, and those of nothing do not', () => {
    const rows = [
      row(ofNumber('1'), { type: 'null' }, ofText('a')),
      row({ type: 'null' }, { type: 'null' }, ofNumber('2')),
    ]
    expect(columnsOf(['a', 'b', 'c'], rows).map((column) => column.isNumeric)).toEqual([true, false, false])
  })

  it('are as wide as what stands in them, within bounds', () => {
    const rows = [row(ofNumber('1'), ofText('x'.repeat(2_000)), ofText('가나다라마바사아자차'))]
    const [narrow, wide, hangul] = columnsOf(['n', 'text', '이름'], rows)
    expect([narrow?.widthPx, wide?.widthPx]).toEqual([64, 320])
    expect(hangul?.widthPx).toBeGreaterThan(columnsOf(['x'], [row(ofText('abcdefghij'))])[0]?.widthPx ?? 0)
  })
})

describe('a value', () => {
  it('stands on one line', () => {
    expect(cellLine(ofText('one\n\ttwo'), text, 'en')).toBe('one two')
    expect(cellLine(ofText('x'.repeat(2_000)), text, 'en')).toHaveLength(160)
    expect(cellLine({ type: 'null' }, text, 'en')).toBe('null')
    expect(cellLine({ type: 'blob', text: '00ff10' }, text, 'en')).toBe('Binary, 3 bytes')
  })

  it('of JSON is set out over lines, if that changes nothing', () => {
    expect(jsonLines(ofText('{"a":[1,2]}'))).toBe('{\n  "a": [\n    1,\n    2\n  ]\n}')
    expect(jsonLines(ofText('{"a":12345678901234567890}'))).toBeNull()
    expect(jsonLines(ofText('{not json'))).toBeNull()
    expect(jsonLines({ type: 'text', text: '{"a":1}', more: true })).toBeNull()
    expect(jsonLines(ofNumber('1'))).toBeNull()
  })
})
