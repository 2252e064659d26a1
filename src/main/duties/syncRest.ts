// Decides how long a source is left alone after a sync, beyond its interval (PULL-11): as long as its server asks, and longer the more often
// nothing was new. Pure. A sync that the user asks for, and an edit, end it: sourceDuties.ts.
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { DAY_MS, HOUR_MS } from '@shared/time'

/** After so many runs in a row without news the interval is twice as long. */
const RUNS_A_DOUBLING = 4
const MOST_DOUBLINGS = 3
/** By itself nothing is asked less often than this, unless its interval says so. */
const LONGEST_REST_MS = 6 * HOUR_MS

/** So many runs of a source, newest first, tell all that `sameRuns` may ask; those that came to no end among them. */
export const RUNS_LOOKED_AT = 2 * RUNS_A_DOUBLING * MOST_DOUBLINGS

/** From the end of one run to the next, ms: `everyMs`, or more. `runs`: of the source, newest first. */
export function restAfter(everyMs: number, runs: readonly SyncRun[]): number {
  const doublings = Math.min(MOST_DOUBLINGS, Math.floor(sameRuns(runs) / RUNS_A_DOUBLING))
  const quiet = Math.min(everyMs * 2 ** doublings, Math.max(everyMs, LONGEST_REST_MS))
  return Math.max(quiet, Math.min(runs[0]?.sums.askedRestMs ?? 0, DAY_MS))
}

export type SyncRun = Pick<OccurrenceView, 'result' | 'trigger' | 'sums'>

/** How many in a row came to their end, brought nothing new and were not asked for by the user. */
function sameRuns(runs: readonly SyncRun[]): number {
  const news = runs.findIndex(({ trigger, sums }) => {
    const { inserted = 0, updated = 0, deleted = 0 } = sums
    return trigger === 'user' || inserted + updated + deleted > 0
  })
  return runs.slice(0, news === -1 ? undefined : news).filter(({ result }) => result === 'ran').length
}
