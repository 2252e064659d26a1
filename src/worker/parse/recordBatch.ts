// Records of a JSON array that were found and wait to be read together: parsed in one go, or, where their cells were found on the way (plain
// records), not at all. A batch is all of one kind or all of the other. When a batch is full is recordReader.ts's to say.
import { isUtf8 } from 'node:buffer'
import type { ByteQueue } from './byteQueue'
import type { PlainRecords } from './plainRecords'
import { type ParseProblem, parseProblem } from './problem'
import { plainRun, type RecordStep } from './recordSteps'
import { parseRecord, parseTogether } from './recordText'
import { repeatingAmong } from './repeatedNames'
import type { ValueScan } from './valueScan'

export interface TakenBatch {
  /** null: not even the first could be read. */
  step: RecordStep | null
  /** One that does not parse gives the records before the bad one. */
  problem: ParseProblem | null
}

export class RecordBatch {
  /** Starts and ends of the records, as offsets in the stream. */
  private bounds: number[] = []
  private sources: boolean[] = []
  private names: number[] = []
  /** Cells of the batch begin here; null: its records are parsed. */
  private plainFrom: number | null = null

  constructor(
    private readonly queue: ByteQueue,
    private readonly plain: PlainRecords | null,
  ) {}

  get count(): number {
    return this.bounds.length / 2
  }

  /** Offset of the first record; undefined: there is none. */
  get start(): number | undefined {
    return this.bounds[0]
  }

  get isPlain(): boolean {
    return this.plainFrom !== null
  }

  /** The first record of a reading is read alone, to learn what the others may look like. */
  get isFirst(): boolean {
    return this.plain?.hasLearned === false
  }

  /** The end of a plain record at `pos`, which then belongs to the batch; else what PlainRecords says, or null where none may be plain. */
  takePlain(pos: number, limit: number): number | null {
    const { plain, queue } = this
    if (!plain || (this.count > 0 && !this.isPlain)) return null
    const from = plain.next
    const end = plain.record(queue.bytes, pos, queue.end)
    if (end < 0) return end
    if (end - pos > limit) return null
    this.plainFrom ??= from
    this.bounds.push(queue.origin + pos, queue.origin + end)
    return end
  }

  /** A record that is to be parsed, from offset `start` to `end`. */
  put(start: number, end: number, { needsSource, names }: ValueScan): void {
    this.bounds.push(start, end)
    this.sources.push(needsSource)
    this.names.push(names)
  }

  /** Reads the batch and empties it. */
  take(firstIndex: number): TakenBatch | null {
    const { bounds, queue, plainFrom } = this
    const first = bounds[0]
    const last = bounds.at(-1)
    if (first === undefined || last === undefined) return null
    const slice = queue.bytes.subarray(first - queue.origin, last - queue.origin)
    const taken =
      plainFrom !== null && isUtf8(slice)
        ? this.asFound(firstIndex, plainFrom, last)
        : this.parsed(firstIndex, slice, last)
    this.plainFrom = null
    this.bounds = []
    this.sources = []
    this.names = []
    return taken
  }

  private asFound(firstIndex: number, from: number, endOffset: number): TakenBatch | null {
    const { plain, bounds, queue } = this
    if (!plain) return null
    const run = plainRun(plain, from, queue, bounds)
    const place = { endOffset, nextIndex: firstIndex + run.count }
    return {
      step: { type: 'records', values: [], firstIndex, bounds, repeating: 0, plain: run, ...place },
      problem: null,
    }
  }

  private parsed(firstIndex: number, slice: Buffer, last: number): TakenBatch {
    const values = this.isPlain || this.sources.includes(true) ? null : parseTogether(slice)
    return values ? { step: this.stepOf(firstIndex, values, last), problem: null } : this.oneByOne(firstIndex)
  }

  private oneByOne(firstIndex: number): TakenBatch {
    const { bounds, queue } = this
    const values: unknown[] = []
    let end = bounds[0] as number
    for (let at = 0; at < this.count; at++) {
      const [from, to] = [bounds[at * 2] as number, bounds[at * 2 + 1] as number]
      const slice = queue.bytes.subarray(from - queue.origin, to - queue.origin)
      const parsed = parseRecord(slice, this.sources[at] === true)
      if ('code' in parsed) {
        return { step: this.stepOf(firstIndex, values, end), problem: parseProblem(parsed.code, from + parsed.at) }
      }
      values.push(parsed.value)
      end = to
    }
    return { step: this.stepOf(firstIndex, values, end), problem: null }
  }

  private stepOf(firstIndex: number, values: unknown[], endOffset: number): RecordStep | null {
    if (values.length === 0) return null
    const { bounds } = this
    const repeating = this.isPlain ? 0 : repeatingAmong(values, this.names)
    this.plain?.learn(values.at(-1))
    const place = { endOffset, nextIndex: firstIndex + values.length }
    return { type: 'records', values, firstIndex, bounds, repeating, plain: null, ...place }
  }
}
