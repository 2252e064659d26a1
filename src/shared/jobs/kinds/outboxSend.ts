// Kind `outbox.send`: sends what is due for one destination and drains it in one run.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind, networkBackoff } from '../kind'

const input = z.object({ destinationId: z.string() }).strict()

export const outboxSend: Kind<z.infer<typeof input>> = {
  name: 'outbox.send',
  input,
  constraints: { ...noConstraints, network: 'connected' },
  backoff: networkBackoff,
  timeClass: 'long',
  shown: true,
}
