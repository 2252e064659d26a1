// Decides where a pass over a source's pages begins, and what its end stores: a pass that was cut off goes on behind its last stored page
// (PULL-5); only a complete one moves the mark (PULL-6) and sweeps (PULL-14). Pages in between: pullSource.ts and pageStore.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import { DAY_MS } from '@shared/time'
import type { ResolvedSource } from '@shared/workerMessages'
import { type Checkpoint, checkpointOf, dropCheckpoint } from '../library/checkpoints'
import type { LibraryDb } from '../library/database'
import type { Lease } from '../library/lease'
import { areListed, passPages } from '../library/listed'
import { beginPull, completePull, keepPages, storeMark } from '../library/pullState'
import { OpenTable } from '../library/tables'
import { laterMark, type Mark, markText, storedMark } from './incremental'
import { LoopGuard } from './loopGuard'
import { mappingOf } from './mapping'
import { firstRequest, type PageRequest } from './request'
import { type Swept, sweep } from './sweep'

/** A list of yesterday has moved on: then the pass begins anew. */
const OLDEST_CHECKPOINT_MS = DAY_MS

/** One pass, from its first page to its last; it may take several attempts. */
export interface Pass {
  startedAt: number
  /** Page to be asked for next. */
  request: PageRequest
  isResumed: boolean
  pages: number
  rows: number
  /** Of earlier passes. */
  from: Mark | null
  /** Highest met in this one. */
  mark: Mark | null
  isMarkSure: boolean
  /** Names of the pages seen; of a resumed pass all of them only where deletions need them. */
  visited: Set<string>
  /** Of those, the ones the library does not know yet. */
  unstored: string[]
  hasStored: boolean
  heldDeletes: number
  guard: LoopGuard
  /** The source's table, open over the pages of this attempt. */
  table: OpenTable
}

export interface PassPorts {
  db: LibraryDb
  source: ResolvedSource
  lease: Lease
  now: number
}

/** Claims the table. In a transaction. Throws FenceLost. */
export function beginPass({ db, source, lease, now }: PassPorts, sums: RunSums): Pass {
  const owner = { sourceId: source.id, table: source.table, mapping: mappingOf(source) }
  const memory = beginPull(db, lease, owner, sums)
  const from = storedMark(memory.mark, source.pull.incremental)
  const checkpoint = usableCheckpoint(db, source, now)
  return {
    startedAt: checkpoint?.startedAt ?? now,
    request: checkpoint ? { url: checkpoint.nextUrl, body: checkpoint.nextBody } : firstRequest(source, from),
    isResumed: checkpoint !== null,
    pages: checkpoint?.pages ?? 0,
    rows: checkpoint?.rows ?? 0,
    from,
    mark: storedMark(checkpoint?.mark ?? null, source.pull.incremental),
    isMarkSure: checkpoint?.isMarkSure ?? true,
    visited: checkpoint ? passPages(db, source.id) : new Set(),
    unstored: [],
    hasStored: checkpoint !== null,
    heldDeletes: memory.heldDeletes,
    guard: new LoopGuard(source.pull.maxPages),
    table: new OpenTable(db, { table: source.table, sourceId: source.id, keyField: source.keyField }),
  }
}

/** null: the pass begins at its first page. The sample's address changes with every start; a page of the old one is nowhere. */
function usableCheckpoint(db: LibraryDb, source: ResolvedSource, now: number): Checkpoint | null {
  const checkpoint = checkpointOf(db, source.id)
  if (!checkpoint) return null
  const origins = [source.url, ...source.pull.nextOrigins].map((url) => new URL(url).origin)
  const ageMs = now - checkpoint.startedAt
  if (origins.includes(new URL(checkpoint.nextUrl).origin) && ageMs >= 0 && ageMs < OLDEST_CHECKPOINT_MS)
    return checkpoint
  dropCheckpoint(db, source.id)
  return null
}

/** Every page was seen. In a transaction; `succeeded` unless deletions are held. Throws FenceLost. */
export function completePass(ports: PassPorts, pass: Pass): { outcome: Outcome; swept: Swept } {
  const { db, source, lease, now } = ports
  completePull(db, lease, source.id, now)
  const mark = pass.mark
  if (mark && pass.isMarkSure) storeMark(db, source.id, markText(laterMark(pass.from, mark)))
  const isFull = source.pull.deletes.mode === 'full'
  if (isFull || !pass.isResumed) keepPages(db, source.id, source.table, pass.visited)
  const isSwept = isFull && (pass.hasStored || pass.heldDeletes > 0 || !areListed(db, source.table, pass.visited))
  const swept: Swept = isSwept ? sweep(db, source, pass.visited, now) : { type: 'swept', deleted: 0, answerUsed: false }
  dropCheckpoint(db, source.id)
  if (swept.type === 'held') return { outcome: { type: 'failed', error: swept.error }, swept }
  const output = source.pull.incremental && !pass.isMarkSure ? { output: { marksMissing: true } } : {}
  return { outcome: { type: 'succeeded', ...output }, swept }
}
