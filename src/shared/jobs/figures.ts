// What a job's page says of its last weeks: counted from its own rows of history, on this computer, for whoever uses it. What held its
// runs is written into each row when it starts (main/engine/waited.ts).
import { z } from 'zod'
import type { ReasonCode } from './reasons'

const LONGEST_FIGURES_DAYS = 90
export const USUAL_FIGURES_DAYS = 30

/** Of its runs of so many local days, today included. */
export const figuresRequestSchema = z
  .object({
    jobId: z.string().max(100),
    days: z.number().int().min(1).max(LONGEST_FIGURES_DAYS).default(USUAL_FIGURES_DAYS),
  })
  .strict()

/** What a run waited for, besides reasons: Lull did not run, or the computer slept. */
export type WaitedFor = ReasonCode | 'app_not_running' | 'asleep'

/** ms by cause, from when the run was due, or backed off, to its start. Only causes that held it for a second or more. */
export type Waited = Partial<Record<WaitedFor, number>>

export interface JobFigures {
  /** ms UTC; runs that ended since then are counted. Midnight, local time. */
  since: number
  /** Attempts that ended, whichever way. */
  runs: number
  /** Of them. Success rate: of ran + failed + retried, those that ran; the others were ended by somebody or something else. */
  ran: number
  failed: number
  retried: number
  stopped: number
  /** Those that met something that has to pass first: a limit, a sign-in. */
  waited: number
  /** Due times that were left out. */
  skipped: number
  /** Due times that a later run stood for. */
  merged: number
  bytesIn: number
  bytesOut: number
  /** Of attempts that ran or failed; null: there were none. */
  duration: { medianMs: number; longestMs: number; totalMs: number } | null
  /** The longest first. */
  waitedFor: { reason: WaitedFor; ms: number }[]
  /** One for each local day from `since` to today, oldest first. `day` as 2026-03-29. `other`: attempts that neither ran nor failed. */
  days: { day: string; ran: number; failed: number; other: number }[]
}
