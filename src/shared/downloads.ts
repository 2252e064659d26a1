// What a page says when a person asks for a download. The folder is a handle: its path stays in main (S20).
import { z } from 'zod'

export const downloadRequestSchema = z
  .object({
    /** Of a folder that was chosen. */
    folder: z.string().max(100),
    url: z.string().trim().min(1).max(2_000),
    /** '' or the name it is stored under; what the address ends in otherwise. */
    name: z.string().trim().max(200),
    /** '' or 64 hexadecimal digits. */
    sha256: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^(?:[0-9a-f]{64})?$/),
    onlyCharging: z.boolean(),
    onlyUnmetered: z.boolean(),
  })
  .strict()
export type DownloadRequest = z.infer<typeof downloadRequestSchema>

/** A folder the user chose: what a page may know of it. */
export interface ChosenFolder {
  handle: string
  name: string
}
