// Decides by what a record of an import is known, a property of its own or its position in the file, and lays its values out for the table.
// A record without the key asked for is set aside with its reason, never dropped (D30, IMP-5).
import type { AsideCode } from '@shared/imports'
import type { BulkTable } from '../library/bulkRows'
import { toKey } from '../library/cells'
import { atPath } from '../parse/atPath'
import { isRawNumber } from '../parse/exactNumbers'
import { typedText } from '../parse/typedText'
import { CsvCells, type KeptColumn } from './csvCells'
import { type CsvColumn, ERROR_COLUMN, TEXT_PROPERTY } from './csvColumns'
import { featureRecord } from './geoFeature'
import type { Aside, Rows } from './rowSteps'

export interface Keying {
  /** Property, or path of properties, that identifies a record; null: its position does. */
  keyField: string | null
  /** Stands before positions, so that two files in one table never take each other's rows. */
  importNumber: number
}

/** Where rows go: a table, or the preview, which takes values only. */
export type RowsTarget = Pick<BulkTable, 'know' | 'put'> & Partial<Pick<BulkTable, 'putFound'>>

/** Puts rows into the table; gives back those that became none. */
export type PutRows = (table: RowsTarget, rows: Rows) => Aside[]

/** The key of a row that is known by its position, counted from 0. */
export function positionKey(importNumber: number, position: number): string {
  return `${importNumber}:${position}`
}

function asideOf(rows: Rows, row: number, code: AsideCode, column: string | null): Aside {
  const text = Buffer.from(rows.text(row))
  const about = { position: rows.position(row), line: rows.line(row), byteOffset: rows.byteOffset(row) }
  return { ...about, bytes: text.length, code, column, text }
}

/** Rows of a CSV file. The key is one of the columns. */
export function putCells(columns: readonly CsvColumn[], { keyField, importNumber }: Keying): PutRows {
  const kept = columns.flatMap((column, at) => (column.name === ERROR_COLUMN ? [] : [{ ...column, at }]))
  const judged = new CsvCells(kept)
  const { names } = judged.cells
  const keyAt = names.indexOf(keyField ?? '')
  const values = new Array<unknown>(kept.length)
  return (table, rows) => {
    table.know(names)
    const aside: Aside[] = []
    for (let row = 0; row < rows.count; row++) {
      const found =
        rows.found && table.putFound && judged.judge(rows.found.cells, rows.found.from + row * columns.length)
      const position = keyField === null ? positionKey(importNumber, rows.position(row)) : null
      if (found && table.putFound?.(position ?? keyAt, judged.cells, 0)) continue
      const bad = convert(rows.value(row) as readonly (string | null)[], kept, values)
      const key = position ?? toKey(values[keyAt])
      if (bad !== null) aside.push(asideOf(rows, row, 'bad_value', bad))
      else if (key === null) aside.push(asideOf(rows, row, 'no_key', keyField))
      else table.put(key, names, values)
    }
    return aside
  }
}

/** The column whose cell is not what a person said it is, or null. */
function convert(record: readonly (string | null)[], columns: readonly KeptColumn[], into: unknown[]): string | null {
  for (let to = 0; to < columns.length; to++) {
    const { name, type, isChosen, at } = columns[to] as KeptColumn
    const cell = record[at]
    if (cell === null || cell === undefined) into[to] = undefined
    else if (type === 'text') into[to] = cell
    else {
      const value = typedText(cell, type)
      if (value === undefined && isChosen && cell !== '') return name
      into[to] = value ?? cell
    }
  }
  return null
}

/** Records of JSON. */
export function putRecords(keying: Keying, isGeo: boolean): PutRows {
  let names: readonly string[] = []
  const values: unknown[] = []
  const { keyField, importNumber } = keying
  return (table, rows) => {
    const aside: Aside[] = []
    // The table may be a new one, of another transaction.
    table.know(names)
    const putAsFound = isGeo ? null : foundPutter(table, rows, keying)
    for (let row = 0; row < rows.count; row++) {
      if (putAsFound?.(row)) continue
      const value = withoutCover(rows.value(row))
      if (value === undefined) {
        aside.push(asideOf(rows, row, 'bad_json', null))
        continue
      }
      const record = recordOf(isGeo ? featureRecord(value) : value)
      const key = keyField === null ? positionKey(importNumber, rows.position(row)) : toKey(atPath(record, keyField))
      if (key === null) {
        aside.push(asideOf(rows, row, 'no_key', keyField))
        continue
      }
      if (!hasNames(record, names)) {
        names = Object.keys(record).filter((name) => name !== ERROR_COLUMN)
        table.know(names)
      }
      for (let at = 0; at < names.length; at++) values[at] = record[names[at] as string]
      table.put(key, names, values)
    }
    return aside
  }
}

/** Puts a record as its cells stand in the file, and says whether it could; null where no record of these can be put so. */
function foundPutter(
  table: RowsTarget,
  rows: Rows,
  { keyField, importNumber }: Keying,
): ((row: number) => boolean) | null {
  const { putFound } = table
  const { found } = rows
  if (!found || !putFound) return null
  const { cells, from } = found
  const keyAt = cells.names.indexOf(keyField ?? '')
  if ((keyField !== null && keyAt === -1) || cells.names.includes(ERROR_COLUMN)) return null
  return (row) => {
    const key = keyField === null ? positionKey(importNumber, rows.position(row)) : keyAt
    return putFound(key, cells, from + row * cells.names.length)
  }
}

/** Text that was no JSON stands in a reject file under `_text`, to be corrected there; undefined where it still is none. */
function withoutCover(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, ERROR_COLUMN)) return value
  const text = Object.hasOwn(value, TEXT_PROPERTY) ? (value as Record<string, unknown>)[TEXT_PROPERTY] : undefined
  if (typeof text !== 'string') return value
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Most records of a file have the same properties in the same order. */
function hasNames(record: Record<string, unknown>, names: readonly string[]): boolean {
  let at = 0
  for (const name in record) if (name !== names[at++]) return false
  return at === names.length
}

/** A list may hold plain values, a number with its source text among them: each becomes a row with one column, `value`. */
export function recordOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
  return isObject ? (value as Record<string, unknown>) : { value }
}
