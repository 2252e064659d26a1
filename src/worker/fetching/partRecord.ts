// What is known of a download that is not whole yet: which version of which address its bytes are, and where they lie. One small file a job, in
// a folder of our own, written through before the first byte: a part is never put together from two versions.
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { WorkerPaths } from '@shared/workerMessages'
import { z } from 'zod'

const recordSchema = z.object({
  url: z.string(),
  path: z.string(),
  /** What If-Range takes: a strong ETag, or else a date; null: it cannot be gone on with. */
  validator: z.string().nullable(),
  totalBytes: z.number().nullable(),
})
export type PartRecord = z.infer<typeof recordSchema>

export interface PartRecords {
  /** null: none, or none that can be read. */
  read(): PartRecord | null
  write(record: PartRecord): Promise<void>
  remove(): void
}

export function partRecords(paths: WorkerPaths, jobId: string): PartRecords {
  const folder = join(dirname(paths.temp), 'downloads')
  const path = join(folder, `${jobId}.json`)
  return {
    read: () => {
      try {
        return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
      } catch {
        return null
      }
    },
    write: async (record) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = await open(`${path}.part`, 'w', 0o600)
      try {
        await file.writeFile(JSON.stringify(record))
        await file.sync()
      } finally {
        await file.close()
      }
      renameSync(`${path}.part`, path)
    },
    remove: () => rmSync(path, { force: true }),
  }
}
