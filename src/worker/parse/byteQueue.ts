// A growing window over a stream of bytes: appended at the end, given up at the start, addressed by offset in the stream.
// What the bytes mean is the scanner's.

export interface ByteQueue {
  /** The memory that holds the window; valid until the next append. */
  bytes: Buffer
  /** Positions inside `bytes`: the window is [start, end). */
  start: number
  end: number
  /** Offset in the stream of bytes[0]. */
  origin: number
}

const SMALLEST = 64 * 1024

export function byteQueue(origin: number): ByteQueue {
  return { bytes: Buffer.allocUnsafe(SMALLEST), start: 0, end: 0, origin }
}

/** Copies `chunk` behind the window. The window moves to the front of its memory, which doubles only when that is too small. */
export function append(queue: ByteQueue, chunk: Uint8Array): void {
  if (queue.end + chunk.length > queue.bytes.length) makeRoom(queue, chunk.length)
  queue.bytes.set(chunk, queue.end)
  queue.end += chunk.length
}

function makeRoom(queue: ByteQueue, wanted: number): void {
  const held = queue.end - queue.start
  let size = queue.bytes.length
  while (size < held + wanted) size *= 2
  const target = size === queue.bytes.length ? queue.bytes : Buffer.allocUnsafe(size)
  queue.bytes.copy(target, 0, queue.start, queue.end)
  queue.origin += queue.start
  queue.bytes = target
  queue.start = 0
  queue.end = held
}
