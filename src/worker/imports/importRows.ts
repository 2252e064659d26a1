// Moves the records of a file into a table of imports.db, batch by batch: a batch, its sums and its checkpoint are one transaction, and
// only the attempt that owns the table writes (IMP-7, D4). Where the file is, and what the end of it means for the job: the handler's.
import { setImmediate as breathe } from 'node:timers/promises'
import type { RunSums } from '@shared/jobs/occurrence'
import type { LibraryDb } from '../library/database'
import { foldName } from '../library/ident'
import { assertLease, claimLease, FenceLost, type Lease } from '../library/lease'
import { storePage } from '../library/pages'
import { dropSums, storeSums, takeOverSums } from '../library/runSums'
import type { WriteCounts } from '../library/tables'
import { inTransaction } from '../library/transaction'
import type { RecordStep } from '../parse/recordReader'
import type { FileIdentity } from './importFile'
import { type KeyedBatch, keyBatch } from './importKeys'
import { type ImportRun, keepAside, removePositions, saveImport, takeUpImport } from './importRuns'

export interface ImportSpec {
  importId: string
  table: string
  keyField: string | null
  identity: FileIdentity
  epoch: number
  attemptId: string
}

export interface ImportRows {
  /** How far the import has come, as of the last commit. */
  readonly run: ImportRun
  /** Stores what a step of the reader gave. Throws FenceLost, LibraryBusy, the signal's reason or SQLite's error; then nothing of it is stored. */
  store(step: RecordStep): Promise<void>
  /** The file was read to its end: rows that only an earlier content had go, and the import is marked as finished. */
  finish(): Promise<void>
  /** The attempt reports its sums itself, however it ended. */
  report(): Promise<void>
}

export interface ImportRowsPorts {
  db: LibraryDb
  signal: AbortSignal
  now: () => number
  /** Of this attempt; added to only after a commit. */
  sums: RunSums
}

const REMOVED_AT_ONCE = 1_000

/** Claims the table for this attempt and takes up the import where it was. Throws as store() does. */
export async function openImportRows(ports: ImportRowsPorts, spec: ImportSpec): Promise<ImportRows> {
  const { db, signal } = ports
  const lease: Lease = { target: `table:${foldName(spec.table)}`, epoch: spec.epoch }
  let run = await inTransaction(db, { signal }, () => {
    claimLease(db, lease)
    return takeUpImport(db, spec, ports.now())
  })
  takeOverSums(db, lease, ports.sums)

  async function write(batch: KeyedBatch, next: Pick<ImportRun, 'endOffset' | 'nextIndex'>, finishedAt: number | null) {
    let after = run
    let sums = ports.sums
    await storePage(db, {
      lease,
      table: { table: spec.table, sourceId: null, keyField: spec.keyField },
      batches: batch.records.length === 0 ? [] : [batch.records],
      now: ports.now(),
      signal,
      alongside: (counts) => {
        keepAside(db, run, batch.aside)
        after = { ...run, ...next, sums: added(run.sums, counts, batch.aside.length) }
        sums = { ...ports.sums, ...added(ports.sums, counts, batch.aside.length) }
        saveImport(db, after, finishedAt)
        storeSums(db, lease, spec.attemptId, sums, ports.now())
      },
    })
    run = after
    Object.assign(ports.sums, sums)
  }

  return {
    get run() {
      return run
    },
    store: (step) => write(batchOf(step, spec.keyField, run.number), step, null),
    finish: async () => {
      if (spec.keyField === null) await removeLeftOver(ports, lease, run)
      await write({ records: [], aside: [] }, run, ports.now())
    },
    report: () => reportSums(db, lease),
  }
}

function batchOf(step: RecordStep, keyField: string | null, importNumber: number): KeyedBatch {
  if (step.type === 'records') return keyBatch(step.values, step.firstIndex, { keyField, importNumber })
  const { code, index, offset } = step.record
  return { records: [], aside: [{ position: index, code, byteOffset: offset, text: null }] }
}

type Counted = Pick<RunSums, 'inserted' | 'updated' | 'unchanged' | 'setAside'>

function added(before: Counted, counts: WriteCounts, aside: number): Required<Counted> {
  return {
    inserted: (before.inserted ?? 0) + counts.inserted,
    updated: (before.updated ?? 0) + counts.updated,
    unchanged: (before.unchanged ?? 0) + counts.unchanged,
    setAside: (before.setAside ?? 0) + aside,
  }
}

async function removeLeftOver({ db, signal }: ImportRowsPorts, lease: Lease, run: ImportRun): Promise<void> {
  if (run.positionsBefore <= run.nextIndex) return
  await inTransaction(db, { signal }, async () => {
    assertLease(db, lease)
    for (let from = run.nextIndex; from < run.positionsBefore; from += REMOVED_AT_ONCE) {
      removePositions(db, run, from, Math.min(from + REMOVED_AT_ONCE, run.positionsBefore))
      await breathe()
      signal.throwIfAborted()
    }
  })
}

/** An attempt that lost its table leaves the stored sums to the one that has it now. */
async function reportSums(db: LibraryDb, lease: Lease): Promise<void> {
  try {
    await inTransaction(db, { signal: new AbortController().signal }, () => {
      assertLease(db, lease)
      dropSums(db, lease)
    })
  } catch (error) {
    if (!(error instanceof FenceLost)) throw error
  }
}
