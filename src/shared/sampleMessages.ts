// Messages between main and the app's own sample server, and what main tells it. The server itself is src/sample.
import { z } from 'zod'

/** The first and only message to the process: it listens, then answers with its port. */
export const toSampleSchema = z.object({
  type: z.literal('start'),
  /** Bearer token that every request must carry; made by the app, kept in memory (D33). */
  token: z.string().min(16),
  /** Which season: the same seed always gives the same matches. */
  seed: z.number().int().optional(),
  /** ms UTC at which the person first tried the sample: the season is then in its 13th round. */
  startedAt: z.number(),
  /** File that keeps the accepted reports over restarts; absent: memory only. */
  state: z.string().optional(),
  /** Delays each page, and each answer to a report after it was stored. Tests use it to land a kill in between. */
  pageDelayMs: z.number().int().min(0).max(60_000).optional(),
})
export type ToSample = z.infer<typeof toSampleSchema>

export const fromSampleSchema = z.discriminatedUnion('type', [
  /** It listens on http://127.0.0.1:<port>, with /matches and /reports. */
  z.object({ type: z.literal('listening'), port: z.number() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
])
export type FromSample = z.infer<typeof fromSampleSchema>
