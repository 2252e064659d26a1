// Decides where a pass over a source's pages begins, and what its end stores: a pass that was cut off goes on behind its last stored page
// (PULL-5); only a complete one moves the mark (PULL-6), shows what a pass over everything brought (PULL-8) and sweeps (PULL-14). Pages in
// between: pullSource.ts and pageStore.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import { DAY_MS } from '@shared/time'
import type { ResolvedSource } from '@shared/workerMessages'
import { abandonPass, type Checkpoint, checkpointOf, dropCheckpoint } from '../library/checkpoints'
import { chosenTypesOf } from '../library/chosenTypes'
import type { LibraryDb } from '../library/database'
import type { Lease } from '../library/lease'
import { areListed, passPages } from '../library/listed'
import {
  beginPull,
  completePull,
  foundAgain,
  keepPages,
  pageStored,
  storeMark,
  storePageRows,
} from '../library/pullState'
import { nothingWritten } from '../library/rowWriter'
import { type Shown, StagedTable, showStaged } from '../library/staged'
import { hasRows, OpenTable, type PageTable, type TableSpec } from '../library/tables'
import { laterMark, type Mark, markText, storedMark } from './incremental'
import { LoopGuard } from './loopGuard'
import { mappingOf } from './mapping'
import { canResize, grownRows, withRows } from './pageSize'
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
  /** Its rows are shown when it is complete. */
  isStaged: boolean
  pages: number
  rows: number
  /** Of those of this attempt, the ones without a key. */
  keyless: number
  /** Of earlier passes. */
  from: Mark | null
  /** Highest met in this one. */
  mark: Mark | null
  isMarkSure: boolean
  /** Names of the pages seen; of a resumed pass all of them only where deletions need them. */
  visited: Set<string>
  /** Of those, the ones the library does not know yet. */
  unstored: string[]
  /** A page of this attempt did not change. */
  hasUnchanged: boolean
  hasStored: boolean
  /** The pass before was complete, and nothing was stored since. */
  isAfterWhole: boolean
  /** An unchanged first page ended it. */
  isShort: boolean
  heldDeletes: number
  /** A page is asked for so many rows; null: for as many as the settings say. */
  pageRows: number | null
  /** It is fewer than at its start. */
  hasShrunk: boolean
  guard: LoopGuard
  /** Takes the rows of this attempt's pages. */
  table: PageTable
}

export interface PassPorts {
  db: LibraryDb
  source: ResolvedSource
  lease: Lease
  now: number
}

/** Whether a complete pass says which rows there are, so that each page's keys are kept. */
export function isListed({ pull }: ResolvedSource): boolean {
  return pull.deletes.mode === 'full' || pull.deletes.mode === 'window'
}

/** Claims the table. In a transaction. Throws FenceLost. */
export function beginPass({ db, source, lease, now }: PassPorts, sums: RunSums): Pass {
  const owner = { sourceId: source.id, table: source.table, mapping: mappingOf(source) }
  const memory = beginPull(db, lease, owner, sums)
  const from = storedMark(memory.mark, source.pull.incremental)
  const checkpoint = usableCheckpoint(db, source, now)
  // What is shown stays as it is until everything was read again, or the whole of a list (PULL-8). A first pull shows what it has.
  const isAnew = hasRows(db, source.table) && (isListed(source) || !memory.isMapped)
  const isStaged = checkpoint?.isStaged ?? isAnew
  return {
    startedAt: checkpoint?.startedAt ?? now,
    request: begunAt(source, checkpoint, from, memory.pageRows),
    isResumed: checkpoint !== null,
    isStaged,
    pages: checkpoint?.pages ?? 0,
    rows: checkpoint?.rows ?? 0,
    keyless: 0,
    from,
    mark: storedMark(checkpoint?.mark ?? null, source.pull.incremental),
    isMarkSure: checkpoint?.isMarkSure ?? true,
    visited: checkpoint ? passPages(db, source.id) : new Set(),
    unstored: [],
    hasUnchanged: false,
    hasStored: checkpoint !== null,
    isAfterWhole: memory.isWhole,
    isShort: false,
    heldDeletes: memory.heldDeletes,
    pageRows: memory.pageRows,
    hasShrunk: false,
    guard: new LoopGuard(source.pull.maxPages),
    table: isStaged ? new StagedTable(db, source.id) : new OpenTable(db, specOf(source)),
  }
}

/** Numbered pages of a pass that is under way go on as they began. */
function begunAt(source: ResolvedSource, from: Checkpoint | null, mark: Mark | null, rows: number | null): PageRequest {
  if (from === null) return withRows(source, firstRequest(source, mark), rows)
  const request = { url: from.nextUrl, body: from.nextBody }
  return canResize(source) ? withRows(source, request, rows) : request
}

export function specOf({ id, table, keyField, pull }: ResolvedSource): TableSpec {
  return { table, sourceId: id, keyField, types: chosenTypesOf(pull.types) }
}

/** null: the pass begins at its first page. The sample's address changes with every start; a page of the old one is nowhere. */
function usableCheckpoint(db: LibraryDb, source: ResolvedSource, now: number): Checkpoint | null {
  const checkpoint = checkpointOf(db, source.id)
  const origins = [source.url, ...source.pull.nextOrigins].map((url) => new URL(url).origin)
  const ageMs = checkpoint ? now - checkpoint.startedAt : 0
  if (checkpoint && origins.includes(new URL(checkpoint.nextUrl).origin) && ageMs >= 0 && ageMs < OLDEST_CHECKPOINT_MS)
    return checkpoint
  // Also where there is none: the last page of a pass leaves none, and its end may not have come.
  abandonPass(db, source.id, source.table)
  return null
}

export interface Completed {
  outcome: Outcome
  swept: Swept
  /** What became of rows that were kept until now; null: none were. */
  shown: Shown | null
}

/** Every page was seen. In a transaction; `succeeded` unless deletions are held. Throws FenceLost. */
export async function completePass({ db, source, lease, now }: PassPorts, pass: Pass): Promise<Completed> {
  completePull(db, lease, source.id, now)
  foundAgain(db, source.id)
  const mark = pass.mark
  if (mark && pass.isMarkSure) storeMark(db, source.id, markText(laterMark(pass.from, mark)))
  // What has not changed is asked for as before: another size would be another address, and have no validators.
  if (pass.pageRows !== null && pass.hasStored && !pass.hasShrunk)
    storePageRows(db, source.id, grownRows(source, pass.pageRows))
  const isShown = pass.isStaged && pass.hasStored
  const shown = isShown ? await showStaged(db, specOf(source), source.id, now) : null
  if (isListed(source) || pass.isStaged || !pass.isResumed) {
    if (!pass.isShort) keepPages(db, source.id, source.table, pass.visited)
  }
  const isSwept = isListed(source) && (hasNews(pass) || !areListed(db, source.table, pass.visited))
  const swept: Swept = isSwept ? sweep(db, source, pass.visited, now) : { type: 'swept', deleted: 0, answerUsed: false }
  dropCheckpoint(db, source.id)
  if (hasChanged(shown, swept)) {
    pageStored(db, source.id, true, now)
    completePull(db, lease, source.id, now)
  }
  if (swept.type === 'held') return { outcome: { type: 'failed', error: swept.error }, swept, shown }
  const output = source.pull.incremental && !pass.isMarkSure ? { output: { marksMissing: true } } : {}
  return { outcome: { type: 'succeeded', ...output }, swept, shown }
}

function hasChanged(shown: Shown | null, swept: Swept): boolean {
  const { inserted, updated, deleted } = shown?.counts ?? nothingWritten
  return inserted + updated + deleted > 0 || (swept.type === 'swept' && swept.deleted > 0)
}

/** What the last complete pass found cannot be taken for what this one did. */
function hasNews({ hasStored, heldDeletes, isAfterWhole }: Pass): boolean {
  return hasStored || heldDeletes > 0 || !isAfterWhole
}
