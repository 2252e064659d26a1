// The one shape of progress the views understand. A handler may report at any rate; the runner thins it out.
import { z } from 'zod'

export const progressSchema = z.object({
  /** Acknowledged or stored units, never merely buffered ones (OUT-22). */
  done: z.number().min(0),
  /** null while nobody can know. */
  total: z.number().min(0).nullable(),
  unit: z.enum(['rows', 'bytes', 'pages', 'items', 'files']),
  /** Rows stored so far, when `unit` is something else. */
  rows: z.number().min(0).optional(),
  /** Records that became no row so far. */
  setAside: z.number().min(0).optional(),
})
export type Progress = z.infer<typeof progressSchema>
