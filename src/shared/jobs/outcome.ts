// What a handler returns, and why an attempt may be ended from outside. What each does to a job: main/engine/transitions.ts.
import { z } from 'zod'

/** In the order that wins when several are lost at once (D12). */
export const stopReasons = [
  'cancelled',
  'replaced',
  'paused',
  'quit',
  'timeout',
  'charging',
  'battery',
  'storage',
  'network',
  'metered',
  'idle',
  'quiet_hours',
  'preempted',
  'process_died',
  'worker_died',
] as const
export type StopReason = (typeof stopReasons)[number]

export const waitReasons = [
  'offline',
  'rate_limited',
  'auth_required',
  'storage_low',
  'captive_portal',
  'service_down',
  /** Something that only a person can put right: it is not tried again before Retry. */
  'needs_you',
] as const
export type WaitReason = (typeof waitReasons)[number]

/** `code` is stable and translated; `message` is one plain English sentence without secrets; `details` for the Details fold. */
export const jobErrorSchema = z.object({
  code: z.string().max(100),
  message: z.string().max(4_000),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})
export type JobError = z.infer<typeof jobErrorSchema>

export const outcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('succeeded'), output: z.unknown().optional() }),
  z.object({ type: z.literal('failed'), error: jobErrorSchema, output: z.unknown().optional() }),
  /** Charged; waits for its backoff. */
  z.object({ type: z.literal('retry'), error: jobErrorSchema.optional() }),
  /** Not charged, no backoff (D13): holds the job, its origin or its source until `until` or until the cause goes. */
  z.object({
    type: z.literal('wait'),
    reason: z.enum(waitReasons),
    until: z.number().optional(),
    scope: z.enum(['job', 'origin', 'source']),
    error: jobErrorSchema.optional(),
  }),
])
export type Outcome = z.infer<typeof outcomeSchema>

/** How an occurrence ended, as history keeps it (D5). */
export const occurrenceResults = ['ran', 'failed', 'retry', 'waited', 'stopped', 'skipped', 'merged'] as const
export type OccurrenceResult = (typeof occurrenceResults)[number]

/** Marks of a run in history. `override:<reason code>` is written for runNow (COND-4). */
export type OccurrenceMark = 'deadline' | 'merged' | 'skipped' | 'recovered' | `override:${string}`

export const triggers = ['schedule', 'user', 'freshness', 'job'] as const
export type Trigger = (typeof triggers)[number]
