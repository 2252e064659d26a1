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

/** One step inside a transaction; answers whether there is more to do. */
export function sweepStep(parts: Parts): boolean {
  const now = parts.now()
  const expired = parts.store.sweeps.prunable({ now, usuallyMs: JOBS_KEPT_MS }, STEP_ROWS)
  for (const id of expired) pruneJob(parts, id)
  const { occurrences } = parts.store
  const old = occurrences.removeBefore(now - HISTORY_KEPT_MS, STEP_ROWS)
  const beyond = old > 0 ? 0 : occurrences.removeOldestBeyond(HISTORY_BYTES, STEP_ROWS)
  const logs = parts.store.runLogs.removeOldestBeyond(LOG_BYTES, STEP_ROWS)
  if (old + beyond > 0) parts.effects.changed('history')
  const isMore = expired.length === STEP_ROWS || old === STEP_ROWS || beyond === STEP_ROWS || logs === STEP_ROWS
  if (!isMore) sweepGates(parts)
  return isMore
}

function sweepGates(parts: Parts): void {
  parts.store.gates.sweep()
  parts.gates.reset()
  parts.holdBook.keepGates(new Set(parts.store.gates.all().map((gate) => gate.id)))
}

/** Every finished job that nothing unfinished depends on, in one pass over what is finished now (semantics 14). */
export function pruneAll(parts: Parts): number {
  const ids = parts.store.sweeps.prunable(null, Number.MAX_SAFE_INTEGER)
  for (const id of ids) pruneJob(parts, id)
  return ids.length
}
