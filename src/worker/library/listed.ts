// Decides which rows a full list no longer has (PULL-13): each page's keys are kept with the page, so that a page that did not change still
// speaks for its rows, and what no page of a complete pass holds is marked as deleted, never dropped (PULL-16). Whether a pass was
// complete, and what the user allows: pull/sweep.ts.

import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'

/** Begins a page anew, in the transaction of its rows; returns what takes its keys. */
export function listPage(db: LibraryDb, table: string, page: string): (keys: Iterable<string>) => void {
  db.prepare('delete from _listed_pages where table_name = @table and page = @page').run({ table, page })
  const { lastInsertRowid } = db
    .prepare('insert into _listed_pages (table_name, page) values (@table, @page)')
    .run({ table, page })
  const insert = db.prepare('insert or ignore into _listed_keys (page_id, key) values (@id, @key)')
  const id = BigInt(lastInsertRowid)
  return (keys) => {
    for (const key of keys) insert.run({ id, key })
  }
}

/** The pages of the pass that is under way, stored with a page's rows: a resumed pass knows them. */
export function storePassPages(db: LibraryDb, sourceId: string, pages: Iterable<string>): void {
  const insert = db.prepare('insert or ignore into _pass (source_id, page) values (@sourceId, @page)')
  for (const page of pages) insert.run({ sourceId, page })
}

export function passPages(db: LibraryDb, sourceId: string): Set<string> {
  return new Set(
    db
      .prepare<{ sourceId: string }, string>('select page from _pass where source_id = @sourceId')
      .pluck()
      .all({ sourceId }),
  )
}

/** Whether the pages whose keys are stored are just these. */
export function areListed(db: LibraryDb, table: string, pages: ReadonlySet<string>): boolean {
  const stored = listedPages(db, table)
  return stored.length === pages.size && stored.every(({ page }) => pages.has(page))
}

/** Forgets every page but these. */
export function keepListed(db: LibraryDb, table: string, pages: ReadonlySet<string>): void {
  const remove = db.prepare('delete from _listed_pages where id = @id')
  for (const { id, page } of listedPages(db, table)) if (!pages.has(page)) remove.run({ id: BigInt(id) })
}

export interface Absent {
  /** Rows that no page holds. */
  absent: number
  /** Rows that are not marked as deleted. */
  live: number
  /** Keys that the list holds. */
  listed: number
  /** Marks them. Returns how many. */
  markDeleted(now: number): number
}

/** Rows that the list speaks of: those whose property passes. */
export interface Window {
  property: string
  isInside(value: unknown): boolean
}

/** In a transaction; until it ends, what is absent is held in temporary tables. `window` null: the list speaks of every row. */
export function findAbsent(db: LibraryDb, table: string, window: Window | null): Absent {
  for (const name of ['listed', 'outside']) {
    db.exec(`create temp table if not exists ${name} (key text primary key) without rowid, strict`)
    db.exec(`delete from temp.${name}`)
  }
  db.prepare(
    `insert or ignore into temp.listed (key)
     select key from _listed_keys join _listed_pages on _listed_pages.id = page_id where table_name = @table`,
  ).run({ table })
  if (window) keepOutside(db, table, window)
  const count = (sql: string): number => Number(db.prepare(sql).pluck().get())
  const isSpokenOf = '_deleted_at is null and not exists (select 1 from temp.outside where outside.key = _key)'
  const from = `${tableIdent(table)} where ${isSpokenOf}`
  const isAbsent = 'not exists (select 1 from temp.listed where listed.key = _key)'
  return {
    live: count(`select count(*) from ${from}`),
    listed: count('select count(*) from temp.listed'),
    absent: count(`select count(*) from ${from} and ${isAbsent}`),
    markDeleted: (now) => {
      const { changes } = db
        .prepare(
          `update ${tableIdent(table)} set _deleted_at = @at, _changed_at = @at where ${isSpokenOf} and ${isAbsent}`,
        )
        .run({ at: BigInt(now) })
      db.prepare('update _tables set changed_at = @at where table_name = @table').run({ at: BigInt(now), table })
      return changes
    },
  }
}

const LOOKED_AT_ONCE = 5_000

/** Rows that no page holds and that the list does not speak of. Without such a column it speaks of none. */
function keepOutside(db: LibraryDb, table: string, window: Window): void {
  const column = readColumns(db, table).get(window.property)
  const value = column ? ident(column.name) : 'null'
  const rows = db.prepare<{ after: bigint }, { id: number; key: string; value: unknown }>(
    `select rowid as id, _key as key, ${value} as value from ${tableIdent(table)}
     where rowid > @after and _deleted_at is null and not exists (select 1 from temp.listed where listed.key = _key)
     order by rowid limit ${LOOKED_AT_ONCE}`,
  )
  const keep = db.prepare('insert or ignore into temp.outside (key) values (@key)')
  for (let after = -1n; ; ) {
    const found = rows.all({ after })
    for (const row of found) if (!window.isInside(row.value)) keep.run({ key: row.key })
    const last = found.at(-1)
    if (!last || found.length < LOOKED_AT_ONCE) return
    after = BigInt(last.id)
  }
}

function listedPages(db: LibraryDb, table: string): { id: number; page: string }[] {
  return db
    .prepare<{ table: string }, { id: number; page: string }>(
      'select id, page from _listed_pages where table_name = @table',
    )
    .all({ table })
}
