// Kind `file.fetch`: downloads one file into a folder the user chose, and goes on where it was when it was cut off.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind, networkBackoff } from '../kind'

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

const input = z
  .object({
    url: z.string().max(2_000),
    /** Absolute path, chosen in a native dialog; stays in main and worker. */
    folder: z.string(),
    /** As safeFileName gives it. */
    name: z.string().min(1).max(120),
    /** What the file must be; null: whatever comes whole. */
    sha256: sha256Schema.nullable(),
  })
  .strict()

export const fileFetch: Kind<z.infer<typeof input>> = {
  name: 'file.fetch',
  input,
  constraints: { ...noConstraints, network: 'connected', storageNotLow: true },
  backoff: networkBackoff,
  timeClass: 'long',
  asked: true,
  shown: true,
}
