// Remembers how far each import has come, in imports.db itself and in the transaction of the rows it stands for (IMP-7): file identity,
// byte offset, position, sums, and the records set aside. What is done with them is the handler's (handlers/fileImport.ts).
import { z } from 'zod'
import type { LibraryDb } from '../library/database'
import { tableIdent } from '../library/ident'
import type { FileIdentity } from './importFile'
import { positionKey, type SetAside } from './importKeys'

const importTables = `
create table if not exists _imports (
  import_id text primary key not null,
  table_name text not null,
  number integer not null,
  identity text not null,
  end_offset integer not null check (end_offset >= 0),
  next_index integer not null check (next_index >= 0),
  positions_before integer not null default 0,
  sums text not null,
  started_at integer not null,
  finished_at integer
) strict;
create table if not exists _set_aside (
  import_id text not null,
  position integer not null,
  code text not null,
  byte_offset integer,
  text text,
  primary key (import_id, position)
) strict, without rowid;
`

const sumsSchema = z.object({
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  setAside: z.number(),
})
/** What the import as a whole has come to, over all its attempts (IMP-4): together they are the records read. */
export type ImportSums = z.infer<typeof sumsSchema>

export interface ImportRun {
  importId: string
  table: string
  /** Which import into this table it is, from 1. */
  number: number
  /** Where the next piece begins; 0 and 0 at the start. */
  endOffset: number
  nextIndex: number
  /** Positions that an earlier, other content of the file had filled. */
  positionsBefore: number
  sums: ImportSums
}

/** Details are kept of so many records an import; the count is exact beyond. */
const MOST_KEPT_ASIDE = 10_000

interface StoredRun {
  number: number
  identity: string
  end_offset: number
  next_index: number
  positions_before: number
  sums: string
}

/**
 * Begins or takes up an import; call inside a transaction. The same file goes on behind its last committed batch. Another content under
 * the same import starts over under the same number, so that its rows replace those of the content before.
 */
export function takeUpImport(
  db: LibraryDb,
  { importId, table, identity }: { importId: string; table: string; identity: FileIdentity },
  now: number,
): ImportRun {
  db.exec(importTables)
  const stored = db
    .prepare<{ importId: string }, StoredRun>(
      `select number, identity, end_offset, next_index, positions_before, sums from _imports where import_id = @importId`,
    )
    .get({ importId })
  if (stored?.identity === identity) return resumed(importId, table, stored)
  const run: ImportRun = {
    importId,
    table,
    number: stored?.number ?? nextNumber(db, table),
    endOffset: 0,
    nextIndex: 0,
    positionsBefore: Math.max(stored?.next_index ?? 0, stored?.positions_before ?? 0),
    sums: { inserted: 0, updated: 0, unchanged: 0, setAside: 0 },
  }
  db.prepare('delete from _set_aside where import_id = @importId').run({ importId })
  db.prepare(
    `insert into _imports (import_id, table_name, number, identity, end_offset, next_index, positions_before, sums, started_at)
     values (@importId, @table, @number, @identity, 0, 0, @positionsBefore, @sums, @now)
     on conflict (import_id) do update set identity = excluded.identity, end_offset = 0, next_index = 0,
       positions_before = excluded.positions_before, sums = excluded.sums, finished_at = null`,
  ).run({ ...integers(run), table, identity, now: BigInt(now) })
  return run
}

/** Stores how far the import has come; call inside the transaction of the rows. */
export function saveImport(db: LibraryDb, run: ImportRun, finishedAt: number | null): void {
  db.prepare(
    `update _imports set end_offset = @endOffset, next_index = @nextIndex, sums = @sums, finished_at = @finishedAt
     where import_id = @importId`,
  ).run({ ...integers(run), finishedAt: finishedAt === null ? null : BigInt(finishedAt) })
}

/** Keeps records that became no row; call inside the transaction of the batch. */
export function keepAside(db: LibraryDb, run: ImportRun, aside: readonly SetAside[]): void {
  const insert = db.prepare(
    `insert or replace into _set_aside (import_id, position, code, byte_offset, text)
     values (@importId, @position, @code, @byteOffset, @text)`,
  )
  const room = Math.max(0, MOST_KEPT_ASIDE - run.sums.setAside)
  for (const { position, code, byteOffset, text } of aside.slice(0, room)) {
    insert.run({
      importId: run.importId,
      position: BigInt(position),
      code,
      byteOffset: byteOffset === null ? null : BigInt(byteOffset),
      text,
    })
  }
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
    endOffset: stored.end_offset,
    nextIndex: stored.next_index,
    positionsBefore: stored.positions_before,
    sums: sumsSchema.parse(JSON.parse(stored.sums)),
  }
}

function nextNumber(db: LibraryDb, table: string): number {
  const last = db.prepare('select max(number) from _imports where table_name = @table').pluck().get({ table })
  return typeof last === 'number' ? last + 1 : 1
}

function integers(run: ImportRun): Record<string, string | bigint> {
  return {
    importId: run.importId,
    number: BigInt(run.number),
    endOffset: BigInt(run.endOffset),
    nextIndex: BigInt(run.nextIndex),
    positionsBefore: BigInt(run.positionsBefore),
    sums: JSON.stringify(run.sums),
  }
}
