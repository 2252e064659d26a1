// The bytes of a download that is not whole yet, beside the place where the whole will lie. Each MiB is written through before the next one
// begins, so after a kill or a power cut everything before the last MiB is there: at most that much is fetched again.
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'

export const STEP_BYTES = 1024 * 1024
const MOST_NAMES = 1_000

export interface PartFile {
  /** Bytes in it that nothing can take away. */
  readonly bytes: number
  /** Cuts it to so many bytes: what follows is not trusted or of another version. */
  cutTo(bytes: number): Promise<void>
  write(chunk: Uint8Array): Promise<void>
  /** Writes it through and closes it; nothing more is written. */
  close(): Promise<void>
}

/** Throws the file system's own error. Never through a link. */
export async function openPart(path: string): Promise<PartFile> {
  const flags = constants.O_CREAT | constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)
  const file = await open(path, flags, 0o644)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error('the part of a download is no file')
    const trusted = trustedBytes(stat.size)
    await file.truncate(trusted)
    return partOf(file, trusted)
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The byte that begins a MiB is written only after the MiB before it was written through. */
export function trustedBytes(size: number): number {
  return size === 0 ? 0 : Math.floor((size - 1) / STEP_BYTES) * STEP_BYTES
}

function partOf(file: FileHandle, trusted: number): PartFile {
  let bytes = trusted
  return {
    get bytes() {
      return bytes
    },
    cutTo: async (wanted) => {
      await file.truncate(wanted)
      bytes = wanted
    },
    write: async (chunk) => {
      for (let done = 0; done < chunk.length; ) {
        const room = STEP_BYTES - (bytes % STEP_BYTES)
        const piece = chunk.subarray(done, done + room)
        await writeAll(file, piece, bytes)
        bytes += piece.length
        done += piece.length
        if (piece.length === room) await file.datasync()
      }
    },
    close: async () => {
      try {
        await file.datasync()
      } finally {
        await file.close()
      }
    },
  }
}

async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten
  }
}

/** Hex. Rejects with the signal's reason. */
export async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: STEP_BYTES })) {
    signal.throwIfAborted()
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

/**
 * Gives the whole file its name in one step, and never takes another file's: `name`, else `name (2)` and so on. Answers the name it got.
 * Throws the file system's own error.
 */
export async function giveName(part: string, folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name)
  for (let number = 1; number <= MOST_NAMES; number++) {
    const candidate = number === 1 ? name : `${stem} (${number})${ext}`
    if (await takeName(part, join(folder, candidate))) {
      await syncFolder(folder)
      return candidate
    }
  }
  throw new Error('no free name for a download')
}

async function takeName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path)
    await rm(part)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    // File systems of cameras and sticks know no second names: there the name is taken by an empty file first.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error
  }
  try {
    await (await open(path, 'wx')).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await rename(part, path)
  return true
}

/** So that the name outlives a power cut; where folders cannot be synced the system does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows opens no folders.
  }
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
