// Decides the order of sorted rows: values as SQLite compares them, text without regard to Latin case, NULL last either way, ties by row id.
// There is no index to sort by, so each page looks at the whole table and keeps only its own rows; longer tables are refused (D9).
import type { RowsRequest } from '@shared/readerMessages'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import type { RowFilter } from './rowFilter'

/** A page of so many rows takes about a second on slow hardware; the limit of one look is 5 s. */
export const MOST_SORTED_ROWS = 500_000

type Sort = NonNullable<RowsRequest['sort']>

export interface Order {
  /** After the row of the cursor; 'true' for the first page. */
  after: string
  by: string
}

/** null: the row of the cursor is gone. `after`: a row id. */
export function orderOf(db: LibraryDb, table: string, sort: Sort, after: string | null): Order | null {
  const value = `${ident(sort.column)} collate nocase`
  const by = `${ident(sort.column)} is null, ${value} ${sort.descending ? 'desc' : 'asc'}, rowid`
  if (after === null) return { after: 'true', by }
  const isNull = db
    .prepare(`select ${ident(sort.column)} is null from ${tableIdent(table)} where rowid = @after`)
    .pluck()
    .get({ after: BigInt(after) })
  if (isNull === undefined) return null
  if (isNull === 1) return { after: `${ident(sort.column)} is null and rowid > @after`, by }
  const last = `(select ${ident(sort.column)} from ${tableIdent(table)} where rowid = @after)`
  const sign = sort.descending ? '<' : '>'
  return {
    after: `(${value} ${sign} ${last} or (${value} = ${last} and rowid > @after) or ${ident(sort.column)} is null)`,
    by,
  }
}

/** Row ids first: whole rows would all pass through the sorter. */
export function sortedSql(table: string, shown: string, order: Order, filter: RowFilter): string {
  return `select ${shown} from ${tableIdent(table)} where rowid in
    (select rowid from ${tableIdent(table)} where ${filter.where} and ${order.after} order by ${order.by} limit @limit)
    order by ${order.by}`
}
