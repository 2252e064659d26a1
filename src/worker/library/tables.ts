// Decides what a table of data looks like, under which name it is known, and when it is made, begun anew or dropped (D30).
// Every row has `_key`; `_seen_at` (first stored), `_changed_at` (content last changed), `_deleted_at`; `_raw` (JSON of the properties past the
// 200th column); `_nulls` (ordinals of the columns whose value was an explicit null: any other NULL was missing, F159). Rows: rowWriter.ts.
import { type ChosenTypes, takeChoices } from './chosenTypes'
import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { tableIdent } from './ident'
import { RowWriter } from './rowWriter'
import { SchemaWatch } from './schemaLog'

export interface TableSpec {
  table: string
  /** null for an imported table. */
  sourceId: string | null
  /** null: rows are known by position. */
  keyField: string | null
  /** What a person chose that values are stored as; missing: nothing was chosen, and nothing that was is changed. */
  types?: ChosenTypes
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

/** Writes rows of one table. A transaction that is rolled back takes its columns with it, and the writer. */
export interface TableWriter {
  write(records: readonly KeyedRecord[], now: number): WriteCounts
  /** Called once in a transaction, after the last write. Returns how many changes in the shape of the records were written down. */
  finish(now: number): number
}

/** Opens the table for this transaction, making it if need be. Throws for a name no table of data can have. */
export function openTable(db: LibraryDb, asked: TableSpec, now: number): TableWriter {
  const spec = { ...asked, table: tableNamed(db, asked.table) }
  makeTable(db, spec, now)
  const columns = readColumns(db, spec.table)
  const watch = new SchemaWatch(db, spec.table, hasRows(db, spec.table))
  if (spec.types) takeChoices(db, spec.table, columns, spec.types, watch)
  const rows = new RowWriter(db, { table: spec.table, columns, types: spec.types ?? null }, watch)
  const laid = new LaidOut()
  return {
    write: (records, at) => {
      rows.begin(at)
      rows.know(namesOf(records))
      for (const { key, record, isGone } of records) {
        if (isGone === true) rows.markGone(key)
        else rows.put(key, laid.take(record), laid.values)
      }
      const counts = rows.take()
      if (counts.inserted + counts.updated + counts.deleted > 0) count(db, spec.table, counts.inserted, at)
      return counts
    },
    finish: (at) => watch.store(columns, at),
  }
}

/** A record as names and values: records of one source mostly have the same names, and those are then the same list. */
class LaidOut {
  readonly values: unknown[] = []
  private names: readonly string[] = []

  take(record: Record<string, unknown>): readonly string[] {
    const names = Object.keys(record)
    const isSame = names.length === this.names.length && names.every((name, at) => name === this.names[at])
    if (!isSame) this.names = names
    for (let at = 0; at < names.length; at++) this.values[at] = record[names[at] as string]
    return this.names
  }
}

/** Each name once, in the order they came. */
function namesOf(records: readonly KeyedRecord[]): Set<string> {
  const all = new Set<string>()
  for (const { record, isGone } of records) if (isGone !== true) for (const name of Object.keys(record)) all.add(name)
  return all
}

/** What takes the rows of a page: begin() in its transaction, committed() behind it. */
export interface PageTable {
  begin(now: number): TableWriter
  committed(): void
}

/** A table that stays open over the transactions of one run, so that its statements are prepared once. */
export class OpenTable implements PageTable {
  private writer: TableWriter | null = null
  private isCommitted = false

  constructor(
    private readonly db: LibraryDb,
    private readonly spec: TableSpec,
  ) {}

  /** In a transaction. Throws as openTable() does. */
  begin(now: number): TableWriter {
    if (!this.isCommitted || this.writer === null) this.writer = openTable(this.db, this.spec, now)
    this.isCommitted = false
    return this.writer
  }

  /** The transaction is stored: the next begin() goes on with what this one knew. */
  committed(): void {
    this.isCommitted = true
  }
}

/** The name a table is stored under: SQLite takes `a` and `A` for one, and everything beside the table is kept under the first of them. */
export function tableNamed(db: LibraryDb, table: string): string {
  const stored = db.prepare('select table_name from _tables where table_name = @table collate nocase').pluck()
  const name = stored.get({ table })
  return typeof name === 'string' ? name : table
}

/** Drops the table and what is known of it; returns how many rows it held. A table that is not there is fine. */
export function dropTable(db: LibraryDb, asked: string): number {
  const table = tableNamed(db, asked)
  const rows = db.prepare('select rows from _tables where table_name = @table').pluck().get({ table })
  db.exec(`drop table if exists ${tableIdent(table)}`)
  db.prepare('delete from _tables where table_name = @table').run({ table })
  db.prepare('delete from _schema_log where table_name = @table').run({ table })
  return typeof rows === 'number' ? rows : 0
}

export function makeTable(db: LibraryDb, spec: TableSpec, now: number): void {
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

/** Whether a table of this name is there and holds rows. */
export function hasRows(db: LibraryDb, table: string): boolean {
  return db.prepare('select rows > 0 from _tables where table_name = @table').pluck().get({ table }) === 1
}

/** The stored number of rows, kept in the same transaction, so that nobody has to count a large table. */
export function count(db: LibraryDb, table: string, inserted: number, now: number): void {
  db.prepare('update _tables set rows = rows + @inserted, changed_at = @now where table_name = @table').run({
    table,
    inserted: BigInt(inserted),
    now: BigInt(now),
  })
}
