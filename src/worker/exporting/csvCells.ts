// Decides how a stored value stands in CSV: text always quoted, and never read as a formula by whoever opens it (S47); numbers as they are.
import type { StoredValue } from '../library/cellViews'

/** What begins a formula in a spreadsheet, also in its full-width form. */
const TRIGGERS = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

export function csvCell(value: StoredValue): string {
  if (value === null) return ''
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  return csvText(typeof value === 'string' ? value : Buffer.from(value).toString('hex'))
}

export function csvText(text: string): string {
  const safe = TRIGGERS.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
