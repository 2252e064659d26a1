// One row of history: an occurrence that ended. Rows are immutable (D5, OBS-1).
import { z } from 'zod'
import type { Waited } from './figures'
import {
  type JobError,
  type OccurrenceMark,
  type OccurrenceResult,
  occurrenceResults,
  type StopReason,
  type Trigger,
  triggers,
} from './outcome'

/** Sums of one run, as far as its kind has them (PULL-30). */
export interface RunSums {
  requests?: number
  /** Requests of the run that were sent again within it: at once, or after a wait the server asked for. */
  retries?: number
  /** ms the run waited for limits, its own and the server's. */
  waitedMs?: number
  notModified?: number
  pages?: number
  bytesIn?: number
  bytesOut?: number
  inserted?: number
  updated?: number
  unchanged?: number
  deleted?: number
  setAside?: number
  /** Changes in the shape of the records that are on record since this run (PULL-18). */
  shapeChanges?: number
  /** Records that named a property twice; the last one was kept. */
  repeatedNames?: number
  /** The server asks to be left alone for so long, ms (PULL-11). */
  askedRestMs?: number
  sent?: number
  freedBytes?: number
}

export interface OccurrenceView {
  id: string
  jobId: string
  kind: string
  sourceId: string | null
  label: string | null
  result: OccurrenceResult
  trigger: Trigger
  /** Which start of the job this was, from 1; 0 for one that never started (skipped, merged). */
  attempt: number
  marks: OccurrenceMark[]
  stopReason: StopReason | null
  error: JobError | null
  /** How many due times this one run stands for, 1 unless merged (COND-8). */
  mergedCount: number
  dueAt: number | null
  startedAt: number | null
  endedAt: number
  sums: RunSums
  /** What it waited for before it started. Absent: nothing, or it never started. */
  waited?: Waited
}

export const occurrenceQuerySchema = z
  .object({
    jobId: z.string().optional(),
    sourceId: z.string().optional(),
    kinds: z.array(z.string()).max(100).optional(),
    results: z.array(z.enum(occurrenceResults)).optional(),
    triggers: z.array(z.enum(triggers)).optional(),
    since: z.number().optional(),
    limit: z.number().int().min(1).max(500).optional(),
    after: z.string().optional(),
  })
  .strict()
export type OccurrenceQuery = z.infer<typeof occurrenceQuerySchema>
