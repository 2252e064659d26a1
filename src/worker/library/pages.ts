// Decides how a page of records is stored: whole or not at all, with whatever stands for it (cursor, validators, sums) in the same
// transaction, and only by the attempt that owns the target (P11, P12, PULL-5, D4). Rows: tables.ts. Sums of a run: runSums.ts.
import { setImmediate as breathe } from 'node:timers/promises'
import type { LibraryDb } from './database'
import { assertLease, type Lease } from './lease'
import { nothingWritten } from './rowWriter'
import { type KeyedRecord, openTable, type PageTable, type TableSpec, type WriteCounts } from './tables'
import { inTransaction } from './transaction'

export interface PageWrite {
  lease: Lease
  table: TableSpec
  /** Takes the rows instead, over several pages. */
  open?: PageTable
  /** Batches of records, made as they are needed. What it throws rolls the page back. */
  batches: Iterable<readonly KeyedRecord[]>
  now: number
  signal: AbortSignal
  /** Runs last, in the same transaction: what stands for the page. What it throws rolls the page back. */
  alongside(counts: WriteCounts, shapeChanges: number): void
}

/** Records written before other work of this process gets a turn: heartbeats and stops wait no longer than this many. */
const BATCH_RECORDS = 1_000

/** Stores one page in one transaction. Throws FenceLost, LibraryBusy, the signal's reason, or SQLite's error; then nothing is stored. */
export async function storePage(db: LibraryDb, page: PageWrite): Promise<WriteCounts> {
  const stored = await inTransaction(db, { signal: page.signal }, async () => {
    assertLease(db, page.lease)
    const table = page.open?.begin(page.now) ?? openTable(db, page.table, page.now)
    const counts: WriteCounts = { ...nothingWritten }
    for (const records of slices(page.batches)) {
      const written = table.write(records, page.now)
      counts.inserted += written.inserted
      counts.updated += written.updated
      counts.unchanged += written.unchanged
      counts.deleted += written.deleted
      await breathe()
      page.signal.throwIfAborted()
    }
    const shapeChanges = table.finish(page.now)
    page.alongside(counts, shapeChanges)
    return counts
  })
  page.open?.committed()
  return stored
}

function* slices(batches: Iterable<readonly KeyedRecord[]>): Generator<readonly KeyedRecord[]> {
  for (const batch of batches) {
    if (batch.length <= BATCH_RECORDS) yield batch
    else for (let from = 0; from < batch.length; from += BATCH_RECORDS) yield batch.slice(from, from + BATCH_RECORDS)
  }
}
