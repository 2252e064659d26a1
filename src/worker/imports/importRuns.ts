// Remembers each import in imports.db itself, in the transaction of the rows it stands for (IMP-7): which file, how it is read, how far it has
// come, its sums, and every record it set aside with its text (IMP-5). What is done with them is the handler's (handlers/fileImport.ts).
import { type Reading, readingSchema } from '@shared/imports'
import { z } from 'zod'
import type { LibraryDb } from '../library/database'
import { tableIdent } from '../library/ident'
import { type CsvColumn, csvColumnsSchema } from './csvColumns'
import type { FileIdentity } from './importFile'
import { positionKey } from './importKeys'
import type { Aside, Place } from './rowSteps'

const importTables = `
create table if not exists _file_imports (
  import_id text primary key not null,
  job_id text not null,
  table_name text not null,
  number integer not null,
  key_field text,
  file_bytes integer not null,
  identity text not null,
  hash text,
  reading text not null,
  columns text,
  end_offset integer not null check (end_offset >= 0),
  next_index integer not null check (next_index >= 0),
  next_line integer not null,
  positions_before integer not null default 0,
  sums text not null,
  aside_bytes integer not null default 0,
  started_at integer not null,
  finished_at integer
) strict;
create index if not exists _file_imports_by_bytes on _file_imports (file_bytes);
create table if not exists _rejects (
  id integer primary key,
  import_id text not null,
  position integer not null,
  line integer,
  byte_offset integer not null,
  bytes integer not null,
  code text not null,
  column_name text,
  text blob,
  unique (import_id, position)
) strict;
`

const sumsSchema = z.object({
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  setAside: z.number(),
})
/** What the import as a whole has come to, over all its attempts (IMP-4): together they are the records read. */
export type ImportSums = z.infer<typeof sumsSchema>

export interface ImportRun extends Place {
  importId: string
  table: string
  /** Which import into this table it is, from 1. */
  number: number
  reading: Reading
  /** Of a CSV file; null for any other. */
  columns: CsvColumn[] | null
  /** Positions that an earlier, other content of the file had filled. */
  positionsBefore: number
  sums: ImportSums
  /** Text of records set aside that is kept. */
  asideBytes: number
}

export interface NewImport {
  importId: string
  jobId: string
  table: string
  keyField: string | null
  identity: FileIdentity
  fileBytes: number
  reading: Reading
  columns: CsvColumn[] | null
}

/** So much is kept of what an import set aside; the count is exact beyond. */
export const MOST_KEPT_ASIDE = 100_000
const MOST_KEPT_BYTES = 64 * 1024 * 1024
const LONGEST_KEPT_TEXT = 1024 * 1024

interface StoredRun {
  number: number
  identity: string
  reading: string
  columns: string | null
  end_offset: number
  next_index: number
  next_line: number
  positions_before: number
  sums: string
  aside_bytes: number
}

const select = `select number, identity, reading, columns, end_offset, next_index, next_line, positions_before, sums, aside_bytes
  from _file_imports where import_id = @importId`

/** The import as it was stored for this very file; null where it is new, or the file was changed. Call inside a transaction. */
export function importUnderWay(
  db: LibraryDb,
  importId: string,
  table: string,
  identity: FileIdentity,
): ImportRun | null {
  db.exec(importTables)
  const stored = db.prepare<{ importId: string }, StoredRun>(select).get({ importId })
  return stored?.identity === identity ? resumed(importId, table, stored) : null
}

/**
 * Begins an import; call inside a transaction. Another content under the same import starts over under the same number, so that its rows
 * replace those of the content before.
 */
export function beginImport(db: LibraryDb, spec: NewImport, now: number): ImportRun {
  const { importId, table, jobId, keyField, identity, reading, columns } = spec
  db.exec(importTables)
  const stored = db.prepare<{ importId: string }, StoredRun>(select).get({ importId })
  const run: ImportRun = {
    importId,
    table,
    reading,
    columns,
    number: stored?.number ?? nextNumber(db, table),
    endOffset: 0,
    nextIndex: 0,
    nextLine: 1,
    positionsBefore: Math.max(stored?.next_index ?? 0, stored?.positions_before ?? 0),
    sums: { inserted: 0, updated: 0, unchanged: 0, setAside: 0 },
    asideBytes: 0,
  }
  db.prepare('delete from _rejects where import_id = @importId').run({ importId })
  db.prepare(
    `insert or replace into _file_imports (import_id, job_id, table_name, number, key_field, file_bytes, identity, reading, columns,
       end_offset, next_index, next_line, positions_before, sums, aside_bytes, started_at)
     values (@importId, @jobId, @table, @number, @keyField, @fileBytes, @identity, @reading, @columns,
       0, 0, 1, @positionsBefore, @sums, 0, @now)`,
  ).run({
    importId,
    jobId,
    table,
    keyField,
    identity,
    number: BigInt(run.number),
    fileBytes: BigInt(spec.fileBytes),
    reading: JSON.stringify(reading),
    columns: columns === null ? null : JSON.stringify(columns),
    positionsBefore: BigInt(run.positionsBefore),
    sums: JSON.stringify(run.sums),
    now: BigInt(now),
  })
  return run
}

/** Stores how far the import has come; call inside the transaction of the rows. */
export function saveImport(db: LibraryDb, run: ImportRun): void {
  db.prepare(
    `update _file_imports set end_offset = @endOffset, next_index = @nextIndex, next_line = @nextLine, sums = @sums,
       aside_bytes = @asideBytes where import_id = @importId`,
  ).run({
    importId: run.importId,
    endOffset: BigInt(run.endOffset),
    nextIndex: BigInt(run.nextIndex),
    nextLine: BigInt(run.nextLine),
    sums: JSON.stringify(run.sums),
    asideBytes: BigInt(run.asideBytes),
  })
}

/** The file was read to its end. `hash`: of its content, so that it is known when it comes again (IMP-8). */
export function endImport(db: LibraryDb, importId: string, hash: string, now: number): void {
  db.prepare('update _file_imports set hash = @hash, finished_at = @now where import_id = @importId').run({
    importId,
    hash,
    now: BigInt(now),
  })
}

/** Keeps records that became no row; call inside the transaction of the batch. Returns the bytes of text it kept. */
export function keepAside(db: LibraryDb, run: ImportRun, aside: readonly Aside[]): number {
  const insert = db.prepare(
    `insert or replace into _rejects (import_id, position, line, byte_offset, bytes, code, column_name, text)
     values (@importId, @position, @line, @byteOffset, @bytes, @code, @column, @text)`,
  )
  let kept = 0
  const room = Math.max(0, MOST_KEPT_ASIDE - run.sums.setAside)
  for (const { position, line, byteOffset, bytes, code, column, text } of aside.slice(0, room)) {
    const fits =
      text !== null && text.length <= LONGEST_KEPT_TEXT && run.asideBytes + kept + text.length <= MOST_KEPT_BYTES
    if (fits) kept += text.length
    insert.run({
      importId: run.importId,
      code,
      column,
      position: BigInt(position),
      line: line === null ? null : BigInt(line),
      byteOffset: BigInt(byteOffset),
      bytes: BigInt(bytes),
      text: fits ? text : null,
    })
  }
  return kept
}

/**
 * Removes rows of positions that only an earlier content of the file had, [from, to); call inside a transaction. Returns how many there
 * were.
 */
export function removePositions(db: LibraryDb, run: ImportRun, from: number, to: number): number {
  const remove = db.prepare(`delete from ${tableIdent(run.table)} where _key = @key`)
  let removed = 0
  for (let position = from; position < to; position++) {
    removed += remove.run({ key: positionKey(run.number, position) }).changes
  }
  db.prepare('update _tables set rows = rows - @removed where table_name = @table').run({
    removed: BigInt(removed),
    table: run.table,
  })
  return removed
}

function resumed(importId: string, table: string, stored: StoredRun): ImportRun {
  return {
    importId,
    table,
    number: stored.number,
    reading: readingSchema.parse(JSON.parse(stored.reading)),
    columns: stored.columns === null ? null : csvColumnsSchema.parse(JSON.parse(stored.columns)),
    endOffset: stored.end_offset,
    nextIndex: stored.next_index,
    nextLine: stored.next_line,
    positionsBefore: stored.positions_before,
    sums: sumsSchema.parse(JSON.parse(stored.sums)),
    asideBytes: stored.aside_bytes,
  }
}

function nextNumber(db: LibraryDb, table: string): number {
  const last = db.prepare('select max(number) from _file_imports where table_name = @table').pluck().get({ table })
  return typeof last === 'number' ? last + 1 : 1
}
