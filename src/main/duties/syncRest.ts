// Decides how long a source is left alone after a sync, beyond its interval (PULL-11): as long as its server asks, and longer the more often
// nothing was new. Pure. A sync that the user asks for, and an edit, end it: sourceDuties.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import { DAY_MS, HOUR_MS } from '@shared/time'

/** After so many runs in a row without news the interval is twice as long. */
const RUNS_A_DOUBLING = 4
const MOST_DOUBLINGS = 3
/** By itself nothing is asked less often than this, unless its interval says so. */
const LONGEST_REST_MS = 6 * HOUR_MS

/** From the end of one run to the next, ms: `everyMs`, or more. */
export function restAfter(everyMs: number, { sameRuns = 0, askedRestMs = 0 }: RunSums): number {
  const doublings = Math.min(MOST_DOUBLINGS, Math.floor(sameRuns / RUNS_A_DOUBLING))
  const quiet = Math.min(everyMs * 2 ** doublings, Math.max(everyMs, LONGEST_REST_MS))
  return Math.max(quiet, Math.min(askedRestMs, DAY_MS))
}
