// Names the lengths of time the product speaks of. All times are ms since the epoch (UTC), all durations ms.

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** No timer anywhere is longer than this: setTimeout overflows at 2^31 ms, and clocks are compared at each wake-up (D16). */
export const LONGEST_TIMER_MS = 60 * SECOND_MS
