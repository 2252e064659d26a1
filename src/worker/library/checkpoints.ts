// Decides how a pass that was cut off goes on: the request for its next page stands in the same transaction as the rows of the page before, so
// that a kill costs one page at most (PULL-5, P11). What a request is, and when a pass is too old to go on: pull.
import type { LibraryDb } from './database'

export interface Checkpoint {
  nextUrl: string
  nextBody: string | null
  /** Of the pass so far. */
  pages: number
  rows: number
  /** Highest mark met in the pass; null: none. */
  mark: string | null
  /** False once a record had no mark that could be read: then the pass moves none (PULL-7). */
  isMarkSure: boolean
  /** Its rows wait for its end (staged.ts). */
  isStaged: boolean
  startedAt: number
}

interface Row {
  next_url: string
  next_body: string | null
  pages: number
  rows: number
  mark: string | null
  is_mark_sure: number
  is_staged: number
  started_at: number
}

export function checkpointOf(db: LibraryDb, sourceId: string): Checkpoint | null {
  const row = db
    .prepare<{ sourceId: string }, Row>('select * from _checkpoints where source_id = @sourceId')
    .get({ sourceId })
  if (!row) return null
  const { pages, rows, mark } = row
  const next = { nextUrl: row.next_url, nextBody: row.next_body }
  const is = { isMarkSure: row.is_mark_sure === 1, isStaged: row.is_staged === 1 }
  return { ...next, ...is, pages, rows, mark, startedAt: row.started_at }
}

/** In the transaction of the page before. */
export function storeCheckpoint(db: LibraryDb, sourceId: string, checkpoint: Checkpoint): void {
  db.prepare(
    `insert into _checkpoints (source_id, next_url, next_body, pages, rows, mark, is_mark_sure, is_staged, started_at)
     values (@sourceId, @nextUrl, @nextBody, @pages, @rows, @mark, @isMarkSure, @isStaged, @startedAt)
     on conflict (source_id) do update set next_url = excluded.next_url, next_body = excluded.next_body, pages = excluded.pages,
       rows = excluded.rows, mark = excluded.mark, is_mark_sure = excluded.is_mark_sure, is_staged = excluded.is_staged, started_at = excluded.started_at`,
  ).run({
    ...checkpoint,
    sourceId,
    pages: BigInt(checkpoint.pages),
    rows: BigInt(checkpoint.rows),
    isMarkSure: checkpoint.isMarkSure ? 1n : 0n,
    isStaged: checkpoint.isStaged ? 1n : 0n,
    startedAt: BigInt(checkpoint.startedAt),
  })
}

/** The pass came to its end: the next begins at the first page. In a transaction. */
export function dropCheckpoint(db: LibraryDb, sourceId: string): void {
  for (const name of ['_checkpoints', '_pass', '_staged']) {
    db.prepare(`delete from ${name} where source_id = @sourceId`).run({ sourceId })
  }
}

/**
 * The pass is given up. What it stored beside rows that nobody has seen goes as well: a validator of theirs would have the server say that
 * nothing changed. In a transaction.
 */
export function abandonPass(db: LibraryDb, sourceId: string, table: string): void {
  const pages = '(select page from _pass where source_id = @sourceId)'
  db.prepare(`delete from _validators where source_id = @sourceId and page in ${pages}`).run({ sourceId })
  db.prepare(`delete from _listed_pages where table_name = @table and page in ${pages}`).run({ sourceId, table })
  dropCheckpoint(db, sourceId)
}
