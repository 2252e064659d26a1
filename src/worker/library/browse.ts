// Decides what may be seen of the tables of one library file, read-only: which there are, and pages of rows, each call a
// short look (D9, F66). At most 500 rows and 1 MB a page (F90). Both files together: reader.ts.
import type { CellView, libraryFiles, RowsPage, RowsRequest, RowView, TableView } from '@shared/readerMessages'
import { cellView, narrower, type StoredValue, shownColumn } from './cellViews'
import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import type { Window } from './listed'
import { type RowFilter, rowFilter } from './rowFilter'
import { MOST_SORTED_ROWS, orderOf, sortedSql } from './sortedRows'

const COUNTED_ROWS = 10_000
const PAGE_BYTES = 1_000_000
/** Rows looked at by one statement of a search, and how long a search goes on before it answers with what it has. */
const SCANNED_ROWS = 5_000
const SCAN_MS = 500

export type RowsRefusal = 'unknown_table' | 'bad_cursor' | 'too_many_to_sort'

type FileName = (typeof libraryFiles)[number]

interface TableRow {
  table_name: string
  source_id: string | null
  key_field: string | null
  rows: number
  changed_at: number
}

/** Every table of data in the file, by name. */
export function listTables(db: LibraryDb, file: FileName): TableView[] {
  const tables = db
    .prepare<[], TableRow>('select table_name, source_id, key_field, rows, changed_at from _tables order by table_name')
    .all()
  return tables.map((table) => ({
    file,
    table: table.table_name,
    sourceId: table.source_id,
    keyField: table.key_field,
    columns: columnNames(db, table.table_name),
    ...countRows(db, table),
    changedAt: table.changed_at,
    ...reviewOf(db, table.table_name),
  }))
}

/** Older files and imports keep no such log. */
function reviewOf(db: LibraryDb, table: string): Pick<TableView, 'shapeChangedAt' | 'setAside'> {
  const hasLog = db.prepare("select 1 from sqlite_schema where name = '_set_aside_rows'").get() !== undefined
  if (!hasLog) return { shapeChangedAt: null, setAside: 0 }
  const row = db
    .prepare<{ table: string }, { at: number | null; aside: number }>(
      `select (select max(at) from _schema_log where table_name = @table) as at,
         (select count(*) from _set_aside_rows where table_name = @table) as aside`,
    )
    .get({ table })
  return { shapeChangedAt: row?.at ?? null, setAside: row?.aside ?? 0 }
}

/** A page, or why there is none. `now`: a clock in ms that only goes on. `window`: of which rows a list speaks, where held ones are asked for. */
export function pageRows(
  db: LibraryDb,
  request: RowsRequest,
  now: () => number,
  window: Window | null = null,
): RowsPage | RowsRefusal {
  const { table, after, sort, limit } = request
  const stored = db.prepare('select rows from _tables where table_name = @table').pluck().get({ table })
  if (typeof stored !== 'number' || (after !== null && !/^-?\d{1,19}$/.test(after))) return 'unknown_table'
  const columns = columnNames(db, table)
  const filter = rowFilter(request, columns, window && insideOf(db, table, window))
  if (!sort) return scannedPage(db, { table, columns, filter, limit, after, now })
  if (!columns.includes(sort.column)) return 'unknown_table'
  if (stored > MOST_SORTED_ROWS) return 'too_many_to_sort'
  const order = orderOf(db, table, sort, after)
  if (order === null) return 'bad_cursor'
  const rows = readRows(db, sortedSql(table, shownColumns(columns), order, filter), {
    ...filter.values,
    ...(after === null ? {} : { after: BigInt(after) }),
    limit: BigInt(limit + 1),
  })
  return pageOf(columns, rows, limit, null)
}

/** The condition of being inside: SQL asks the window itself. Without such a column none is. */
function insideOf(db: LibraryDb, table: string, window: Window): string {
  const column = readColumns(db, table).get(window.property)
  db.function('is_inside', { safeIntegers: false }, (value: unknown) => (window.isInside(value) ? 1 : 0))
  return column ? `is_inside(${ident(column.name)})` : 'false'
}

interface Scan {
  table: string
  columns: string[]
  filter: RowFilter
  limit: number
  after: string | null
  now: () => number
}

/** By row id, so many rows at a time: a search that finds little stops after a while and says from where to go on. */
function scannedPage(db: LibraryDb, { table, columns, filter, limit, after, now }: Scan): RowsPage {
  const sql = `select ${shownColumns(columns)} from ${tableIdent(table)}
    where rowid > @from and rowid <= @to and ${filter.where} order by rowid limit @limit`
  const span = db
    .prepare<{ from: bigint }, bigint | null>(
      `select max(rowid) from (select rowid from ${tableIdent(table)} where rowid > @from order by rowid limit ${SCANNED_ROWS})`,
    )
    .pluck()
    .safeIntegers()
  const until = now() + SCAN_MS
  const rows: RowView[] = []
  let from = after === null ? -1n : BigInt(after)
  for (;;) {
    const to = span.get({ from }) ?? null
    if (to === null) return pageOf(columns, rows, limit, null)
    rows.push(...readRows(db, sql, { ...filter.values, from, to, limit: BigInt(limit + 1 - rows.length) }))
    if (rows.length > limit) return pageOf(columns, rows, limit, null)
    from = to
    if (now() > until) return pageOf(columns, rows, limit, String(from))
  }
}

function readRows(db: LibraryDb, sql: string, values: Record<string, string | bigint>): RowView[] {
  return db.prepare<[Record<string, string | bigint>], StoredValue[]>(sql).raw().safeIntegers().all(values).map(rowView)
}

/** `rows`: one more than `limit` when there are more. `next`: where a look goes on that showed them all. */
function pageOf(columns: string[], rows: RowView[], limit: number, next: string | null): RowsPage {
  const shown = withinBytes(rows.slice(0, limit))
  return { columns, rows: shown, next: shown.length === rows.length ? next : (shown.at(-1)?.cursor ?? null) }
}

function shownColumns(columns: readonly string[]): string {
  return `rowid, _deleted_at is not null${columns.map((name) => `, ${shownColumn(name)}`).join('')}`
}

function columnNames(db: LibraryDb, table: string): string[] {
  return [...readColumns(db, table).values()].map((column) => column.name)
}

/** Counting stops at 10,000: beyond it the number that the writers keep is told, as an estimate. */
function countRows(db: LibraryDb, table: TableRow): Pick<TableView, 'rows' | 'rowsAreEstimate'> {
  const counted = db
    .prepare<{ limit: number }, { all_rows: number; live_rows: number }>(
      `select count(*) as all_rows, count(*) filter (where _deleted_at is null) as live_rows
       from (select _deleted_at from ${tableIdent(table.table_name)} limit @limit)`,
    )
    .get({ limit: COUNTED_ROWS + 1 })
  if (!counted || counted.all_rows > COUNTED_ROWS) return { rows: table.rows, rowsAreEstimate: true }
  return { rows: counted.live_rows, rowsAreEstimate: false }
}

function rowView(values: StoredValue[]): RowView {
  const [rowId, isDeleted, ...rest] = values
  const cells: CellView[] = []
  for (let at = 0; at < rest.length; at += 2) cells.push(cellView(rest[at] ?? null, String(rest[at + 1])))
  return { cursor: String(rowId), cells, deleted: isDeleted === 1n }
}

/** As many rows from the first as fit a reply; one at least, with its cells cut shorter if it must be. */
function withinBytes(rows: RowView[]): RowView[] {
  const kept: RowView[] = []
  let bytes = 0
  for (const row of rows) {
    bytes += bytesOf(row)
    if (bytes > PAGE_BYTES && kept.length > 0) break
    kept.push(bytes > PAGE_BYTES ? { ...row, cells: row.cells.map(narrower) } : row)
  }
  return kept
}

function bytesOf(row: RowView): number {
  return row.cells.reduce((sum, cell) => sum + 30 + (cell.type === 'null' ? 0 : Buffer.byteLength(cell.text)), 60)
}
