// What a job is on every wire: the request that makes one, and the view of one. Semantics: main/engine; rows: main/store.
import { z } from 'zod'
import { type ConstraintChoices, constraintChoicesSchema, type EffectiveConstraints } from './constraints'
import type { JobError, StopReason } from './outcome'
import type { Reason } from './reasons'
import { type Backoff, backoffSchema, type Schedule, scheduleSchema } from './schedule'

export const jobStates = ['enqueued', 'running', 'blocked', 'succeeded', 'failed', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

export function isFinished(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled'
}

export const priorities = ['high', 'normal', 'low'] as const
export type Priority = (typeof priorities)[number]

/** Input, output and progress: at most this many bytes as UTF-8 JSON each, inclusive (semantics 1.2). */
export const JSON_LIMIT_BYTES = 65_536

export const jobRequestSchema = z
  .object({
    kind: z.string().min(1).max(100),
    /** Any JSON value; parsed again by the kind's own schema before a run. */
    input: z.unknown(),
    id: z.string().min(1).max(100).optional(),
    tags: z.array(z.string().min(1).max(200)).max(50).optional(),
    constraints: constraintChoicesSchema.optional(),
    initialDelayMs: z.number().int().min(0).optional(),
    schedule: scheduleSchema.optional(),
    missed: z.enum(['once', 'skip']).optional(),
    backoff: backoffSchema.optional(),
    maxAttempts: z.number().int().min(1).optional(),
    deadlineMs: z.number().int().min(1).optional(),
    priority: z.enum(priorities).optional(),
    expedited: z.boolean().optional(),
    /** What an expedited job becomes without quota on battery (semantics 1.17). */
    outOfQuota: z.enum(['runAsNormal', 'drop']).optional(),
    merger: z.enum(['overwrite', 'collect']).optional(),
    keepForMs: z.number().int().min(0).optional(),
    /** When periodic work runs next, once, in place of its schedule; null in an update takes that back. */
    nextRunAt: z.number().int().nullable().optional(),
    /** The source it works for: its switch, pause and constraints apply. */
    sourceId: z.string().max(100).optional(),
    /** What the user knows it by where there is no source: a file's name. */
    label: z.string().max(200).optional(),
  })
  .strict()

/** A job asked for. Times ms UTC, durations end in Ms. */
export type JobRequest = z.infer<typeof jobRequestSchema>

export interface JobView {
  id: string
  kind: string
  state: JobState
  sourceId: string | null
  label: string | null
  tags: string[]
  names: string[]
  /** Starts in this period, as WorkInfo counts them; `failures` counts those that were charged (semantics 1.5). */
  attempts: number
  failures: number
  periodCount: number
  generation: number
  priority: Priority
  expedited: boolean
  schedule: Schedule | null
  backoff: Backoff
  constraints: ConstraintChoices
  effectiveConstraints: EffectiveConstraints
  /** Empty only while it runs or is finished. The first is the one to show. */
  reasons: Reason[]
  stopReason: StopReason | null
  /** ms UTC; may be in the past while it waits; null unless enqueued. */
  nextRunAt: number | null
  enqueuedAt: number
  lastEnqueuedAt: number | null
  startedAt: number | null
  finishedAt: number | null
  progress: unknown
  output: unknown
  /** The last failure of an unfinished or failed job. */
  error: JobError | null
}

export const jobQuerySchema = z
  .object({
    ids: z.array(z.string()).max(500).optional(),
    names: z.array(z.string()).max(500).optional(),
    tags: z.array(z.string()).max(500).optional(),
    allTags: z.array(z.string()).max(50).optional(),
    states: z.array(z.enum(jobStates)).optional(),
    kinds: z.array(z.string()).max(100).optional(),
    sourceIds: z.array(z.string()).max(500).optional(),
    /** ms UTC. Due by then, or without a time to come at all: what only waits for its time is left out. */
    dueBy: z.number().int().optional(),
    /** ms UTC. Due only after it. */
    dueAfter: z.number().int().optional(),
    limit: z.number().int().min(1).max(500).optional(),
    /** Cursor given by the page before. */
    after: z.string().optional(),
  })
  .strict()

/** Components AND, values in one OR; an empty list as a component is refused; `{}` is all (semantics 1.14, D23). */
export type JobQuery = z.infer<typeof jobQuerySchema>

export interface Page<T> {
  rows: T[]
  /** null on the last page. */
  next: string | null
}
