// What a kind of job is: its input, its defaults, its limits. The code that performs it is worker/handlers/<kind>.ts.
import type { z } from 'zod'
import { MINUTE_MS, SECOND_MS } from '../time'
import type { Constraints } from './constraints'
import type { Backoff } from './schedule'

/** semantics 1.9: at the limit the attempt is stopped with `timeout`. `long` has none, but shows progress and Stop. */
export type TimeClass = 'short' | 'normal' | 'long'

export interface Kind<Input = unknown> {
  /** Stored in rows, so never renamed without a migration. */
  name: string
  input: z.ZodType<Input>
  constraints: Constraints
  backoff: Backoff
  timeClass: TimeClass
  /** At most this many at once; absent: as many as there are slots. */
  concurrency?: number
  maxAttempts?: number
  /** A person just asked for it and waits: preferences about automatic runs (D20) and background work off do not hold it. */
  asked?: true
  /** It carries out, on this computer alone, what the user has just decided: a pause of everything does not hold it. */
  throughPause?: true
  /** False for work of the app's own that a person need not see in the queue's default view. */
  shown: boolean
}

export function timeLimitMs(timeClass: TimeClass): number | null {
  switch (timeClass) {
    case 'short':
      return 30 * SECOND_MS
    case 'normal':
      return 10 * MINUTE_MS
    case 'long':
      return null
  }
}

/** Network kinds: base 30 s, full jitter, cap 15 min (D26). */
export const networkBackoff: Backoff = {
  policy: 'exponential',
  delayMs: 30 * SECOND_MS,
  jitter: 1,
  capMs: 15 * MINUTE_MS,
}
