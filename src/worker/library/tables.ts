// Decides what a table of data looks like and how a record becomes a row of it: inserted, updated or left alone, by its key (D30).
// Every row has `_key`; `_seen_at` (first stored), `_changed_at` (content last changed), `_deleted_at`; `_raw` (JSON of the properties past the
// 200th column); `_nulls` (ordinals of the columns whose value was an explicit null: any other NULL was missing, F159).
import type { Statement } from 'better-sqlite3'
import { type Cell, toCell } from './cells'
import { addColumns, type Columns, readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'

export interface TableSpec {
  table: string
  /** null for an imported table. */
  sourceId: string | null
  /** null: rows are known by position. */
  keyField: string | null
}

/** A record and the text that identifies it. */
export interface KeyedRecord {
  key: string
  record: Record<string, unknown>
}

export interface WriteCounts {
  inserted: number
  updated: number
  unchanged: number
}

/** Writes rows of one table. Lives as long as one transaction: a rollback takes its columns with it. */
export interface TableWriter {
  write(records: readonly KeyedRecord[], now: number): WriteCounts
}

/** Opens the table for this transaction, making it if need be. Throws for a name no table of data can have. */
export function openTable(db: LibraryDb, spec: TableSpec, now: number): TableWriter {
  makeTable(db, spec, now)
  const columns = readColumns(db, spec.table)
  let statements = prepare(db, spec.table, columns)
  return {
    write: (records, at) => {
      if (addColumns(db, spec.table, columns, newProperties(columns, records), at) > 0) {
        statements = prepare(db, spec.table, columns)
      }
      const counts = writeRows(statements, columns, records, at)
      if (counts.inserted + counts.updated > 0) count(db, spec.table, counts.inserted, at)
      return counts
    },
  }
}

/** Drops the table and what is known of it; returns how many rows it held. A table that is not there is fine. */
export function dropTable(db: LibraryDb, table: string): number {
  const rows = db.prepare('select rows from _tables where table_name = @table').pluck().get({ table })
  db.exec(`drop table if exists ${tableIdent(table)}`)
  db.prepare('delete from _tables where table_name = @table').run({ table })
  return typeof rows === 'number' ? rows : 0
}

function makeTable(db: LibraryDb, spec: TableSpec, now: number): void {
  db.exec(`create table if not exists ${tableIdent(spec.table)} (
    _key text primary key not null,
    _seen_at integer not null,
    _changed_at integer not null,
    _deleted_at integer,
    _raw text,
    _nulls text
  ) strict`)
  db.prepare(
    `insert into _tables (table_name, source_id, key_field, created_at, changed_at)
     values (@table, @sourceId, @keyField, @now, @now)
     on conflict (table_name) do update set source_id = excluded.source_id, key_field = excluded.key_field
       where source_id is not excluded.source_id or key_field is not excluded.key_field`,
  ).run({ ...spec, now: BigInt(now) })
}

interface RowStatements {
  insert: Statement<Cell[]>
  update: Statement<Cell[]>
}

/** Both take the same values: a new row costs the first only, an unchanged one is compared and not written. */
function prepare(db: LibraryDb, table: string, columns: Columns): RowStatements {
  const names = ['_raw', '_nulls', ...[...columns.values()].map((column) => column.name)].map(ident)
  const all = ['_key', '_seen_at', '_changed_at', ...names]
  const insert = `insert into ${tableIdent(table)} (${all.join(', ')}) values (${all.map(() => '?').join(', ')})
    on conflict (_key) do`
  const set = names.map((name) => `${name} = excluded.${name}`).join(', ')
  const differs = names.map((name) => `${name} is not excluded.${name}`).join(' or ')
  return {
    insert: db.prepare<Cell[]>(`${insert} nothing`),
    update: db.prepare<Cell[]>(
      `${insert} update set _changed_at = excluded._changed_at, _deleted_at = null, ${set}
       where _deleted_at is not null or ${differs}`,
    ),
  }
}

function* newProperties(columns: Columns, records: readonly KeyedRecord[]): Generator<string> {
  for (const { record } of records) {
    for (const property of Object.keys(record)) if (!columns.has(property)) yield property
  }
}

function writeRows(
  statements: RowStatements,
  columns: Columns,
  records: readonly KeyedRecord[],
  now: number,
): WriteCounts {
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  const at = BigInt(now)
  for (const { key, record } of records) {
    const values = rowOf(columns, key, record, at)
    if (statements.insert.run(...values).changes > 0) counts.inserted++
    else if (statements.update.run(...values).changes > 0) counts.updated++
    else counts.unchanged++
  }
  return counts
}

const META_VALUES = 5

/** Values in the order of prepare(): key, both times, `_raw`, `_nulls`, then every column. */
function rowOf(columns: Columns, key: string, record: Record<string, unknown>, at: bigint): Cell[] {
  const values: Cell[] = new Array<Cell>(META_VALUES + columns.size).fill(null)
  let rest: [string, unknown][] | null = null
  let nulls = ''
  for (const property of Object.keys(record)) {
    const value = record[property]
    const column = columns.get(property)
    if (column === undefined) (rest ??= []).push([property, value])
    else if (value === null) nulls += nulls === '' ? column.ordinal : `,${column.ordinal}`
    else values[META_VALUES - 1 + column.ordinal] = toCell(value)
  }
  values[0] = key
  values[1] = at
  values[2] = at
  values[3] = rest === null ? null : JSON.stringify(Object.fromEntries(rest))
  values[4] = nulls === '' ? null : nulls
  return values
}

/** The stored number of rows, kept in the same transaction, so that nobody has to count a large table. */
function count(db: LibraryDb, table: string, inserted: number, now: number): void {
  db.prepare('update _tables set rows = rows + @inserted, changed_at = @now where table_name = @table').run({
    table,
    inserted: BigInt(inserted),
    now: BigInt(now),
  })
}
