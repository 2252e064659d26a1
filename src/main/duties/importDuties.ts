// Starts the import of a file the user chose. The user asked for it, so it runs at once over soft holds; the worker does the reading.
import type { Core } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import type { Reading } from '@shared/imports'
import type { JobRequest } from '@shared/jobs/job'

export interface ImportRequest {
  file: { path: string; name: string; bytes: number }
  table: string
  keyField: string | null
  reading: Reading
  isTrial: boolean
}

/** The library's own tables, SQLite's own, and what no SQLite tool could type. */
// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const RESERVED_TABLE = /^_|^sqlite_|[\u0000-\u001f]/i

/** The job's id. An import into a table that is being imported right now is refused: two would interleave their rows. */
export async function startImport(
  core: Core,
  newId: () => string,
  { file, table, keyField, reading, isTrial }: ImportRequest,
): Promise<Reply<{ jobId: string }>> {
  if (RESERVED_TABLE.test(table)) return refused('table_reserved', 'A table of data cannot have this name.', { table })
  const request: JobRequest = {
    kind: 'file.import',
    input: { path: file.path, importId: newId(), table, keyField: keyField || null, reading, isTrial },
    label: file.name.slice(0, 200),
  }
  const stored = await core.enqueueUnique(`import:${table.normalize('NFC').toLowerCase()}`, 'keep', [request])
  if (!stored.ok) return stored
  const jobId = stored.value.ids[0]
  if (!jobId || stored.value.kept)
    return refused('import_running', 'A file is being imported into this table.', { table })
  await core.runNow(jobId)
  return granted({ jobId })
}
