// What a sample of records is like: which properties they have, of which types, and which of them could identify a record. It decides
// nothing about the import: the person does, seeing this.
import { PREVIEW_COLUMNS, PREVIEW_ROWS, type PreviewType, type Survey } from '@shared/filePreview'
import { recordOf } from '../imports/importKeys'
import { toKey } from '../library/cells'
import { isRawNumber } from '../parse/exactNumbers'

const CELL_CHARACTERS = 200
/** Names are counted up to here; records whose names never repeat would fill memory. */
const MOST_NAMES = 2_000
/** From so many rows on, a unique property that is only named like a reference is taken for the key. */
const ENOUGH_ROWS = 20

interface Column {
  types: Map<PreviewType, number>
  /** Rows with the property, other than as null. */
  filled: number
  /** The values so far, while each came once and can identify a row; null from the first that did not. */
  unique: Set<string> | null
}

/** @param values elements of the list, in order. @param names of columns that are there whether a record has a value or not. */
export function surveyRecords(values: readonly unknown[], names: readonly string[] = []): Survey {
  const records = values.map(recordOf)
  const columns = new Map<string, Column>(
    names.slice(0, MOST_NAMES).map((name) => [name, { types: new Map(), filled: 0, unique: new Set() }]),
  )
  for (const record of records) addRecord(columns, record)
  const shown = [...columns].slice(0, PREVIEW_COLUMNS)
  const keys = keysOf(shown, records.length)
  return {
    rowsSeen: records.length,
    columns: shown.map(([name, { types, filled }]) => ({ name, types: byNumber(types), filled })),
    columnCount: columns.size,
    keys,
    keyIsLikely: keys[0] !== undefined && isLikely(keys[0], records.length),
    rows: records.slice(0, PREVIEW_ROWS).map((record) => shown.map(([name]) => cellText(valueOf(record, name)))),
  }
}

function addRecord(columns: Map<string, Column>, record: Record<string, unknown>): void {
  for (const name of Object.keys(record)) {
    const column: Column = columns.get(name) ?? { types: new Map(), filled: 0, unique: new Set() }
    if (!columns.has(name)) {
      if (columns.size >= MOST_NAMES) continue
      columns.set(name, column)
    }
    const value = record[name]
    if (value === null) continue
    const type = typeOf(value)
    column.filled++
    column.types.set(type, (column.types.get(type) ?? 0) + 1)
    const key = type === 'text' || type === 'integer' ? toKey(value) : null
    if (key === null || column.unique?.has(key)) column.unique = null
    column.unique?.add(key as string)
  }
}

function valueOf(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : null
}

function typeOf(value: unknown): PreviewType {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (isRawNumber(value)) return /^-?\d+$/.test(value.rawJSON) ? 'integer' : 'number'
  return Array.isArray(value) ? 'list' : 'object'
}

function cellText(value: unknown): string | null {
  if (value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const kept = text.slice(0, CELL_CHARACTERS)
  return kept.isWellFormed() ? kept : kept.toWellFormed()
}

function byNumber(types: ReadonlyMap<PreviewType, number>): PreviewType[] {
  return [...types].toSorted(([, one], [, other]) => other - one).map(([type]) => type)
}

function keysOf(columns: readonly (readonly [string, Column])[], rows: number): string[] {
  return columns
    .filter(([, { unique, filled }]) => rows > 0 && unique !== null && filled === rows)
    .map(([name]) => name)
    .toSorted((one, other) => strangeness(one) - strangeness(other))
}

/** 0 for the surest names of keys, 3 for what only happens to be unique. */
function strangeness(name: string): number {
  if (/^_?id$/i.test(name)) return 0
  if (/^(?:uuid|guid|key)$/i.test(name)) return 1
  return /[_-](?:id|uuid|key)$/i.test(name) || /[a-z](?:Id|ID|Uuid|Key)$/.test(name) ? 2 : 3
}

function isLikely(name: string, rows: number): boolean {
  return strangeness(name) < 2 || (strangeness(name) === 2 && rows >= ENOUGH_ROWS)
}
