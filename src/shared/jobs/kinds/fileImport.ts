// Kind `file.import`: streams a file the user chose into a table of imports.db.
import { z } from 'zod'
import { plainJson, readingSchema } from '../../imports'
import { noConstraints } from '../constraints'
import { type Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z
  .object({
    /** Absolute path, chosen in a native dialog; stays in main and worker. */
    path: z.string(),
    importId: z.string(),
    table: z.string().min(1).max(200),
    /** Property that identifies a record, a row that comes again replaces the earlier one; null: every row is added. */
    keyField: z.string().max(200).nullable(),
    reading: readingSchema.default(plainJson),
    /** Counts what would become of every row, and stores nothing (IMP-8). */
    isTrial: z.boolean().default(false),
  })
  .strict()

export const fileImport: Kind<z.infer<typeof input>> = {
  name: 'file.import',
  input,
  constraints: { ...noConstraints, storageNotLow: true },
  backoff: defaultBackoff,
  timeClass: 'long',
  asked: true,
  shown: true,
}
