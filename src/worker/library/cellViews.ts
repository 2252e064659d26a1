// Decides how a stored value is shown: as text, cut at 2,000 characters without reading more than that from the file, NUL bytes and all
// (F90, F163), integers beyond 2^53 in full. Which rows are shown: browse.ts.
import type { CellView } from '@shared/readerMessages'
import { ident } from './ident'

const MOST_CHARACTERS = 2_000
/** A character takes at most 4 bytes. */
const MOST_BYTES = 4 * MOST_CHARACTERS

export type StoredValue = null | number | bigint | string | Uint8Array

/**
 * Two result columns for one column of a table: its value, and its storage class. substr() of a text stops at a NUL byte, that of a blob
 * does not: a long text is cut as its bytes.
 */
export function shownColumn(name: string): string {
  const column = ident(name)
  return `case when octet_length(${column}) > ${MOST_BYTES} and typeof(${column}) in ('text', 'blob')
    then substr(cast(${column} as blob), 1, ${MOST_BYTES}) else ${column} end, typeof(${column})`
}

/** `type` is what typeof() said of the whole value, of which `value` may be the first bytes. */
export function cellView(value: StoredValue, type: string): CellView {
  if (value === null) return { type: 'null' }
  if (typeof value === 'bigint' || typeof value === 'number') return { type: 'number', text: String(value) }
  if (type === 'blob') return blobView(value)
  const text = typeof value === 'string' ? value : new TextDecoder().decode(value)
  const isCut = typeof value !== 'string' || text.length > MOST_CHARACTERS
  return isCut ? { type: 'text', text: cut(text), more: true } : { type: 'text', text }
}

/** A quarter of a cell's text: for a row that is too wide for a reply. */
export function narrower(cell: CellView): CellView {
  if (cell.type === 'null' || cell.text.length <= MOST_CHARACTERS / 4) return cell
  return { ...cell, text: cut(cell.text, MOST_CHARACTERS / 4), more: true }
}

function blobView(value: string | Uint8Array): CellView {
  const hex = Buffer.from(value).toString('hex')
  return hex.length > MOST_CHARACTERS
    ? { type: 'blob', text: hex.slice(0, MOST_CHARACTERS), more: true }
    : { type: 'blob', text: hex }
}

/** Never between the two halves of a surrogate pair. */
function cut(text: string, length = MOST_CHARACTERS): string {
  const kept = text.slice(0, length)
  return kept.isWellFormed() ? kept : kept.slice(0, -1)
}
