// Streams the records of a JSON array out of bytes that come in any pieces: finds each record's end, and hands batches of about 256 kB
// to JSON.parse. Memory is one batch, or one record, whatever the length of the stream (S37). What records mean is the caller's.
import { append, type ByteQueue, byteQueue } from './byteQueue'
import { Descent, pathSegments } from './descent'
import { type PlainRecords, USED_UP } from './plainRecords'
import { type AsideRecord, type ParseProblem, type ParseProblemCode, parseProblem } from './problem'
import { RecordBatch } from './recordBatch'
import type { RecordCheckpoint, RecordStep, RecordSteps } from './recordSteps'
import { isSpace, newScan, resetScan, scanInside, scanValue, type ValueScan } from './valueScan'

const BATCH_BYTES = 256 * 1024
/** Small records are cut into batches by number, so that a transaction stays short. */
const BATCH_RECORDS = 5_000
const RECORD_LIMIT_BYTES = 16 * 1024 * 1024
const DEPTH_LIMIT = 64

const COMMA = 0x2c
const CLOSE_BRACKET = 0x5d
const BOM = [0xef, 0xbb, 0xbf] as const

export interface RecordReaderOptions {
  /** Property names to the array, dot-separated; '' for the top level. */
  recordsPath: string
  /** Goes on behind a checkpoint; the first piece then begins at its byte. */
  resume?: RecordCheckpoint
  recordLimitBytes?: number
  batchBytes?: number
  /** Finds the cells of records that need no parsing. */
  plain?: PlainRecords
}

type State = 'descent' | 'first' | 'element' | 'in_element' | 'separator' | 'outside' | 'end' | 'stopped'

export class RecordReader {
  private state: State
  private readonly queue: ByteQueue
  /** Offset in the stream of the next byte to look at. */
  private offset: number
  private readonly segments: string[]
  private readonly descent: Descent
  private readonly scan: ValueScan = newScan()
  private readonly outside: ValueScan
  private readonly recordLimit: number
  private readonly batchBytes: number
  private index: number
  private elementAt = 0
  private readonly batch: RecordBatch
  private steps: RecordStep[] = []
  private problem: ParseProblem | null = null
  private isLast = false
  private readonly plain: PlainRecords | null

  constructor({ recordsPath, resume, recordLimitBytes, batchBytes, plain }: RecordReaderOptions) {
    this.plain = plain ?? null
    this.segments = pathSegments(recordsPath)
    this.descent = new Descent(this.segments)
    this.outside = scanInside(this.segments.length)
    this.recordLimit = recordLimitBytes ?? RECORD_LIMIT_BYTES
    this.batchBytes = batchBytes ?? BATCH_BYTES
    this.state = resume ? 'separator' : 'descent'
    this.offset = resume?.endOffset ?? 0
    this.index = resume?.nextIndex ?? 0
    this.queue = byteQueue(this.offset)
    this.batch = new RecordBatch(this.queue, this.plain)
  }

  /** Takes the next piece of the stream. */
  push(chunk: Uint8Array): RecordSteps {
    if (this.state === 'stopped') return this.taken()
    this.plain?.clear()
    append(this.queue, chunk)
    this.run()
    if (this.batch.isPlain) {
      this.flush()
      this.release(this.offset - this.queue.origin)
    }
    return this.taken()
  }

  /** The stream has ended: what is left over, and whether the JSON was complete. */
  finish(): RecordSteps {
    this.isLast = true
    if (this.state !== 'stopped') {
      this.run()
      this.flush()
      const end = this.queue.origin + this.queue.end
      if (this.state !== 'end' && this.problem === null) this.stop('cut_short', end)
    }
    return this.taken()
  }

  private taken(): RecordSteps {
    const taken = { steps: this.steps, problem: this.problem }
    this.steps = []
    return taken
  }

  private run(): void {
    const { queue } = this
    if (this.offset === 0 && this.state === 'descent' && !this.passBom()) return
    let pos = this.offset - queue.origin
    while (pos < queue.end) {
      const next = this.move(pos)
      if (next === -1) return
      pos = next
    }
    this.offset = queue.origin + pos
    this.release(pos)
  }

  /** Takes what stands at `pos`; the position behind it, or -1 when the reading stopped or needs more bytes. */
  private move(pos: number): number {
    switch (this.state) {
      case 'descent':
        return this.moveDescent(pos)
      case 'in_element':
        return this.moveElement(pos)
      case 'outside':
        return this.moveOutside(pos)
      default:
        return this.moveByte(pos)
    }
  }

  private moveDescent(pos: number): number {
    const step = this.descent.advance(this.queue, pos)
    switch (step.type) {
      case 'found':
        this.state = 'first'
        return step.pos
      case 'problem':
        return this.halt(step.problem)
      case 'more':
        this.offset = this.queue.origin + step.pos
        this.queue.start = step.keepFrom
        return -1
    }
  }

  /** Between elements: white space, a comma, the closing bracket, or an element's first byte. */
  private moveByte(pos: number): number {
    const byte = this.queue.bytes[pos] as number
    if (isSpace(byte)) return pos + 1
    const offset = this.queue.origin + pos
    if (this.state === 'end') return this.stop('trailing_data', offset)
    if (byte === CLOSE_BRACKET && this.state !== 'element') {
      this.flush()
      if (this.problem) return -1
      this.state = this.segments.length === 0 ? 'end' : 'outside'
      return pos + 1
    }
    if (this.state === 'separator') {
      if (byte !== COMMA) return this.stop('bad_json', offset)
      this.state = 'element'
      return pos + 1
    }
    if (byte === COMMA || byte === CLOSE_BRACKET) return this.stop('bad_json', offset)
    return this.beginElement(pos, offset)
  }

  private beginElement(pos: number, offset: number): number {
    const end = this.batch.takePlain(pos, this.recordLimit)
    if (end !== null && end >= 0) {
      this.state = 'separator'
      if (this.batch.count >= BATCH_RECORDS) this.flush()
      return this.problem ? -1 : end
    }
    if (end === USED_UP && !this.isLast && this.queue.end - pos <= this.batchBytes) {
      // Looked at again with the next piece, or as the last.
      this.offset = offset
      this.release(pos)
      return -1
    }
    if (this.batch.isPlain) this.flush()
    if (this.problem) return -1
    resetScan(this.scan)
    this.elementAt = offset
    this.state = 'in_element'
    return pos
  }

  private moveElement(pos: number): number {
    const { queue, scan } = this
    const end = scanValue(scan, queue.bytes, pos, queue.end)
    const bytes = queue.origin + (end === -1 ? queue.end : end) - this.elementAt
    const isTooLarge = bytes > this.recordLimit
    if (isTooLarge) this.flush()
    if (this.problem) return -1
    if (end === -1) {
      this.offset = queue.origin + queue.end
      // A record over the limit is passed over without being held.
      this.release(isTooLarge ? queue.end : this.elementAt - queue.origin)
      return -1
    }
    this.state = 'separator'
    if (isTooLarge) this.setAside('record_too_large', bytes)
    else if (scan.deepest > DEPTH_LIMIT) {
      this.flush()
      if (this.problem) return -1
      this.setAside('record_too_deep', bytes)
    } else this.keep(end)
    return this.problem ? -1 : end
  }

  private keep(end: number): void {
    const { batch } = this
    const endOffset = this.queue.origin + end
    batch.put(this.elementAt, endOffset, this.scan)
    const isFull = endOffset - (batch.start ?? 0) >= this.batchBytes || batch.count >= BATCH_RECORDS
    if (isFull || batch.isFirst) this.flush()
  }

  private setAside(code: AsideRecord['code'], bytes: number): void {
    const record = { code, index: this.index, offset: this.elementAt, bytes }
    this.index++
    this.steps.push({ type: 'aside', record, endOffset: this.elementAt + bytes, nextIndex: this.index })
  }

  private moveOutside(pos: number): number {
    const end = scanValue(this.outside, this.queue.bytes, pos, this.queue.end)
    if (end === -1) return this.queue.end
    this.state = 'end'
    return end
  }

  /** Gives up the bytes before `pos` and before the batch being gathered. */
  private release(pos: number): void {
    const first = this.batch.start
    this.queue.start = first === undefined ? pos : Math.min(pos, first - this.queue.origin)
  }

  /** Reads the batch being gathered. */
  private flush(): void {
    const taken = this.batch.take(this.index)
    if (taken?.step) {
      this.steps.push(taken.step)
      this.index = taken.step.nextIndex
    }
    if (taken?.problem) this.halt(taken.problem)
  }

  /** The byte order mark, if there is one, belongs to nothing. False while too few bytes are there to tell. */
  private passBom(): boolean {
    const { bytes, start, end } = this.queue
    const held = Math.min(end - start, BOM.length)
    for (let at = 0; at < held; at++) if (bytes[start + at] !== BOM[at]) return true
    if (held < BOM.length) return false
    this.offset = BOM.length
    return true
  }

  private stop(code: ParseProblemCode, offset: number): -1 {
    this.flush()
    return this.halt(this.problem ?? parseProblem(code, offset))
  }

  private halt(problem: ParseProblem): -1 {
    this.problem = problem
    this.state = 'stopped'
    return -1
  }
}
