// Decides by what a record of an import is known: a property of its own, or its position in the file. A record without the one asked
// for is set aside with its reason, never dropped (D30, IMP-5).
import { toKey } from '../library/cells'
import type { KeyedRecord } from '../library/tables'
import { atPath } from '../parse/atPath'
import { isRawNumber } from '../parse/exactNumbers'

export type SetAsideCode = 'no_key' | 'record_too_large' | 'record_too_deep'

/** A record that became no row. `text` is its beginning, null where it was never held. */
export interface SetAside {
  position: number
  code: SetAsideCode
  byteOffset: number | null
  text: string | null
}

export interface KeyedBatch {
  records: KeyedRecord[]
  aside: SetAside[]
}

export interface Keying {
  /** Property, or path of properties, that identifies a record; null: its position does. */
  keyField: string | null
  /** Stands before positions, so that two files in one table never take each other's rows. */
  importNumber: number
}

const KEPT_TEXT = 4_000

/** Keys for the records that stand at `firstIndex` and behind it, in order. */
export function keyBatch(values: readonly unknown[], firstIndex: number, keying: Keying): KeyedBatch {
  const batch: KeyedBatch = { records: [], aside: [] }
  for (const [at, value] of values.entries()) {
    const position = firstIndex + at
    const record = recordOf(value)
    const key =
      keying.keyField === null ? positionKey(keying.importNumber, position) : toKey(atPath(record, keying.keyField))
    if (key !== null) batch.records.push({ key, record })
    else
      batch.aside.push({ position, code: 'no_key', byteOffset: null, text: JSON.stringify(value).slice(0, KEPT_TEXT) })
  }
  return batch
}

/** The key of a row that is known by its position, counted from 0. */
export function positionKey(importNumber: number, position: number): string {
  return `${importNumber}:${position}`
}

/** An array may hold plain values, a number with its source text among them: each becomes a row with one column, `value`. */
export function recordOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
  return isObject ? (value as Record<string, unknown>) : { value }
}
