// Removes rows of library.db that were marked as deleted longer ago than they are kept, in short transactions, and gives the space back to
// the disk. What marks a row as deleted is the pull's.
import { setImmediate as breathe } from 'node:timers/promises'
import type { LibraryDb } from '../library/database'
import { tableIdent } from '../library/ident'
import { inTransaction } from '../library/transaction'

const ROWS_A_SLICE = 5_000
const PAGES_A_SLICE = 500
const MOST_VACUUM_SLICES = 100

/** Rows removed, of every table. Throws LibraryBusy, the signal's reason or SQLite's error; what was removed until then stays so. */
export async function purgeSoftDeleted(db: LibraryDb, deletedBefore: number, signal: AbortSignal): Promise<number> {
  let removed = 0
  for (const table of tableNames(db)) removed += await purgeTable(db, table, deletedBefore, signal)
  return removed
}

/** Bytes given back to the disk. */
export async function giveBackSpace(db: LibraryDb, signal: AbortSignal): Promise<number> {
  const pages = (): number => Number(db.pragma('page_count', { simple: true }))
  const before = pages()
  for (let slice = 0; slice < MOST_VACUUM_SLICES && !signal.aborted; slice++) {
    if (Number(db.pragma('freelist_count', { simple: true })) === 0) break
    db.pragma(`incremental_vacuum(${PAGES_A_SLICE})`)
    await breathe()
  }
  return (before - pages()) * Number(db.pragma('page_size', { simple: true }))
}

function tableNames(db: LibraryDb): string[] {
  return db.prepare<[], string>('select table_name from _tables order by table_name').pluck().all()
}

async function purgeTable(db: LibraryDb, table: string, deletedBefore: number, signal: AbortSignal): Promise<number> {
  const last = Number(
    db
      .prepare(`select coalesce(max(rowid), 0) from ${tableIdent(table)}`)
      .pluck()
      .get(),
  )
  const remove = db.prepare(
    `delete from ${tableIdent(table)} where rowid > @from and rowid <= @to and _deleted_at < @deletedBefore`,
  )
  const count = db.prepare('update _tables set rows = max(0, rows - @removed) where table_name = @table')
  let removed = 0
  for (let from = 0; from < last; from += ROWS_A_SLICE) {
    const slice = { from: BigInt(from), to: BigInt(from + ROWS_A_SLICE), deletedBefore: BigInt(deletedBefore) }
    removed += await inTransaction(db, { signal }, () => {
      const { changes } = remove.run(slice)
      if (changes > 0) count.run({ removed: BigInt(changes), table })
      return changes
    })
    await breathe()
  }
  return removed
}
