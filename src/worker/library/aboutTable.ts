// Decides what is told of one table beside its rows: its last pull, what was set aside, how its shape changed, and how much is new, changed
// or gone since a moment. Read-only, a few short statements (D9). Older files lack some of it.
import type { SchemaChangeView, SetAsideView, TableAbout } from '@shared/readerMessages'
import type { LibraryDb } from './database'
import { tableIdent } from './ident'
import { newsCondition } from './rowFilter'

/** Without an index every row is looked at. */
const COUNTED_ROWS = 200_000
const MOST_LISTED = 100

/** null: there is no such table. */
export function aboutTable(db: LibraryDb, table: string, since: number): TableAbout | null {
  const known = db
    .prepare<{ table: string }, { source_id: string | null; rows: number }>(
      'select source_id, rows from _tables where table_name = @table',
    )
    .get({ table })
  if (!known) return null
  const hasLog = db.prepare("select 1 from sqlite_schema where name = '_set_aside_rows'").get() !== undefined
  const setAsideCount = hasLog ? countSetAside(db, table) : 0
  return {
    pull: known.source_id === null || !hasLog ? null : lastPull(db, known.source_id),
    setAside: setAsideCount > 0 ? setAside(db, table) : [],
    setAsideCount,
    schemaChanges: hasLog ? schemaChanges(db, table) : [],
    news: known.rows > COUNTED_ROWS ? null : countNews(db, table, since),
  }
}

function lastPull(db: LibraryDb, sourceId: string): TableAbout['pull'] {
  const row = db
    .prepare<{ sourceId: string }, NonNullable<TableAbout['pull']>>(
      `select last_checked_at as checkedAt, last_changed_at as changedAt, substr(mark, 1, 200) as mark,
         held_deletes as heldDeletes from _sources where source_id = @sourceId`,
    )
    .get({ sourceId })
  return row ?? null
}

function countSetAside(db: LibraryDb, table: string): number {
  const count = db.prepare('select count(*) from _set_aside_rows where table_name = @table').pluck().get({ table })
  return typeof count === 'number' ? count : 0
}

function setAside(db: LibraryDb, table: string): SetAsideView[] {
  return db
    .prepare<{ table: string }, SetAsideView>(
      `select page, position, reason, bytes, substr(record, 1, 2000) as record, at
       from _set_aside_rows where table_name = @table order by at desc, page, position limit ${MOST_LISTED}`,
    )
    .all({ table })
}

function schemaChanges(db: LibraryDb, table: string): SchemaChangeView[] {
  return db
    .prepare<{ table: string }, SchemaChangeView>(
      `select property, change, old_type as oldType, new_type as newType, rows, at
       from _schema_log where table_name = @table order by id desc limit ${MOST_LISTED}`,
    )
    .all({ table })
}

function countNews(db: LibraryDb, table: string, since: number): TableAbout['news'] {
  const counts = db
    .prepare<{ since: bigint }, NonNullable<TableAbout['news']>>(
      `select count(*) filter (where ${newsCondition('new')}) as new,
         count(*) filter (where ${newsCondition('changed')}) as changed,
         count(*) filter (where ${newsCondition('gone')}) as gone from ${tableIdent(table)}`,
    )
    .get({ since: BigInt(Math.floor(since)) })
  return counts ?? null
}
