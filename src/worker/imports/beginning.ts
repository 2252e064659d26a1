// The beginning of a file as text, enough to find out how the rest is to be read (detect.ts), and how much that beginning unpacks to (IMP-10).
import type { ReadingChoice } from '@shared/imports'
import { MOST_UNPACKED_RATIO } from '@shared/imports'
import { type Beginning, detectReading } from './detect'
import type { ImportFile } from './importFile'
import { openImportText } from './importText'
import { detectEncoding } from './textEncoding'
import { isGzip, UnpackProblem, unpacked } from './unpack'

/** Enough for ten thousand ordinary rows, and read in a moment from any disk. */
export const BEGINNING_BYTES = 4 * 1024 * 1024
/** Where lines are long it is read up to here, so that types are found from ten thousand rows (IMP-2). */
const LONGEST_BEGINNING_BYTES = 32 * 1024 * 1024
const ENOUGH_LINES = 10_000
/** Below this a ratio says nothing. */
const TELLING_BYTES = 1024 * 1024
const ENCODING_BYTES = 256 * 1024
const LF = 0x0a

export interface ReadBeginning extends Beginning {
  /** It unpacks to so much that a person should be asked. */
  isSuspicious: boolean
}

/** Throws UnpackProblem for what is no gzip, or a broken one, where something was to be read. */
export async function readBeginning(
  file: ImportFile,
  name: string,
  choice: ReadingChoice,
  signal: AbortSignal,
): Promise<ReadBeginning> {
  const first = await readUpTo(file, choice, signal, BEGINNING_BYTES)
  const hasEnough = first.isWhole || linesIn(first.bytes) >= ENOUGH_LINES
  if (hasEnough || detectReading(first, name, choice).format === 'json') return first
  return await readUpTo(file, choice, signal, LONGEST_BEGINNING_BYTES)
}

async function readUpTo(
  file: ImportFile,
  choice: ReadingChoice,
  signal: AbortSignal,
  most: number,
): Promise<ReadBeginning> {
  const raw = await upTo(file.pieces(0), ENCODING_BYTES, signal)
  const packed = choice.isGzip ?? isGzip(raw.bytes)
  const head = packed ? await unpackedHead(file, signal) : raw
  const encoding = choice.encoding ?? detectEncoding(head.bytes, head.isWhole)
  const text = openImportText(file, { isGzip: packed, encoding, mayBeHuge: true }, 0)
  const { bytes, isWhole } = await upTo(text.pieces, most, signal)
  const ratio = bytes.length / Math.max(1, text.fileBytes(bytes.length))
  const isSuspicious = packed && bytes.length > TELLING_BYTES && ratio > MOST_UNPACKED_RATIO
  return { bytes, isWhole, isGzip: packed, encoding, isSuspicious }
}

async function unpackedHead(file: ImportFile, signal: AbortSignal): Promise<{ bytes: Buffer; isWhole: boolean }> {
  return await upTo(
    unpacked(file.pieces(0), () => {}, null),
    ENCODING_BYTES,
    signal,
  )
}

/** Up to `most` bytes. What a cut gzip gave before its cut is kept. */
async function upTo(
  pieces: AsyncGenerator<Uint8Array>,
  most: number,
  signal: AbortSignal,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const kept: Buffer[] = []
  let length = 0
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted()
      kept.push(Buffer.from(piece))
      length += piece.length
      if (length > most) return { bytes: Buffer.concat(kept, most), isWhole: false }
    }
  } catch (error) {
    if (!(error instanceof UnpackProblem) || length === 0) throw error
    return { bytes: Buffer.concat(kept), isWhole: false }
  }
  return { bytes: Buffer.concat(kept), isWhole: true }
}

function linesIn(piece: Uint8Array): number {
  let lines = 0
  for (let at = piece.indexOf(LF); at !== -1; at = piece.indexOf(LF, at + 1)) lines++
  return lines
}
