// The outbox's own folder of files: copies what a person chose, whole and checked, reads it again when it is sent, and removes what no item
// needs any more. Main never reads them; which ones are still needed it says by name.
import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { LARGEST_FILE_BYTES, type PayloadFile } from '@shared/outbox'
import type { WorkerPaths } from '@shared/workerMessages'

/** A copy that no item came to refer to is an attempt's that died in between. */
const ORPHANED_AFTER_MS = 24 * 60 * 60 * 1_000
const PIECE_BYTES = 256 * 1_024

/** Beside the response spools, which are swept by age. */
export function payloadFolder(paths: Pick<WorkerPaths, 'spool'>): string {
  return join(dirname(paths.spool), 'outbox')
}

export type CopyProblem = 'file_missing' | 'file_unreadable' | 'file_too_large'

/** Durable when it resolves. Nothing is left behind when it does not. */
export async function copyPayload(
  folder: string,
  source: { path: string; name: string },
): Promise<PayloadFile | CopyProblem> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const from = await openSource(source.path)
  if (typeof from === 'string') return from
  const file = randomUUID()
  const part = join(folder, `${file}.part`)
  try {
    const copied = await copyTo(part, from)
    if (copied === null) return 'file_too_large'
    await rename(part, join(folder, file))
    await syncFolder(folder)
    const fileName = source.name.slice(0, 255)
    return { file, fileName, contentType: contentTypeOf(fileName), ...copied }
  } finally {
    await from.close()
    await rm(part, { force: true })
  }
}

async function openSource(path: string): Promise<FileHandle | CopyProblem> {
  try {
    // Without NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const found = await handle.stat()
    if (found.isFile() && found.size <= LARGEST_FILE_BYTES) return handle
    await handle.close()
    return found.isFile() ? 'file_too_large' : 'file_unreadable'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'file_missing' : 'file_unreadable'
  }
}

/** null: it grew past the limit while it was read. */
async function copyTo(part: string, from: FileHandle): Promise<{ bytes: number; sha256: string } | null> {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  const to = await open(part, 'wx', 0o600)
  let bytes = 0
  try {
    for (;;) {
      const { bytesRead } = await from.read(piece, 0, PIECE_BYTES, bytes)
      if (bytesRead === 0) break
      bytes += bytesRead
      if (bytes > LARGEST_FILE_BYTES) return null
      const read = piece.subarray(0, bytesRead)
      hash.update(read)
      await to.write(read)
    }
    await to.sync()
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await to.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder; its rename is journalled.
  const handle = await open(folder, constants.O_RDONLY).catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

/** The bytes as they were accepted; null: gone, or no longer those (F57). */
export async function readPayload(folder: string, { file, bytes, sha256 }: PayloadFile): Promise<Buffer | null> {
  const content = await readFile(join(folder, file)).catch(() => null)
  if (content === null || content.length !== bytes) return null
  return createHash('sha256').update(content).digest('hex') === sha256 ? content : null
}

export async function dropPayload(folder: string, file: string): Promise<void> {
  await rm(join(folder, file), { force: true })
}

const PAYLOAD_NAME = /^[0-9a-f]{8}-[0-9a-f-]{27}(\.part)?$/

/** Removes what no open item needs; `inUse` answers which of the names are. Answers what was removed. */
export async function sweepPayloads(
  folder: string,
  now: number,
  inUse: (files: string[]) => Promise<string[]>,
): Promise<{ files: number; freedBytes: number }> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => PAYLOAD_NAME.test(name))
  const swept = { files: 0, freedBytes: 0 }
  for (let from = 0; from < names.length; from += 100) {
    const some = names.slice(from, from + 100)
    const needed = new Set(await inUse(some))
    for (const name of some) {
      if (needed.has(name)) continue
      const found = await stat(join(folder, name)).catch(() => null)
      if (found === null || now - found.mtimeMs < ORPHANED_AFTER_MS) continue
      await rm(join(folder, name), { force: true })
      swept.files++
      swept.freedBytes += found.size
    }
  }
  return swept
}

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.geojson': 'application/geo+json',
  '.gif': 'image/gif',
  '.gz': 'application/gzip',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.ndjson': 'application/x-ndjson',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
}

export function contentTypeOf(fileName: string): string {
  return TYPES[extname(fileName).toLowerCase()] ?? 'application/octet-stream'
}
