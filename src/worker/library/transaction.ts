// Decides how a write transaction begins and ends when another process may be writing: always BEGIN IMMEDIATE (F52), waiting in
// the event loop instead of inside SQLite, so that heartbeats and stops still get through (F51). What is written is the caller's.
import { setTimeout as pause } from 'node:timers/promises'
import type { LibraryDb } from './database'
import { storageFault } from './faults'

const PAUSE_MS = 200
const GIVE_UP_AFTER_MS = 60_000

/** Another process held the file for a minute. */
export class LibraryBusy extends Error {
  constructor() {
    super('the local copy was locked by another process for a minute')
    this.name = 'LibraryBusy'
  }
}

export interface WriteOptions {
  signal: AbortSignal
  /** For tests; 60 s unless told. */
  giveUpAfterMs?: number
}

/**
 * Runs `work` in one transaction and commits it. `work` may await between batches: the connection belongs to this attempt alone.
 * Rolls back when `work` throws, and when the signal has aborted. Throws LibraryBusy, the signal's reason, or what `work` threw.
 */
export async function inTransaction<T>(db: LibraryDb, options: WriteOptions, work: () => T | Promise<T>): Promise<T> {
  await begin(db, options)
  try {
    const value = await work()
    options.signal.throwIfAborted()
    // SQLite rolls back by itself on a full disk and on I/O errors: committing then would report success for nothing (F53).
    if (!db.inTransaction) throw new Error('the transaction ended by itself')
    db.prepare('commit').run()
    return value
  } catch (error) {
    if (db.inTransaction) db.exec('rollback')
    throw error
  }
}

async function begin(db: LibraryDb, { signal, giveUpAfterMs = GIVE_UP_AFTER_MS }: WriteOptions): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    signal.throwIfAborted()
    try {
      db.prepare('begin immediate').run()
      return
    } catch (error) {
      if (storageFault(error) !== 'busy') throw error
      if (performance.now() - startedAt >= giveUpAfterMs) throw new LibraryBusy()
    }
    await pause(PAUSE_MS)
  }
}
