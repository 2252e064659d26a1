// Moves the rows of a file into a table of imports.db: what a moment brings, its sums and its checkpoint are one transaction, and only the
// attempt that owns the table writes (IMP-7, D4). Where the file is, and what the end of it means for the job: the handler's.
import { setImmediate as breathe } from 'node:timers/promises'
import type { RunSums } from '@shared/jobs/occurrence'
import { openBulkTable } from '../library/bulkRows'
import type { LibraryDb } from '../library/database'
import { foldName } from '../library/ident'
import { assertLease, claimLease, FenceLost, type Lease } from '../library/lease'
import { dropSums, storeSums, takeOverSums } from '../library/runSums'
import type { WriteCounts } from '../library/tables'
import { inTransaction } from '../library/transaction'
import { type PutRows, putCells, putRecords } from './importKeys'
import {
  beginImport,
  endImport,
  type ImportRun,
  importUnderWay,
  keepAside,
  type NewImport,
  removePositions,
  saveImport,
} from './importRuns'
import type { ImportSteps } from './importSteps'
import type { Aside, RowStep } from './rowSteps'

export interface ImportRows {
  /** How far the import has come, as of the last commit. */
  readonly run: ImportRun
  /**
   * Stores the next steps in one transaction; false when there are none left. Throws FenceLost, LibraryBusy, the signal's reason or SQLite's
   * error; then nothing of them is stored.
   */
  store(steps: ImportSteps): Promise<boolean>
  /** The file was read to its end: rows that only an earlier content had go, and the import is marked as finished. */
  finish(hash: string): Promise<void>
  /** The attempt reports its sums itself, however it ended. */
  report(): Promise<void>
}

export interface ImportRowsPorts {
  db: LibraryDb
  signal: AbortSignal
  now: () => number
  /** Of this attempt; added to only after a commit. */
  sums: RunSums
  lease: Lease
  attemptId: string
}

/** A transaction ends when one of these is reached: readers see rows soon, a stop loses little, and the disk is not waited for too often. */
const COMMIT_AFTER_MS = 250
const COMMIT_AFTER_BYTES = 4 * 1024 * 1024
const REMOVED_AT_ONCE = 1_000

/** Claims the table for this attempt. */
export async function claimTable(db: LibraryDb, table: string, epoch: number, signal: AbortSignal): Promise<Lease> {
  const lease: Lease = { target: `table:${foldName(table)}`, epoch }
  await inTransaction(db, { signal }, () => claimLease(db, lease))
  return lease
}

/** The import as an earlier attempt left it, or null. */
export function findImport(
  { db, signal, lease }: ImportRowsPorts,
  spec: Pick<NewImport, 'importId' | 'table' | 'identity'>,
): Promise<ImportRun | null> {
  return inTransaction(db, { signal }, () => {
    assertLease(db, lease)
    return importUnderWay(db, spec.importId, spec.table, spec.identity)
  })
}

/** Goes on with `known`, or begins. */
export async function openImportRows(
  ports: ImportRowsPorts,
  spec: NewImport,
  known: ImportRun | null,
): Promise<ImportRows> {
  const { db, signal, lease } = ports
  const begun = known ?? (await inTransaction(db, { signal }, () => begin(ports, spec)))
  takeOverSums(db, lease, ports.sums)
  const writing = new Writing(ports, spec.keyField, begun)

  return {
    get run() {
      return writing.run
    },
    store: async (steps) => {
      const isOver = await inTransaction(db, { signal }, () => writing.fill(steps))
      writing.committed()
      return !isOver
    },
    finish: async (hash) => {
      if (spec.keyField === null) await removeLeftOver(ports, writing.run)
      await inTransaction(db, { signal }, () => {
        assertLease(db, lease)
        endImport(db, spec.importId, hash, ports.now())
      })
    },
    report: () => reportSums(db, lease),
  }
}

/** Thrown to take everything back. */
class TrialOver extends Error {}

/** Does all an import would do, in one transaction that is taken back (IMP-8). Answers how the import would have ended. */
export async function tryImportRows(
  ports: ImportRowsPorts,
  spec: NewImport,
  steps: ImportSteps,
  told: (run: ImportRun) => void,
): Promise<ImportRun> {
  let run: ImportRun | null = null
  try {
    await inTransaction(ports.db, { signal: ports.signal }, async () => {
      const writing = new Writing({ ...ports, sums: {} }, spec.keyField, begin(ports, spec))
      for (let isOver = false; !isOver; told(writing.run)) {
        isOver = await writing.fill(steps)
        writing.committed()
      }
      run = writing.run
      throw new TrialOver()
    })
  } catch (error) {
    if (!(error instanceof TrialOver)) throw error
  }
  if (run === null) throw new Error('a trial that did not run')
  return run
}

function begin({ db, lease, now }: ImportRowsPorts, spec: NewImport): ImportRun {
  assertLease(db, lease)
  return beginImport(db, spec, now())
}

class Writing {
  private next: { run: ImportRun; sums: RunSums } | null = null
  private readonly putRows: PutRows

  constructor(
    private readonly ports: ImportRowsPorts,
    private readonly keyField: string | null,
    public run: ImportRun,
  ) {
    const keying = { keyField, importNumber: run.number }
    this.putRows = run.columns ? putCells(run.columns, keying) : putRecords(keying, run.reading.isGeo)
  }

  /** Inside a transaction: rows until it is time to commit. True when there are no more. */
  async fill(steps: ImportSteps): Promise<boolean> {
    const { db, lease, signal, attemptId } = this.ports
    assertLease(db, lease)
    this.next = null
    const now = this.ports.now()
    const table = openBulkTable(db, { table: this.run.table, sourceId: null, keyField: this.keyField }, now)
    table.know(this.run.columns?.map(({ name }) => name).filter((name) => name !== '_error') ?? [])
    const aside: Aside[] = []
    const startedAt = performance.now()
    let last: RowStep | null = null
    let isOver = false
    while (!isOver) {
      const step = await steps.next()
      if (step) {
        for (const one of step.aside) aside.push(one)
        if (step.rows) for (const one of this.putRows(table, step.rows)) aside.push(one)
        last = step
        await breathe()
        signal.throwIfAborted()
      }
      isOver = step === null
      const read = (last?.endOffset ?? 0) - this.run.endOffset
      if (performance.now() - startedAt > COMMIT_AFTER_MS || read > COMMIT_AFTER_BYTES) break
    }
    this.next = this.saved(table.finish(), aside, last)
    storeSums(db, lease, attemptId, this.next.sums, now)
    return isOver
  }

  private saved(counts: WriteCounts, aside: readonly Aside[], last: RowStep | null): { run: ImportRun; sums: RunSums } {
    const { db, sums } = this.ports
    const { endOffset, nextIndex, nextLine } = last ?? this.run
    const asideBytes = this.run.asideBytes + keepAside(db, this.run, aside)
    const run = {
      ...this.run,
      endOffset,
      nextIndex,
      nextLine,
      asideBytes,
      sums: added(this.run.sums, counts, aside.length),
    }
    saveImport(db, run)
    return { run, sums: { ...sums, ...added(sums, counts, aside.length) } }
  }

  committed(): void {
    if (!this.next) return
    this.run = this.next.run
    Object.assign(this.ports.sums, this.next.sums)
    this.next = null
  }
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

async function removeLeftOver({ db, signal, lease }: ImportRowsPorts, run: ImportRun): Promise<void> {
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
