// The shapes of the outbox: what waits to be sent, and what a server said. Rules: main/outbox; rows: main/store/outboxStore.ts.
import { z } from 'zod'
import { jobErrorSchema } from './jobs/outcome'

/** OUT-5. */
export const outboxStates = [
  'pending',
  'sending',
  'held',
  'retry_wait',
  'unknown',
  'failed_permanent',
  'conflict',
  'done',
  'discarded',
] as const
export type OutboxState = (typeof outboxStates)[number]

/** A record as it will be sent, at most 1 MiB of UTF-8. */
export const LARGEST_RECORD_BYTES = 1_048_576
/** A file sent whole (OUT-15). */
export const LARGEST_FILE_BYTES = 16 * 1024 * 1024
/** A record typed or pasted, in characters: it crosses from the page in one call. More comes from a file. */
export const LONGEST_TYPED = 100_000
/** What is kept of one answer (OUT-11). */
export const LONGEST_ANSWER = 65_536

/** A file in the outbox's own folder, copied there by the worker. */
export const payloadFileSchema = z.object({
  /** Its name in that folder. */
  file: z.string().regex(/^[0-9a-z-]{1,100}$/),
  /** As the user knows it. */
  fileName: z.string().max(255),
  contentType: z.string().max(100),
  bytes: z.number().int().min(0).max(LARGEST_FILE_BYTES),
  sha256: z.string().length(64),
})
export type PayloadFile = z.infer<typeof payloadFileSchema>

export const newOutboxItemSchema = z
  .object({
    destinationId: z.string(),
    /** Items of one entity go in order (OUT-6); null: no order. */
    entity: z.string().max(200).nullable(),
    /** The body as it will be sent: JSON text, at most 1 MiB; '' where a file is sent. */
    body: z.string().max(LARGEST_RECORD_BYTES),
    label: z.string().max(200),
    file: payloadFileSchema.optional(),
  })
  .strict()
export type NewOutboxItem = z.infer<typeof newOutboxItemSchema>

export interface OutboxItemView {
  id: string
  destinationId: string
  entity: string | null
  label: string
  state: OutboxState
  attempts: number
  bytes: number
  /** Its name, where a file is sent. */
  fileName: string | null
  createdAt: number
  nextTryAt: number | null
  settledAt: number | null
  /** Why it is held: by the person, or because its destination waits for a sign-in. */
  heldBy: 'user' | 'auth_required' | null
  /** An earlier item of its entity has to leave first (OUT-6). */
  isBehind: boolean
  error: z.infer<typeof jobErrorSchema> | null
}

/** What a server answered last: of the headers only those that hold no secret, of the body at most 64 KiB of text. */
export const outboxAnswerSchema = z.object({
  at: z.number(),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string().max(LONGEST_ANSWER),
  isCut: z.boolean(),
})
export type OutboxAnswer = z.infer<typeof outboxAnswerSchema>

/** One item with everything there is to see of it (OUT-11). */
export interface OutboxItemDetail extends OutboxItemView {
  /** Its key, the same on every attempt (OUT-2). */
  key: string
  /** At most LONGEST_TYPED characters of what is sent; '' for a file. */
  body: string
  bodyIsCut: boolean
  sha256: string
  /** What is sent with it, without what signs in. */
  request: { method: string; url: string; headers: Record<string, string> } | null
  answer: OutboxAnswer | null
  /** The item this one was edited from, and the one it became. */
  editedFrom: string | null
  editedTo: string | null
}

export type OutboxCounts = Record<OutboxState, number>

export const outboxQuerySchema = z
  .object({
    limit: z.number().int().min(1).max(500),
    after: z.string().nullable(),
    /** All where absent. */
    states: z.array(z.enum(outboxStates)).max(outboxStates.length).optional(),
  })
  .strict()
export type OutboxQuery = z.infer<typeof outboxQuerySchema>

/**
 * What a person may do to items, many at once (OUT-11). `retry`: try now, also what may have arrived; `arrived`: what may have
 * arrived did; `discard` becomes final after UNDO_MS.
 */
export const outboxActs = ['retry', 'hold', 'release', 'arrived', 'discard', 'undoDiscard'] as const
export type OutboxAct = (typeof outboxActs)[number]
export const UNDO_MS = 10_000
export const MOST_IDS = 1_000

export const outboxExportFormats = ['json', 'http'] as const
export type OutboxExportFormat = (typeof outboxExportFormats)[number]

/** What a worker is given to send. `key` was stored before the first byte and never changes (OUT-2). */
export const takenItemSchema = z.object({
  id: z.string(),
  key: z.string(),
  entity: z.string().nullable(),
  body: z.string(),
  file: payloadFileSchema.nullable(),
  sha256: z.string(),
  attempts: z.number(),
  /** An earlier attempt may have arrived. */
  maybeArrived: z.boolean(),
})
export type TakenItem = z.infer<typeof takenItemSchema>

const answer = outboxAnswerSchema.optional()

/** What became of one send. `maybeArrived`: nobody can tell whether the server acted on it. */
export const settlementSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done'), status: z.number(), answer }),
  z.object({ type: z.literal('refused'), status: z.number(), error: jobErrorSchema, answer }),
  z.object({
    type: z.literal('retry'),
    notBefore: z.number(),
    error: jobErrorSchema,
    maybeArrived: z.boolean().optional(),
    answer,
  }),
  z.object({ type: z.literal('held'), reason: z.enum(['auth_required']), error: jobErrorSchema, answer }),
  /** The stored file is gone or is not what was accepted (F57). */
  z.object({ type: z.literal('damaged') }),
  z.object({ type: z.literal('unsent') }),
])
export type Settlement = z.infer<typeof settlementSchema>

export const settledItemSchema = z.object({ itemId: z.string(), settlement: settlementSchema })
export type SettledItem = z.infer<typeof settledItemSchema>

/** Items an attempt of `outbox.add` brings, exactly once over any number of attempts: `from` is how many were taken before. */
export const outboxIntakeSchema = z.object({
  from: z.number().int().min(0),
  /** Of what is read: another one cannot go on where this one stopped. */
  identity: z.string().max(4_000),
  items: z.array(newOutboxItemSchema).max(500),
})
export type OutboxIntake = z.infer<typeof outboxIntakeSchema>
