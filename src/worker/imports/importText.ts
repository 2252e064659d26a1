// The text of a file as its readers take it: unpacked, in UTF-8, from any offset of that text on. How far in the file itself that is, and the
// hash of the whole file, come along (IMP-8, IMP-9).
import { createHash, type Hash } from 'node:crypto'
import type { Reading } from '@shared/imports'
import type { ImportFile } from './importFile'
import { asUtf8 } from './textEncoding'
import { unpacked } from './unpack'

export interface ImportText {
  /** Each is valid until the next. Throws UnpackProblem. */
  pieces: AsyncGenerator<Uint8Array, void>
  /** Bytes of the file that were read, for text up to `endOffset`. */
  fileBytes(endOffset: number): number
  /** SHA-256 of the file, in hex; call after the last piece, once. */
  hash(): string
}

/** Text that is unpacked or decoded is read from its start, and passed over up to `from`. */
export function openImportText(
  file: ImportFile,
  { isGzip, encoding, mayBeHuge }: Pick<Reading, 'isGzip' | 'encoding' | 'mayBeHuge'>,
  from: number,
): ImportText {
  const hash = createHash('sha256')
  const isPlain = !isGzip && encoding === 'utf-8'
  let read = 0
  let packedBytes = 0
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    if (isPlain) {
      yield* plainFrom(file, from, hash)
      return
    }
    let bytes: AsyncIterable<Uint8Array> = hashed(file.pieces(0), hash)
    if (isGzip) bytes = unpacked(bytes, (packed) => (packedBytes = packed), mayBeHuge ? null : undefined)
    else bytes = counted(bytes, (more) => (read += more))
    yield* passedOver(encoding === 'utf-8' ? bytes : asUtf8(bytes, encoding), from)
  }
  return {
    pieces: pieces(),
    fileBytes: (endOffset) => {
      if (isPlain) return endOffset
      return Math.min(file.bytes, isGzip ? packedBytes : read)
    },
    hash: () => hash.digest('hex'),
  }
}

async function* plainFrom(file: ImportFile, from: number, hash: Hash): AsyncGenerator<Uint8Array, void> {
  if (from > 0) {
    let left = from
    for await (const piece of file.pieces(0)) {
      hash.update(piece.subarray(0, left))
      left -= Math.min(left, piece.length)
      if (left === 0) break
    }
  }
  yield* hashed(file.pieces(from), hash)
}

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  told: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    told(piece.length)
    yield piece
  }
}

async function* passedOver(pieces: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<Uint8Array, void> {
  let left = from
  for await (const piece of pieces) {
    const skipped = Math.min(left, piece.length)
    left -= skipped
    if (skipped < piece.length) yield piece.subarray(skipped)
  }
}
