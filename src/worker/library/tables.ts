// Decides what a table of data looks like and how a record becomes a row of it: inserted, updated or left alone, by its key (D30).
// Every row has `_key`; `_seen_at` (first stored), `_changed_at` (content last changed), `_deleted_at`; `_raw` (JSON of the properties past the
// 200th column); `_nulls` (ordinals of the columns whose value was an explicit null: any other NULL was missing, F159).
import type { Statement } from 'better-sqlite3'
import { type Cell, toCell } from './cells'
import { addColumns, type Columns, readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import { SchemaWatch } from './schemaLog'
import { kindOf } from './valueKinds'

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
  /** The source says that it was deleted (PULL-13): its row is marked, and not changed otherwise. */
  isGone?: boolean
}

export interface WriteCounts {
  inserted: number
  updated: number
  unchanged: number
  deleted: number
}

export const nothingWritten: Readonly<WriteCounts> = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 }

/** Writes rows of one table. Lives as long as one transaction: a rollback takes its columns with it. */
export interface TableWriter {
  write(records: readonly KeyedRecord[], now: number): WriteCounts
  /** Called once, after the last write: what changed in the shape of the records. */
  finish(now: number): void
}

/** Opens the table for this transaction, making it if need be. Throws for a name no table of data can have. */
export function openTable(db: LibraryDb, spec: TableSpec, now: number): TableWriter {
  makeTable(db, spec, now)
  const columns = readColumns(db, spec.table)
  const watch = new SchemaWatch(db, spec.table, hasRows(db, spec.table))
  let statements = prepare(db, spec.table, columns)
  return {
    write: (records, at) => {
      const added = addColumns(db, spec.table, columns, newProperties(columns, records), at)
      for (const [property, column] of added) watch.columnAdded(property, column)
      if (added.size > 0) statements = prepare(db, spec.table, columns)
      const counts = writeRows({ statements, columns, watch }, records, at)
      if (counts.inserted + counts.updated + counts.deleted > 0) count(db, spec.table, counts.inserted, at)
      return counts
    },
    finish: (at) => watch.store(columns, at),
  }
}

/** Drops the table and what is known of it; returns how many rows it held. A table that is not there is fine. */
export function dropTable(db: LibraryDb, table: string): number {
  const rows = db.prepare('select rows from _tables where table_name = @table').pluck().get({ table })
  db.exec(`drop table if exists ${tableIdent(table)}`)
  db.prepare('delete from _tables where table_name = @table').run({ table })
  db.prepare('delete from _schema_log where table_name = @table').run({ table })
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
  forgetRowsOfAnotherKey(db, spec)
  db.prepare(
    `insert into _tables (table_name, source_id, key_field, created_at, changed_at)
     values (@table, @sourceId, @keyField, @now, @now)
     on conflict (table_name) do update set source_id = excluded.source_id, key_field = excluded.key_field
       where source_id is not excluded.source_id or key_field is not excluded.key_field`,
  ).run({ ...spec, now: BigInt(now) })
}

/**
 * Under another key every record of a source would come as a new row beside its old one; the source brings them all again. What was
 * imported cannot be fetched again, and stays.
 */
function forgetRowsOfAnotherKey(db: LibraryDb, { table, sourceId, keyField }: TableSpec): void {
  const known = db.prepare('select 1 from _tables where table_name = @table and key_field is not @keyField')
  if (sourceId === null || known.get({ table, keyField }) === undefined) return
  db.exec(`delete from ${tableIdent(table)}`)
  db.prepare('update _tables set rows = 0 where table_name = @table').run({ table })
}

function hasRows(db: LibraryDb, table: string): boolean {
  return db.prepare('select rows > 0 from _tables where table_name = @table').pluck().get({ table }) === 1
}

interface RowStatements {
  insert: Statement<Cell[]>
  update: Statement<Cell[]>
  markGone: Statement<{ key: string; at: bigint }>
}

interface Rows {
  statements: RowStatements
  columns: Columns
  watch: SchemaWatch
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
    markGone: db.prepare<{ key: string; at: bigint }>(
      `update ${tableIdent(table)} set _deleted_at = @at, _changed_at = @at where _key = @key and _deleted_at is null`,
    ),
  }
}

function* newProperties(columns: Columns, records: readonly KeyedRecord[]): Generator<string> {
  for (const { record } of records) {
    for (const property of Object.keys(record)) if (!columns.has(property)) yield property
  }
}

function writeRows(rows: Rows, records: readonly KeyedRecord[], now: number): WriteCounts {
  const { insert, update, markGone } = rows.statements
  const counts = { ...nothingWritten }
  const at = BigInt(now)
  for (const { key, record, isGone } of records) {
    if (isGone === true) {
      if (markGone.run({ key, at }).changes > 0) counts.deleted++
      else counts.unchanged++
      continue
    }
    const values = rowOf(rows, key, record, at)
    if (insert.run(...values).changes > 0) counts.inserted++
    else if (update.run(...values).changes > 0) counts.updated++
    else counts.unchanged++
  }
  return counts
}

const META_VALUES = 5

/** Values in the order of prepare(): key, both times, `_raw`, `_nulls`, then every column. */
function rowOf({ columns, watch }: Rows, key: string, record: Record<string, unknown>, at: bigint): Cell[] {
  const values: Cell[] = new Array<Cell>(META_VALUES + columns.size).fill(null)
  let rest: [string, unknown][] | null = null
  let nulls = ''
  for (const property of Object.keys(record)) {
    const value = record[property]
    const column = columns.get(property)
    if (column === undefined) {
      watch.keptInRaw(property, value)
      ;(rest ??= []).push([property, value])
    } else if (value === null) nulls += nulls === '' ? column.ordinal : `,${column.ordinal}`
    else {
      const kind = kindOf(value)
      if ((column.kinds & kind) === 0) watch.newKind(property, column, kind)
      values[META_VALUES - 1 + column.ordinal] = toCell(value)
    }
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
