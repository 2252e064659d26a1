// Opens the file a person chose and reads it piece by piece; knows whether it is still the same file (size, time, inode), which decides
// whether an interrupted import may go on where it was. What the bytes mean is the parser's.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const PIECE_BYTES = 256 * 1024

/** One string that is equal exactly while the file's device, inode, size and modification time are. */
export type FileIdentity = string

export interface ImportFile {
  identity: FileIdentity
  bytes: number
  /** The pieces from byte `offset` on. A piece is valid until the next is asked for. Ends at the size the file had when it was opened. */
  pieces(offset: number): AsyncGenerator<Uint8Array>
  /** Whether the file is still what it was when it was opened. */
  isUnchanged(): Promise<boolean>
  close(): Promise<void>
}

export type OpenedFile = { ok: true; file: ImportFile } | { ok: false; code: 'file_missing' | 'file_unreadable' }

/** Follows a link, because the person chose it; anything but a regular file cannot be read. Rejects only for bugs. */
export async function openImportFile(path: string): Promise<OpenedFile> {
  const handle = await openForReading(path)
  if (typeof handle === 'string') return { ok: false, code: handle }
  const stat = await handle.stat({ bigint: true })
  if (!stat.isFile()) {
    await handle.close()
    return { ok: false, code: 'file_unreadable' }
  }
  const identity = identityOf(stat)
  const bytes = Number(stat.size)
  return {
    ok: true,
    file: {
      identity,
      bytes,
      pieces: (offset) => piecesOf(handle, offset, bytes),
      isUnchanged: async () => identityOf(await handle.stat({ bigint: true })) === identity,
      close: () => handle.close(),
    },
  }
}

async function openForReading(path: string): Promise<FileHandle | 'file_missing' | 'file_unreadable'> {
  try {
    // Without NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'file_missing' : 'file_unreadable'
  }
}

function identityOf(stat: { dev: bigint; ino: bigint; size: bigint; mtimeNs: bigint }): FileIdentity {
  return `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`
}

/** The next piece is read while this one is worked on. */
async function* piecesOf(handle: FileHandle, from: number, end: number): AsyncGenerator<Uint8Array> {
  let [piece, next] = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)]
  let offset = from
  const read = (into: Buffer) => handle.read(into, 0, Math.min(PIECE_BYTES, end - offset), offset)
  let reading = read(piece)
  try {
    while (offset < end) {
      const { bytesRead } = await reading
      if (bytesRead === 0) return
      offset += bytesRead
      reading = read(next)
      yield piece.subarray(0, bytesRead)
      ;[piece, next] = [next, piece]
    }
  } finally {
    // Nobody may still be reading into it when the file is closed.
    await reading.catch(() => undefined)
  }
}
