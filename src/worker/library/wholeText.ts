// One text value of one row, whole: what the list of rows shows only the beginning of (F90). Read-only; at most 8 MiB of it.
import type { CellRequest, CellText } from '@shared/readerMessages'
import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'

const MOST_BYTES = 8 * 1024 * 1024

/** null: there is no such table, column or row, or its value is no text. */
export function wholeText(db: LibraryDb, { table, cursor, column }: Omit<CellRequest, 'file'>): CellText | null {
  const isTable = db.prepare('select 1 from _tables where table_name = @table').get({ table }) !== undefined
  if (!isTable || !/^-?\d{1,19}$/.test(cursor)) return null
  if (![...readColumns(db, table).values()].some(({ name }) => name === column)) return null
  const name = ident(column)
  // As bytes: substr() of a text stops at a NUL (F163).
  const row = db
    .prepare<{ row: bigint; most: bigint }, { bytes: Uint8Array; size: number }>(
      `select substr(cast(${name} as blob), 1, @most) as bytes, octet_length(${name}) as size
       from ${tableIdent(table)} where rowid = @row and typeof(${name}) = 'text'`,
    )
    .get({ row: BigInt(cursor), most: BigInt(MOST_BYTES) })
  if (!row) return null
  const isCut = row.size > MOST_BYTES
  // A character that the end cuts is left out.
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(row.bytes, { stream: isCut }), isCut }
}
