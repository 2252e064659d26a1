// Writes one table to a file, so many rows at a time: first beside it, and under its own name only when it is whole and on the disk. Rows that
// are gone at the source are left out. Each look at the library is short (D9): a sync may go on meanwhile.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import type { ToExporter } from '@shared/exports'
import type { StoredValue } from '../library/cellViews'
import { MOST_COLUMNS, readColumns } from '../library/columns'
import { type LibraryDb, openForReading } from '../library/database'
import { ident, tableIdent } from '../library/ident'
import { csvCell, csvText } from './csvCells'
import { jsonRow } from './jsonRows'
import { writeAside } from './writeAside'

const SLICE_ROWS = 1_000
const BUFFERED_CHARACTERS = 256 * 1024

export class UnknownTable extends Error {}

/** Answers how many rows it wrote. Throws UnknownTable, or the system's or SQLite's error; then nothing of it stays. */
export async function exportTable(request: ToExporter, tell: (rows: number) => void): Promise<number> {
  const db = openForReading(request.library)
  try {
    if ('table' in request && db.prepare('select 1 from _tables where table_name = ?').get(request.table) === undefined)
      throw new UnknownTable()
    const file = openSync(request.partial, 'wx')
    try {
      const rows =
        'table' in request
          ? await writeRows(db, request, file, tell)
          : await writeAside(db, request.asideOf, file, tell)
      fsyncSync(file)
      closeSync(file)
      renameSync(request.partial, request.path)
      return rows
    } catch (error) {
      rmSync(request.partial, { force: true })
      throw error
    }
  } finally {
    db.close()
  }
}

type TableExport = Extract<ToExporter, { table: string }>

async function writeRows(
  db: LibraryDb,
  request: TableExport,
  file: number,
  tell: (rows: number) => void,
): Promise<number> {
  const { head, line, foot } = writerOf(db, request)
  const columns = [...readColumns(db, request.table).values()]
  const slice = db
    .prepare<{ after: bigint }, StoredValue[]>(
      `select rowid, _nulls, _raw${columns.map(({ name }) => `, ${ident(name)}`).join('')} from ${tableIdent(request.table)}
       where rowid > @after and _deleted_at is null order by rowid limit ${SLICE_ROWS}`,
    )
    .raw()
    .safeIntegers()
  let after = -1n
  let rows = 0
  let buffered = head
  for (;;) {
    const before = rows
    for (const [rowId, nulls = null, raw = null, ...values] of slice.iterate({ after })) {
      after = BigInt(String(rowId))
      buffered += line(rows, values, nulls, raw)
      rows += 1
      if (buffered.length < BUFFERED_CHARACTERS) continue
      writeFileSync(file, buffered)
      buffered = ''
    }
    tell(rows)
    if (rows - before < SLICE_ROWS) break
    await breathe()
  }
  writeFileSync(file, buffered + foot(rows))
  return rows
}

interface Writer {
  head: string
  line: (index: number, values: StoredValue[], nulls: StoredValue, raw: StoredValue) => string
  foot: (rows: number) => string
}

function writerOf(db: LibraryDb, { table, format }: TableExport): Writer {
  const columns = [...readColumns(db, table)].map(([property, { name, ordinal, kinds }]) => ({
    property,
    name,
    ordinal,
    kinds,
  }))
  if (format === 'json') {
    return {
      head: '[',
      line: (index, values, nulls, raw) => `${index === 0 ? '\n' : ',\n'}${jsonRow(columns, values, nulls, raw)}`,
      foot: (rows) => (rows === 0 ? ']\n' : '\n]\n'),
    }
  }
  const hasRaw = columns.length >= MOST_COLUMNS
  const names = [...columns.map(({ name }) => name), ...(hasRaw ? ['_raw'] : [])]
  return {
    head: `${format === 'csv_bom' ? '\uFEFF' : ''}${names.map(csvText).join(',')}\r\n`,
    line: (_index, values, _nulls, raw) => `${[...values, ...(hasRaw ? [raw] : [])].map(csvCell).join(',')}\r\n`,
    foot: () => '',
  }
}
