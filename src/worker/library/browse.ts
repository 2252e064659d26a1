// Decides what may be seen of the tables of one library file, read-only: which there are, and pages of rows by row id, each call one short
// statement (D9, F66). At most 500 rows and 1 MB a page (F90). Both files together: reader.ts.
import type { CellView, libraryFiles, RowsPage, RowView, TableView } from '@shared/readerMessages'
import { cellView, narrower, type StoredValue, shownColumn } from './cellViews'
import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { tableIdent } from './ident'

const COUNTED_ROWS = 10_000
const PAGE_BYTES = 1_000_000

type FileName = (typeof libraryFiles)[number]

interface TableRow {
  table_name: string
  source_id: string | null
  rows: number
  changed_at: number
}

/** Every table of data in the file, by name. */
export function listTables(db: LibraryDb, file: FileName): TableView[] {
  const tables = db
    .prepare<[], TableRow>('select table_name, source_id, rows, changed_at from _tables order by table_name')
    .all()
  return tables.map((table) => ({
    file,
    table: table.table_name,
    sourceId: table.source_id,
    columns: columnNames(db, table.table_name),
    ...countRows(db, table),
    changedAt: table.changed_at,
  }))
}

/** null: there is no such table, or the cursor is none of ours. */
export function pageRows(db: LibraryDb, table: string, limit: number, after: string | null): RowsPage | null {
  const isTable = db.prepare('select 1 from _tables where table_name = @table').get({ table }) !== undefined
  if (!isTable || (after !== null && !/^-?\d{1,19}$/.test(after))) return null
  const columns = columnNames(db, table)
  const rows = db
    .prepare<{ after: bigint; limit: bigint }, StoredValue[]>(
      `select rowid, _deleted_at is not null${columns.map((name) => `, ${shownColumn(name)}`).join('')}
       from ${tableIdent(table)} where rowid > @after order by rowid limit @limit`,
    )
    .raw()
    .safeIntegers()
    .all({ after: after === null ? -1n : BigInt(after), limit: BigInt(limit + 1) })
  const shown = withinBytes(rows.slice(0, limit).map(rowView))
  const isAll = shown.length === rows.length
  return { columns, rows: shown, next: isAll ? null : (shown.at(-1)?.cursor ?? null) }
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
