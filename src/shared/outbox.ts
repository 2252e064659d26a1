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

export const newOutboxItemSchema = z
  .object({
    destinationId: z.string(),
    /** Items of one entity go in order (OUT-6); null: no order. */
    entity: z.string().max(200).nullable(),
    /** The body as it will be sent: JSON text, at most 1 MiB. */
    body: z.string().max(1_048_576),
    label: z.string().max(200),
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
  createdAt: number
  nextTryAt: number | null
  settledAt: number | null
  error: z.infer<typeof jobErrorSchema> | null
}

export type OutboxCounts = Record<OutboxState, number>

/** What a worker is given to send. `key` was stored before the first byte and never changes (OUT-2). */
export const takenItemSchema = z.object({
  id: z.string(),
  key: z.string(),
  body: z.string(),
  sha256: z.string(),
  attempts: z.number(),
})
export type TakenItem = z.infer<typeof takenItemSchema>

/** What became of one send. `unknown`: it may have arrived; with the same key it is sent again (P7). */
export const settlementSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done'), status: z.number() }),
  z.object({ type: z.literal('refused'), status: z.number(), error: jobErrorSchema }),
  z.object({ type: z.literal('retry'), notBefore: z.number(), error: jobErrorSchema }),
  z.object({ type: z.literal('held'), reason: z.enum(['auth_required']), error: jobErrorSchema }),
  z.object({ type: z.literal('unsent') }),
])
export type Settlement = z.infer<typeof settlementSchema>
