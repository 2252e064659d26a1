// Decides when a body is complete and small enough: gzip and br are decoded here, strictly, because a decoder that forgives a cut
// stream stores half a page as a whole one (F102 to F106). Limits on the wire's time are deadlines.ts's.
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import type { HttpFailureCode, Spool } from './exchange'

const MIB = 1024 * 1024
/** DEFLATE's own limit is 1032:1; nothing honest comes near this after the first MiB (F104). */
const LARGEST_RATIO = 200
const HEAD_BYTES = 4 * 1024

/** The body cannot be used. */
export class BadBody extends Error {
  constructor(
    readonly code: Extract<HttpFailureCode, 'bad_encoding' | 'too_large' | 'decompression_bomb' | 'cut_short'>,
    message: string,
  ) {
    super(message)
    this.name = 'BadBody'
  }
}

export interface DecodedBody {
  /** Empty where it was spilled. */
  body: Buffer
  /** Beginning of the body, wherever it is. */
  head: Buffer
  spool: Spool | null
  wireBytes: number
}

export interface BodyLimits {
  /** Of the wire and of the decoded body, each. */
  maxBytes: number
  /** Opens a place for what is over 1 MiB. */
  spill?: (() => Spool) | undefined
}

/**
 * Reads a whole body. `encoding` is the Content-Encoding header; `came` is told of each chunk's length. Throws BadBody, what the stream
 * throws, or what the spool throws; then the spool is dropped.
 */
export async function readBody(
  source: AsyncIterable<Buffer>,
  encoding: string | null,
  limits: BodyLimits,
  came: (bytes: number) => void,
): Promise<DecodedBody> {
  const { maxBytes } = limits
  const sink = new Sink(limits)
  const decoder = decoderFor(encoding, sink)
  let wireBytes = 0
  try {
    for await (const chunk of source) {
      wireBytes += chunk.length
      came(chunk.length)
      if (wireBytes > maxBytes) throw tooLarge(maxBytes)
      sink.wireBytes = wireBytes
      await decoder.write(chunk)
    }
    await decoder.end(wireBytes)
  } catch (error) {
    sink.spool?.drop()
    throw error
  } finally {
    decoder.destroy()
  }
  return { body: sink.bytes(), head: sink.head, spool: sink.spool, wireBytes }
}

interface Decoder {
  write(chunk: Buffer): Promise<void> | void
  end(wireBytes: number): Promise<void> | void
  destroy(): void
}

class Sink {
  wireBytes = 0
  spool: Spool | null = null
  head: Buffer = Buffer.alloc(0)
  private chunks: Buffer[] = []
  private length = 0
  private readonly maxBytes: number

  constructor(private readonly limits: BodyLimits) {
    this.maxBytes = limits.maxBytes
  }

  add(chunk: Buffer): void {
    this.length += chunk.length
    if (this.length > this.maxBytes) throw tooLarge(this.maxBytes)
    if (this.length > MIB && this.length > this.wireBytes * LARGEST_RATIO) {
      throw new BadBody('decompression_bomb', `The answer grows more than ${LARGEST_RATIO} times when it is unpacked.`)
    }
    if (this.head.length < HEAD_BYTES) this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES)])
    if (this.spool) this.spool.write(chunk)
    else this.chunks.push(chunk)
    if (!this.spool && this.limits.spill && this.length > MIB) this.spillTo(this.limits.spill())
  }

  private spillTo(spool: Spool): void {
    this.spool = spool
    for (const chunk of this.chunks) spool.write(chunk)
    this.chunks = []
  }

  bytes(): Buffer {
    return this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks)
  }
}

function decoderFor(encoding: string | null, sink: Sink): Decoder {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return { write: (chunk) => sink.add(chunk), end: () => {}, destroy: () => {} }
    case 'gzip':
    case 'x-gzip':
      return zlibDecoder(createGunzip(), sink)
    case 'br':
      return zlibDecoder(createBrotliDecompress(), sink)
    default:
      throw new BadBody('bad_encoding', 'The server packed its answer in a way that was not asked for.')
  }
}

/** zlib's own finish is strict: the end of the input must be the end of the stream, with a good checksum. */
function zlibDecoder(
  stream: ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>,
  sink: Sink,
): Decoder {
  let failure: Error | null = null
  const settled = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      try {
        if (!failure) sink.add(chunk)
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    })
    stream.once('end', resolve)
    stream.once('error', (error) => {
      // What zlib itself says is damage; what the sink says stands as it is.
      failure = 'code' in error && /^(?:Z_|ERR_)/.test(String(error.code)) ? broken(error) : error
      resolve()
    })
    stream.once('close', resolve)
  })
  const drained = async (): Promise<void> => {
    await Promise.race([settled, new Promise<void>((resolve) => void stream.once('drain', resolve))])
  }
  return {
    write: async (chunk) => {
      if (!failure && !stream.destroyed && !stream.write(chunk)) await drained()
      if (failure) throw failure
    },
    end: async (wireBytes) => {
      if (wireBytes === 0) throw broken(new Error('an empty body'))
      if (!stream.destroyed) stream.end()
      await settled
      if (failure) throw failure
      // Node ignores what follows the end of the packed data.
      if (stream.bytesWritten < wireBytes) throw broken(new Error('bytes after the end'))
    },
    destroy: () => stream.destroy(),
  }
}

function broken(error: Error): BadBody {
  const isCut = 'code' in error && error.code === 'Z_BUF_ERROR'
  return new BadBody(
    isCut ? 'cut_short' : 'bad_encoding',
    isCut ? 'The packed answer ends too early.' : 'The packed answer is damaged.',
  )
}

function tooLarge(maxBytes: number): BadBody {
  return new BadBody('too_large', `The answer is larger than ${Math.floor(maxBytes / MIB)} MiB.`)
}
