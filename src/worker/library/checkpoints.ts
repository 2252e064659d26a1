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
  startedAt: number
}

interface Row {
  next_url: string
  next_body: string | null
  pages: number
  rows: number
  mark: string | null
  is_mark_sure: number
  started_at: number
}

export function checkpointOf(db: LibraryDb, sourceId: string): Checkpoint | null {
  const row = db
    .prepare<{ sourceId: string }, Row>('select * from _checkpoints where source_id = @sourceId')
    .get({ sourceId })
  if (!row) return null
  const { pages, rows, mark } = row
  const next = { nextUrl: row.next_url, nextBody: row.next_body }
  return { ...next, pages, rows, mark, isMarkSure: row.is_mark_sure === 1, startedAt: row.started_at }
}

/** In the transaction of the page before. */
export function storeCheckpoint(db: LibraryDb, sourceId: string, checkpoint: Checkpoint): void {
  db.prepare(
    `insert into _checkpoints (source_id, next_url, next_body, pages, rows, mark, is_mark_sure, started_at)
     values (@sourceId, @nextUrl, @nextBody, @pages, @rows, @mark, @isMarkSure, @startedAt)
     on conflict (source_id) do update set next_url = excluded.next_url, next_body = excluded.next_body, pages = excluded.pages,
       rows = excluded.rows, mark = excluded.mark, is_mark_sure = excluded.is_mark_sure, started_at = excluded.started_at`,
  ).run({
    ...checkpoint,
    sourceId,
    pages: BigInt(checkpoint.pages),
    rows: BigInt(checkpoint.rows),
    isMarkSure: checkpoint.isMarkSure ? 1n : 0n,
    startedAt: BigInt(checkpoint.startedAt),
  })
}

/** The pass is over, one way or another: the next begins at the first page. */
export function dropCheckpoint(db: LibraryDb, sourceId: string): void {
  db.prepare('delete from _checkpoints where source_id = @sourceId').run({ sourceId })
  db.prepare('delete from _pass where source_id = @sourceId').run({ sourceId })
}
