// Keeps the records of a page that could not become rows: where they stood, why, and the beginning of their text. Stored with the page they
// are of, and gone when that page comes again without them (PULL-17). Why one is set aside: pull/mapping.ts and parse.
import type { LibraryDb } from './database'

/** The last three only where the source's settings ask for it (PULL-17). */
export type SetAsideReason =
  | 'no_key'
  | 'record_too_large'
  | 'record_too_deep'
  | 'new_field'
  | 'type_changed'
  | 'missing_field'

export interface SetAsideRecord {
  /** From 0, within its page. */
  position: number
  reason: SetAsideReason
  bytes: number
  /** Beginning of its JSON; null when it was never held. */
  text: string | null
}

/** So many of a page are kept with their text; all are counted. */
export const MOST_KEPT_A_PAGE = 100
export const LONGEST_KEPT_TEXT = 4_000

/** In the transaction of the page's rows. */
export function storeSetAside(
  db: LibraryDb,
  table: string,
  page: string,
  records: readonly SetAsideRecord[],
  now: number,
): void {
  db.prepare('delete from _set_aside_rows where table_name = @table and page = @page').run({ table, page })
  const insert = db.prepare(
    `insert into _set_aside_rows (table_name, page, position, reason, bytes, record, at)
     values (@table, @page, @position, @reason, @bytes, @text, @now)`,
  )
  for (const { position, reason, bytes, text } of records.slice(0, MOST_KEPT_A_PAGE)) {
    const kept = text === null ? null : text.slice(0, LONGEST_KEPT_TEXT).toWellFormed()
    insert.run({ table, page, position: BigInt(position), reason, bytes: BigInt(bytes), text: kept, now: BigInt(now) })
  }
}

/** Whether a record was set aside whose key nobody read: its row may still be in the list. */
export function hasUnreadKeys(db: LibraryDb, table: string): boolean {
  return (
    db
      .prepare(
        "select 1 from _set_aside_rows where table_name = @table and reason in ('record_too_large', 'record_too_deep') limit 1",
      )
      .pluck()
      .get({ table }) !== undefined
  )
}
