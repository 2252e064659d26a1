// Kinds `outbox.add` and `outbox.repeat`: bring a record or files into the outbox, once because a person asked, or each period of a schedule.
import { z } from 'zod'
import { LONGEST_TYPED } from '../../outbox'
import { noConstraints } from '../constraints'
import type { Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z
  .object({
    destinationId: z.string(),
    /** Path of property names, within a record, to what its order is kept by (OUT-6); null: no order. */
    entityField: z.string().max(200).nullable(),
    what: z.discriminatedUnion('type', [
      z.object({ type: z.literal('record'), body: z.string().max(LONGEST_TYPED), label: z.string().max(200) }),
      z.object({
        type: z.literal('files'),
        /** Absolute paths, chosen by the person; they stay in main and worker. */
        files: z
          .array(z.object({ path: z.string(), name: z.string() }))
          .min(1)
          .max(100),
        /** Each record of a JSON file by itself, or the file as it is. */
        as: z.enum(['records', 'files']),
      }),
    ]),
  })
  .strict()

export type OutboxAddInput = z.infer<typeof input>

const common = {
  input,
  constraints: { ...noConstraints, storageNotLow: true },
  backoff: defaultBackoff,
  timeClass: 'long',
  shown: true,
} as const

export const outboxAdd: Kind<OutboxAddInput> = { ...common, name: 'outbox.add', asked: true }

export const outboxRepeat: Kind<OutboxAddInput> = { ...common, name: 'outbox.repeat' }
