// Kind `feed.sync`: pulls one source into library.db. The source's own row says from where and how.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind, networkBackoff } from '../kind'

const input = z.object({ sourceId: z.string() }).strict()

export const feedSync: Kind<z.infer<typeof input>> = {
  name: 'feed.sync',
  input,
  constraints: { ...noConstraints, network: 'connected', batteryNotLow: true },
  backoff: networkBackoff,
  timeClass: 'long',
  shown: true,
}
