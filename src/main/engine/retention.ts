// How long things are kept (semantics 1.15): finished jobs 7 days or as asked, history 90 days or 100 MB, what runs said as long as their
// history or 30 MB. In small steps, so that a large sweep never holds the engine up.
import { DAY_MS } from '@shared/time'
import { pruneJob } from './cancelling'
import type { Parts } from './parts'

const JOBS_KEPT_MS = 7 * DAY_MS
const HISTORY_KEPT_MS = 90 * DAY_MS
const HISTORY_BYTES = 100 * 1_000_000
/** Of what runs said, beside that. */
const LOG_BYTES = 30 * 1_000_000
const STEP_ROWS = 500
/** Of jobs that are only looked at. */
const LOOKED_AT_ROWS = 5_000

/** A sweep, inside a transaction: one step of it, and `again` has the next done in a transaction of its own. */
export function createSweep(parts: Parts, again: (step: () => void) => void): () => void {
  let gates: GateSweep | null = null
  const isMore = (): boolean => {
    if (removeExpired(parts)) return true
    gates ??= beginGates(parts)
    if (lookAtGates(parts, gates)) return true
    gates = null
    return false
  }
  const step = (): void => {
    if (isMore()) again(step)
  }
  return step
}

/** Answers whether there may be more. What history comes to is counted only once no job is left to go. */
function removeExpired(parts: Parts): boolean {
  const now = parts.now()
  const expired = parts.store.sweeps.prunable({ now, usuallyMs: JOBS_KEPT_MS }, STEP_ROWS)
  for (const id of expired) pruneJob(parts, id)
  if (expired.length === STEP_ROWS) return true
  const { occurrences } = parts.store
  const old = occurrences.removeBefore(now - HISTORY_KEPT_MS, STEP_ROWS)
  const beyond = old > 0 ? 0 : occurrences.removeOldestBeyond(HISTORY_BYTES, STEP_ROWS)
  const logs = parts.store.runLogs.removeOldestBeyond(LOG_BYTES, STEP_ROWS)
  if (old + beyond > 0) parts.effects.changed('history')
  return old === STEP_ROWS || beyond === STEP_ROWS || logs === STEP_ROWS
}

/** Gates that no job was found behind so far, and where the walk over all jobs has come to. */
interface GateSweep {
  unused: Set<number>
  afterId: string
}

/** Where something waits there is no need to look. What is stored behind a gate while the walk goes on keeps it. */
function beginGates(parts: Parts): GateSweep {
  const { gates, picks } = parts.store
  const unused = new Set(gates.all().flatMap(({ id }) => (picks.earliestDue(id) === null ? [id] : [])))
  parts.gates.keepTouchedOf(unused)
  return { unused, afterId: '' }
}

function lookAtGates(parts: Parts, sweep: GateSweep): boolean {
  const { gates } = parts.store
  if (sweep.unused.size > 0) {
    const { gateIds, lastId } = gates.usedAfter(sweep.afterId, LOOKED_AT_ROWS)
    for (const id of gateIds) sweep.unused.delete(id)
    if (lastId !== null) {
      sweep.afterId = lastId
      return true
    }
  }
  for (const id of sweep.unused) gates.remove(id)
  parts.gates.keepTouchedOf(null)
  if (sweep.unused.size > 0) parts.gates.reset()
  parts.holdBook.keepGates(new Set(gates.all().map((gate) => gate.id)))
  return false
}

/** Every finished job that nothing unfinished depends on, in one pass over what is finished now (semantics 14). */
export function pruneAll(parts: Parts): number {
  const ids = parts.store.sweeps.allPrunable()
  for (const id of ids) pruneJob(parts, id)
  return ids.length
}
