// Unpacks gzip as it is read, so that no more than a piece is held, and stops before a small file has become more than anyone meant (IMP-10).
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO, SMALL_UNPACKED_BYTES } from '@shared/imports'

const PIECE_BYTES = 256 * 1024

/** What is wrong with a packed file: it is cut or no gzip; or it unpacks to more than the person may have meant. */
export class UnpackProblem extends Error {
  constructor(
    readonly code: 'file_bad_gzip' | 'file_unpacks_too_large',
    readonly unpackedBytes: number,
  ) {
    super(code)
    this.name = 'UnpackProblem'
  }
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

export interface UnpackLimits {
  /** Up to here any ratio is ordinary. */
  smallBytes: number
  mostBytes: number
}

const ordinaryLimits: UnpackLimits = { smallBytes: SMALL_UNPACKED_BYTES, mostBytes: MOST_UNPACKED_BYTES }

/** `told`: packed bytes that what was given so far came from. Throws UnpackProblem; null limits: the person said yes. */
export async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  told: (packedBytes: number) => void,
  limits: UnpackLimits | null = ordinaryLimits,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  // The stream holds on to what it is given: a piece is only valid until the next.
  const source = Readable.from(copies(pieces), { objectMode: false, highWaterMark: PIECE_BYTES })
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  let bytes = 0
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      bytes += piece.length
      const packed = gunzip.bytesWritten
      if (limits && isTooLarge(bytes, packed, limits)) throw new UnpackProblem('file_unpacks_too_large', bytes)
      told(packed)
      yield piece
    }
  } catch (error) {
    throw isZlibError(error) ? new UnpackProblem('file_bad_gzip', bytes) : error
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

function isTooLarge(bytes: number, packed: number, { smallBytes, mostBytes }: UnpackLimits): boolean {
  if (bytes > mostBytes) return true
  return bytes > smallBytes && bytes > Math.max(1, packed) * MOST_UNPACKED_RATIO
}

async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece)
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
