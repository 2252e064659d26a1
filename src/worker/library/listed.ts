// Decides which rows a full list no longer has (PULL-13): each page's keys are kept with the page, so that a page that did not change still
// speaks for its rows, and what no page of a complete pass holds is marked as deleted, never dropped (PULL-16). Whether a pass was
// complete, and what the user allows: pull/sweep.ts.
import type { LibraryDb } from './database'
import { tableIdent } from './ident'

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

/** In a transaction; until it ends, what is absent is held in a temporary table. */
export function findAbsent(db: LibraryDb, table: string): Absent {
  db.exec('create temp table if not exists listed (key text primary key) without rowid, strict')
  db.exec('delete from temp.listed')
  db.prepare(
    `insert or ignore into temp.listed (key)
     select key from _listed_keys join _listed_pages on _listed_pages.id = page_id where table_name = @table`,
  ).run({ table })
  const count = (sql: string): number => Number(db.prepare(sql).pluck().get())
  const from = `${tableIdent(table)} where _deleted_at is null`
  const isAbsent = 'not exists (select 1 from temp.listed where listed.key = _key)'
  return {
    live: count(`select count(*) from ${from}`),
    listed: count('select count(*) from temp.listed'),
    absent: count(`select count(*) from ${from} and ${isAbsent}`),
    markDeleted: (now) => {
      const { changes } = db
        .prepare(
          `update ${tableIdent(table)} set _deleted_at = @at, _changed_at = @at where _deleted_at is null and ${isAbsent}`,
        )
        .run({ at: BigInt(now) })
      db.prepare('update _tables set changed_at = @at where table_name = @table').run({ at: BigInt(now), table })
      return changes
    },
  }
}

function listedPages(db: LibraryDb, table: string): { id: number; page: string }[] {
  return db
    .prepare<{ table: string }, { id: number; page: string }>(
      'select id, page from _listed_pages where table_name = @table',
    )
    .all({ table })
}
