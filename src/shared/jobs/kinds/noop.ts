// Kind `diagnostic.noop`: does nothing and succeeds. It measures the queue itself, through real slots.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z.object({ holdMs: z.number().int().min(0).max(60_000).optional() }).strict()

export const noop: Kind<z.infer<typeof input>> = {
  name: 'diagnostic.noop',
  input,
  constraints: noConstraints,
  backoff: defaultBackoff,
  timeClass: 'short',
  shown: false,
}
