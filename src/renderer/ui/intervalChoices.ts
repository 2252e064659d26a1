// The intervals a person can choose from. Pure. What a source or the preferences allow is in shared/preferences.ts.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/time'

const offered: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  7 * DAY_MS,
]

/** The offered intervals, ms, and `currentMs` in its place if it is none of them: what is set can always be seen. */
export function intervalChoices(currentMs: number | null): number[] {
  const all = currentMs === null ? offered : [...offered, currentMs]
  return [...new Set(all)].toSorted((a, b) => a - b)
}
