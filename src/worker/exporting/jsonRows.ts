// Decides how a row stands in JSON, as the source had it: its own property names, numbers digit by digit, what was missing left out, what was
// null null. A column that held text beside other kinds keeps its text as text: there is no telling.
import type { StoredValue } from '../library/cellViews'
import { BOOLEAN, TEXT } from '../library/valueKinds'

export interface JsonColumn {
  /** The source's name for it. */
  property: string
  ordinal: number
  kinds: number
}

/** `nulls`: the row's `_nulls`. `raw`: its `_raw`, a JSON object. */
export function jsonRow(
  columns: readonly JsonColumn[],
  values: readonly StoredValue[],
  nulls: StoredValue,
  raw: StoredValue,
): string {
  const explicit = new Set(typeof nulls === 'string' ? nulls.split(',') : [])
  const parts: string[] = []
  columns.forEach(({ property, ordinal, kinds }, at) => {
    const value = values[at] ?? null
    if (value === null && !explicit.has(String(ordinal))) return
    parts.push(`${JSON.stringify(property)}:${jsonValue(value, kinds)}`)
  })
  const rest = typeof raw === 'string' ? raw.trim().slice(1, -1).trim() : ''
  if (rest !== '') parts.push(rest)
  return `{${parts.join(',')}}`
}

export function jsonValue(value: StoredValue, kinds: number): string {
  if (value === null) return 'null'
  if (typeof value === 'bigint') return kinds === BOOLEAN ? String(value === 1n) : String(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value)
  if (typeof value !== 'string') return JSON.stringify(Buffer.from(value).toString('hex'))
  // Objects, arrays and numbers that no column can hold are stored as their source text.
  return kinds !== 0 && (kinds & TEXT) === 0 && isJson(value) ? value : JSON.stringify(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
