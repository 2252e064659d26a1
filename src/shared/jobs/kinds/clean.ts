// Kind `clean`: deletes what the app itself left behind, by its own inventory, and says how much it freed.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z.object({}).strict()

export const clean: Kind<z.infer<typeof input>> = {
  name: 'clean',
  input,
  constraints: { ...noConstraints, charging: true, idle: true },
  backoff: defaultBackoff,
  timeClass: 'normal',
  concurrency: 1,
  shown: true,
}
