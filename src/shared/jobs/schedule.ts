// When work comes due: interval (from the end of the last run) or cron (a fixed grid), and how it backs off.
import { z } from 'zod'
import { SHORTEST_INTERVAL_MS } from '../preferences'
import { HOUR_MS, SECOND_MS } from '../time'

export const scheduleSchema = z.union([
  z
    .object({
      everyMs: z
        .number()
        .int()
        .min(SHORTEST_INTERVAL_MS)
        .max(366 * 24 * HOUR_MS),
      /** 10 s to everyMs; shifts only the first run (semantics 1.30). */
      flexMs: z
        .number()
        .int()
        .min(10 * SECOND_MS)
        .optional(),
    })
    .strict(),
  z.object({ cron: z.string().max(200), timeZone: z.string().max(100) }).strict(),
])
export type Schedule = z.infer<typeof scheduleSchema>

export const backoffSchema = z
  .object({
    policy: z.enum(['linear', 'exponential']),
    delayMs: z
      .number()
      .int()
      .min(10 * SECOND_MS)
      .max(5 * HOUR_MS),
    /** Share of the delay that is random, 0 to 1: 1 is full jitter. */
    jitter: z.number().min(0).max(1).optional(),
    /** Upper bound of a delay; the engine's own is 5 h. */
    capMs: z
      .number()
      .int()
      .min(10 * SECOND_MS)
      .max(5 * HOUR_MS)
      .optional(),
  })
  .strict()
export type Backoff = z.infer<typeof backoffSchema>

export const defaultBackoff: Backoff = { policy: 'exponential', delayMs: 30 * SECOND_MS }
