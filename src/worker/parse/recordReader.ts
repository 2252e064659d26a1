// Streams the records of a JSON array out of bytes that come in any pieces: finds each record's end, and hands batches of about 256 kB
// to JSON.parse. Memory is one batch, or one record, whatever the length of the stream (S37). What records mean is the caller's.
import { append, type ByteQueue, byteQueue } from './byteQueue'
import { Descent, pathSegments } from './descent'
import { type AsideRecord, type ParseProblem, type ParseProblemCode, parseProblem } from './problem'
import { parseRecord, parseTogether } from './recordText'
import { repeatingAmong } from './repeatedNames'
import { isSpace, newScan, resetScan, scanInside, scanValue, type ValueScan } from './valueScan'

const BATCH_BYTES = 256 * 1024
/** Small records are cut into batches by number, so that a transaction stays short. */
const BATCH_RECORDS = 5_000
const RECORD_LIMIT_BYTES = 16 * 1024 * 1024
const DEPTH_LIMIT = 64

const COMMA = 0x2c
const CLOSE_BRACKET = 0x5d
const BOM = [0xef, 0xbb, 0xbf] as const

/** Where a reading may be taken up again: behind `nextIndex` records, at byte `endOffset` of the same stream. */
export interface RecordCheckpoint {
  endOffset: number
  nextIndex: number
}

/**
 * `firstIndex` is the position, from 0, of the first value in the array; the others follow without a gap. `repeating` of them name a property
 * twice; the last one counts (F170). `bounds`: start and end of each as offsets in the stream.
 */
export type RecordStep = RecordCheckpoint &
  (
    | { type: 'records'; values: unknown[]; firstIndex: number; bounds: readonly number[]; repeating: number }
    | { type: 'aside'; record: AsideRecord }
  )

/** What a piece of the stream gave. After a problem nothing more comes; the steps before it are good. */
export interface RecordSteps {
  steps: RecordStep[]
  problem: ParseProblem | null
}

export interface RecordReaderOptions {
  /** Property names to the array, dot-separated; '' for the top level. */
  recordsPath: string
  /** Goes on behind a checkpoint; the first piece then begins at its byte. */
  resume?: RecordCheckpoint
  recordLimitBytes?: number
  batchBytes?: number
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
  /** Starts and ends of the records of the batch, as offsets in the stream. */
  private bounds: number[] = []
  private sources: boolean[] = []
  private names: number[] = []
  private steps: RecordStep[] = []
  private problem: ParseProblem | null = null

  constructor({ recordsPath, resume, recordLimitBytes, batchBytes }: RecordReaderOptions) {
    this.segments = pathSegments(recordsPath)
    this.descent = new Descent(this.segments)
    this.outside = scanInside(this.segments.length)
    this.recordLimit = recordLimitBytes ?? RECORD_LIMIT_BYTES
    this.batchBytes = batchBytes ?? BATCH_BYTES
    this.state = resume ? 'separator' : 'descent'
    this.offset = resume?.endOffset ?? 0
    this.index = resume?.nextIndex ?? 0
    this.queue = byteQueue(this.offset)
  }

  /** Takes the next piece of the stream. */
  push(chunk: Uint8Array): RecordSteps {
    if (this.state === 'stopped') return this.taken()
    append(this.queue, chunk)
    this.run()
    return this.taken()
  }

  /** The stream has ended: what is left over, and whether the JSON was complete. */
  finish(): RecordSteps {
    if (this.state !== 'stopped') {
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
    this.bounds.push(this.elementAt, this.queue.origin + end)
    this.sources.push(this.scan.needsSource)
    this.names.push(this.scan.names)
    const held = this.queue.origin + end - (this.bounds[0] as number)
    if (held >= this.batchBytes || this.sources.length >= BATCH_RECORDS) this.flush()
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
    const first = this.bounds[0]
    this.queue.start = first === undefined ? pos : Math.min(pos, first - this.queue.origin)
  }

  /** Parses the batch being gathered. One that does not parse gives the records before the bad one, and ends the reading. */
  private flush(): void {
    const first = this.bounds[0]
    const last = this.bounds.at(-1)
    if (first === undefined || last === undefined) return
    const { bytes, origin } = this.queue
    const slice = bytes.subarray(first - origin, last - origin)
    const values = this.sources.includes(true) ? null : parseTogether(slice)
    if (values) this.pushRecords(values, last)
    else this.parseOneByOne()
    this.bounds = []
    this.sources = []
    this.names = []
  }

  private parseOneByOne(): void {
    const values: unknown[] = []
    let end = this.bounds[0] as number
    for (const [position, needsSource] of this.sources.entries()) {
      const from = this.bounds[position * 2] as number
      const to = this.bounds[position * 2 + 1] as number
      const parsed = parseRecord(
        this.queue.bytes.subarray(from - this.queue.origin, to - this.queue.origin),
        needsSource,
      )
      if ('code' in parsed) {
        this.pushRecords(values, end)
        this.halt(parseProblem(parsed.code, from + parsed.at))
        return
      }
      values.push(parsed.value)
      end = to
    }
    this.pushRecords(values, end)
  }

  private pushRecords(values: unknown[], endOffset: number): void {
    if (values.length === 0) return
    const firstIndex = this.index
    this.index += values.length
    const repeating = repeatingAmong(values, this.names)
    const { bounds } = this
    this.steps.push({ type: 'records', values, firstIndex, bounds, repeating, endOffset, nextIndex: this.index })
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
