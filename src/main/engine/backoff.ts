// How long a charged job waits before it is tried again. When that is due in the end: recurrence.ts.
import { HOUR_MS } from '@shared/time'

/** The engine's own bound (semantics 1.4). */
export const LONGEST_BACKOFF_MS = 5 * HOUR_MS

export interface BackoffPolicy {
  backoffPolicy: 'linear' | 'exponential'
  backoffDelayMs: number
  /** Share of the delay that is random: 0 none, 1 full jitter. */
  backoffJitter: number
  backoffCapMs: number | null
}

/**
 * Delay in ms after the `failures`th charged failure in a row (from 1): linear d·n, exponential d·2^(n−1), at most the cap.
 * `random` is 0 to 1. Jitter only shortens, so that no wait is longer than the table says.
 */
export function backoffDelayMs(policy: BackoffPolicy, failures: number, random: number): number {
  const count = Math.max(1, failures)
  const grown =
    policy.backoffPolicy === 'linear'
      ? policy.backoffDelayMs * count
      : policy.backoffDelayMs * 2 ** Math.min(count - 1, 40)
  const capped = Math.min(grown, policy.backoffCapMs ?? LONGEST_BACKOFF_MS, LONGEST_BACKOFF_MS)
  return Math.round(capped * (1 - policy.backoffJitter * random))
}
