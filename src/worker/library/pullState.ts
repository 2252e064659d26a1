// Decides what is known of a source's pages between pulls: the validators of each page and how far an incremental pull has come, stored only
// with the rows they describe, and forgotten when the mapping changes or the table is gone (PULL-9, PULL-10). Rows and fences: pages.ts,
// lease.ts. How far a pass has come: checkpoints.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { LibraryDb } from './database'
import { assertLease, claimLease, type Lease } from './lease'
import { takeOverSums } from './runSums'

export interface PullOwner {
  sourceId: string
  table: string
  /** Changes with everything that decides what the rows look like. */
  mapping: string
}

export interface PageValidators {
  etag: string | null
  lastModified: string | null
  /** Where the page after this one was; null: it was the last. */
  nextUrl: string | null
}

export interface PullMemory {
  /** How far earlier passes have come, as pull/incremental.ts wrote it; null: nowhere. */
  mark: string | null
  /** Deletions that wait for the user's answer. */
  heldDeletes: number
  /** The last pass came to its end, and nothing was stored after it. */
  isWhole: boolean
  /** A pass over everything came to its end since the mapping was last changed. */
  isMapped: boolean
  /** A page is asked for so many rows since the server could not cope with more; null: for as many as its settings say. */
  pageRows: number | null
}

/** Claims the table for this attempt and takes over what a dead one counted. In a transaction. Throws FenceLost. */
export function beginPull(db: LibraryDb, lease: Lease, owner: PullOwner, sums: RunSums): PullMemory {
  claimLease(db, lease)
  const known = db
    .prepare<{ sourceId: string }, { mapping: string; table_name: string }>(
      'select mapping, table_name from _sources where source_id = @sourceId',
    )
    .get({ sourceId: owner.sourceId })
  const hasTable =
    db.prepare('select 1 from _tables where table_name = @table').get({ table: owner.table }) !== undefined
  if (known?.mapping !== owner.mapping || known.table_name !== owner.table || !hasTable) {
    forgetPasses(db, owner)
  }
  takeOverSums(db, lease, sums)
  return memoryOf(db, owner)
}

/** Rows stay; all that would make the next pass skip something goes. */
function forgetPasses(db: LibraryDb, { sourceId, table, mapping }: PullOwner): void {
  for (const name of ['_validators', '_checkpoints', '_pass', '_staged']) {
    db.prepare(`delete from ${name} where source_id = @sourceId`).run({ sourceId })
  }
  db.prepare('delete from _listed_pages where table_name = @table').run({ table })
  db.prepare('delete from _set_aside_rows where table_name = @table').run({ table })
  db.prepare(
    `insert into _sources (source_id, table_name, mapping) values (@sourceId, @table, @mapping)
     on conflict (source_id) do update set table_name = excluded.table_name, mapping = excluded.mapping, mark = null,
       held_deletes = 0, is_whole = 0, page_rows = case when mapping = excluded.mapping then page_rows end`,
  ).run({ sourceId, table, mapping })
}

function memoryOf(db: LibraryDb, { sourceId }: PullOwner): PullMemory {
  const row = db
    .prepare<{ sourceId: string }, StoredMemory>(
      `select mark, held_deletes as held, is_whole as isWhole, whole_mapping is mapping as isMapped, page_rows as pageRows
       from _sources where source_id = @sourceId`,
    )
    .get({ sourceId })
  const is = { isWhole: row?.isWhole === 1, isMapped: row?.isMapped === 1 }
  return { mark: row?.mark ?? null, heldDeletes: row?.held ?? 0, pageRows: row?.pageRows ?? null, ...is }
}

interface StoredMemory {
  mark: string | null
  held: number
  isWhole: number
  isMapped: number
  pageRows: number | null
}

/** null: as many as the settings say. In a transaction. */
export function storePageRows(db: LibraryDb, sourceId: string, rows: number | null): void {
  db.prepare('update _sources set page_rows = @rows where source_id = @sourceId and page_rows is not @rows').run({
    sourceId,
    rows: rows === null ? null : BigInt(rows),
  })
}

/** In the transaction of the rows it stands for. */
export function storeMark(db: LibraryDb, sourceId: string, mark: string): void {
  db.prepare('update _sources set mark = @mark where source_id = @sourceId and mark is not @mark').run({
    sourceId,
    mark,
  })
}

/** In the transaction that swept, or did not. */
export function storeHeldDeletes(db: LibraryDb, sourceId: string, rows: number): void {
  db.prepare('update _sources set held_deletes = @rows where source_id = @sourceId and held_deletes <> @rows').run({
    sourceId,
    rows: BigInt(rows),
  })
}

/** What is stored of pages that the list no longer has. In a transaction. */
export function keepPages(db: LibraryDb, sourceId: string, table: string, pages: ReadonlySet<string>): void {
  const drop = (from: string, owner: string, value: string): void => {
    const stored = db
      .prepare<[string], string>(`select distinct page from ${from} where ${owner} = ?`)
      .pluck()
      .all(value)
    const remove = db.prepare(`delete from ${from} where ${owner} = ? and page = ?`)
    for (const page of stored) if (!pages.has(page)) remove.run(value, page)
  }
  drop('_validators', 'source_id', sourceId)
  drop('_set_aside_rows', 'table_name', table)
}

/** A complete pass: everything the source has was seen. In a transaction. Throws FenceLost. */
export function completePull(db: LibraryDb, lease: Lease, sourceId: string, now: number): void {
  assertLease(db, lease)
  db.prepare(
    'update _sources set last_checked_at = @now, whole_mapping = mapping, is_whole = 1 where source_id = @sourceId',
  ).run({ sourceId, now: BigInt(now) })
}

/** In the transaction of a page: what is stored is no whole pass any more, and some of it may be new. */
export function pageStored(db: LibraryDb, sourceId: string, isNews: boolean, now: number): void {
  db.prepare('update _sources set is_whole = 0 where source_id = @sourceId and is_whole <> 0').run({ sourceId })
  if (!isNews) return
  db.prepare('update _sources set last_changed_at = @now where source_id = @sourceId').run({
    sourceId,
    now: BigInt(now),
  })
}

/** The list was not there, once more; returns how often in a row (D29). In a transaction. */
export function countMissing(db: LibraryDb, sourceId: string): number {
  db.prepare('update _sources set missing_runs = missing_runs + 1 where source_id = @sourceId').run({ sourceId })
  const runs = db.prepare('select missing_runs from _sources where source_id = @sourceId').pluck().get({ sourceId })
  return typeof runs === 'number' ? runs : 1
}

/** The list is there. In a transaction; writes only where it was not. */
export function foundAgain(db: LibraryDb, sourceId: string): void {
  db.prepare('update _sources set missing_runs = 0 where source_id = @sourceId and missing_runs <> 0').run({ sourceId })
}

/** `page` names one request: its URL with its parameters. */
export function validatorsOf(db: LibraryDb, sourceId: string, page: string): PageValidators | null {
  const row = db
    .prepare<
      { sourceId: string; page: string },
      { etag: string | null; last_modified: string | null; next_url: string | null }
    >('select etag, last_modified, next_url from _validators where source_id = @sourceId and page = @page')
    .get({ sourceId, page })
  return row ? { etag: row.etag, lastModified: row.last_modified, nextUrl: row.next_url } : null
}

/** In the transaction of the page's rows. A page without validators has none stored. */
export function storeValidators(
  db: LibraryDb,
  sourceId: string,
  page: string,
  validators: PageValidators,
  rows: number,
  now: number,
): void {
  if (validators.etag === null && validators.lastModified === null) {
    db.prepare('delete from _validators where source_id = @sourceId and page = @page').run({ sourceId, page })
    return
  }
  db.prepare(
    `insert into _validators (source_id, page, etag, last_modified, next_url, rows, stored_at)
     values (@sourceId, @page, @etag, @lastModified, @nextUrl, @rows, @now)
     on conflict (source_id, page) do update set etag = excluded.etag, last_modified = excluded.last_modified,
       next_url = excluded.next_url, rows = excluded.rows, stored_at = excluded.stored_at`,
  ).run({ sourceId, page, ...validators, rows: BigInt(rows), now: BigInt(now) })
}

/** Everything but the rows: validators, sums, and that the table was this source's. In a transaction. */
export function forgetSource(db: LibraryDb, sourceId: string, table: string): void {
  db.prepare('delete from _sources where source_id = @sourceId').run({ sourceId })
  db.prepare('update _tables set source_id = null where source_id = @sourceId').run({ sourceId })
  db.prepare('delete from _open_runs where target = @table').run({ table })
  db.prepare('delete from _lease where target = @table').run({ table })
  db.prepare('delete from _listed_pages where table_name = @table').run({ table })
  db.prepare('delete from _set_aside_rows where table_name = @table').run({ table })
}
