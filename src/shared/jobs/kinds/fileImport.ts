// Kind `file.import`: streams a file the user chose into a table of imports.db.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z
  .object({
    /** Absolute path, chosen in a native dialog; stays in main and worker. */
    path: z.string(),
    importId: z.string(),
    table: z.string().min(1).max(200),
    /** Path of property names to the array, '' for the top level. */
    recordsPath: z.string().max(500),
    /** Property that identifies a record; null: rows are appended by position. */
    keyField: z.string().max(200).nullable(),
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
