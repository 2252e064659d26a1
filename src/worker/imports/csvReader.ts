// Streams the records of a CSV text out of bytes that come in any pieces. A record with too few or too many cells, with bad quotes or with
// bytes that are no UTF-8 is set aside and the next one read (IMP-5, IMP-11). A quote that is never closed does not take the rest of the file
// with it, F174, and no line longer than the limit is held, F167.
import { isUtf8 } from 'node:buffer'
import type { AsideCode } from '@shared/imports'
import { append, type ByteQueue, byteQueue } from '../parse/byteQueue'
import { CellTexts, type CsvDialect, CsvScan } from './csvScan'
import { type Aside, type Place, type RowReader, type RowStep, type RowSteps, theStart } from './rowSteps'

export interface CsvReaderOptions {
  dialect: CsvDialect
  hasHeader: boolean
  /** Names of the cells of a record. */
  columns: readonly string[]
  from?: Place
  recordLimitBytes?: number
}

const RECORD_LIMIT_BYTES = 16 * 1024 * 1024
const STEP_ROWS = 5_000
const BOM = [0xef, 0xbb, 0xbf] as const
const LF = 0x0a
const CR = 0x0d

export class CsvReader implements RowReader {
  private readonly queue: ByteQueue
  private readonly scan: CsvScan
  private readonly texts: CellTexts
  private readonly columns: readonly string[]
  private readonly limit: number
  private index: number
  private line: number
  /** The header is still to come. */
  private skipsFirst: boolean
  private isAtStart: boolean
  /** Window size at which a record that did not end is looked at again: growing by halves, so that a long one is not scanned over and over. */
  private lookAgainAt = 0
  /** A line past the limit is being passed over: where it began. */
  private passing: { offset: number; line: number } | null = null
  private starts: number[] = []
  private ends: number[] = []
  private lines: number[] = []
  private positions: number[] = []
  private aside: Aside[] = []
  private steps: RowStep[] = []
  /** Cells of the waiting records begin here: those before belong to steps that were not taken yet. */
  private from = 0

  constructor({ dialect, hasHeader, columns, from = theStart, recordLimitBytes }: CsvReaderOptions) {
    this.queue = byteQueue(from.endOffset)
    this.scan = new CsvScan(dialect)
    this.texts = new CellTexts(dialect)
    this.columns = columns
    this.limit = recordLimitBytes ?? RECORD_LIMIT_BYTES
    this.index = from.nextIndex
    this.line = from.nextLine
    this.isAtStart = from.endOffset === 0
    this.skipsFirst = hasHeader && this.isAtStart
  }

  push(piece: Uint8Array): RowSteps {
    this.scan.count = 0
    this.from = 0
    append(this.queue, piece)
    if (this.queue.end - this.queue.start >= this.lookAgainAt || this.passing) this.run(false)
    return this.taken()
  }

  finish(): RowSteps {
    this.run(true)
    return this.taken()
  }

  private taken(): RowSteps {
    const { steps } = this
    this.steps = []
    return { steps, problem: null }
  }

  private run(isLast: boolean): void {
    const { queue, scan } = this
    if (this.isAtStart && !this.passBom(isLast)) return
    this.lookAgainAt = 0
    while (queue.start < queue.end) {
      if (this.passing) {
        if (!this.passOn(isLast)) break
        continue
      }
      const first = scan.count
      const next = scan.record(queue.bytes, queue.start, queue.end, isLast)
      if (next === -1) {
        if (!this.unended(isLast)) break
        continue
      }
      this.take(first, next)
      if (this.positions.length >= STEP_ROWS) this.flush()
    }
    this.flush()
  }

  /** A whole record stands before `next`; its cells begin at `first`. */
  private take(first: number, next: number): void {
    const { queue, scan, columns } = this
    const { start } = queue
    const line = this.line
    this.line += 1 + scan.innerLines
    queue.start = next
    if (this.skipsFirst || scan.contentEnd === start) {
      if (scan.contentEnd !== start) this.skipsFirst = false
      scan.count = first
      return
    }
    const code = this.problemOf(first)
    if (code !== null) {
      scan.count = first
      this.setAside(code, start, scan.contentEnd, line)
    } else {
      scan.count = first + columns.length
      this.starts.push(start)
      this.ends.push(scan.contentEnd)
      this.lines.push(line)
      this.positions.push(this.index)
    }
    this.index++
  }

  private problemOf(first: number): AsideCode | null {
    const { scan, columns } = this
    if (scan.isBad) return 'bad_quotes'
    if (scan.cells < columns.length) return 'too_few_cells'
    // A delimiter at the end of every line is common, and says nothing.
    for (let at = first + columns.length; at < scan.count; at++)
      if (scan.starts[at] !== scan.ends[at]) return 'too_many_cells'
    return null
  }

  /** The record did not end in the window. False: more bytes are needed. */
  private unended(isLast: boolean): boolean {
    const { queue, scan } = this
    const held = queue.end - queue.start
    if (!isLast && held <= this.limit) {
      this.lookAgainAt = Math.ceil(held * 1.5)
      return false
    }
    this.flush()
    const lineEnd = scan.isOpen ? lineEndIn(queue) : -1
    if (lineEnd === -1 && !isLast) {
      this.passing = { offset: queue.origin + queue.start, line: this.line }
      return true
    }
    // The quote that opened is wrong, so only its own line is set aside.
    this.setAside('unclosed_quote', queue.start, lineEnd === -1 ? queue.end : lineEnd, this.line)
    this.index++
    this.line++
    queue.start = lineEnd === -1 ? queue.end : behindLineEnd(queue, lineEnd)
    return true
  }

  /** Passes over the rest of a line past the limit. False: more bytes are needed. */
  private passOn(isLast: boolean): boolean {
    const { queue, passing } = this
    if (!passing) return true
    const lineEnd = lineEndIn(queue)
    const end = lineEnd === -1 ? queue.end : lineEnd
    const mayBeCut = lineEnd === -1 || (lineEnd + 1 === queue.end && queue.bytes[lineEnd] === CR)
    if (mayBeCut && !isLast) {
      queue.start = end
      return false
    }
    const { offset, line } = passing
    const bytes = queue.origin + end - offset
    const about = { position: this.index, line, byteOffset: offset, bytes, column: null, text: null }
    if (!this.skipsFirst) this.aside.push({ ...about, code: 'record_too_large' })
    if (!this.skipsFirst) this.index++
    this.skipsFirst = false
    this.line++
    this.passing = null
    queue.start = lineEnd === -1 ? end : behindLineEnd(queue, lineEnd)
    return true
  }

  private setAside(code: AsideCode, start: number, end: number, line: number): void {
    const { bytes, origin } = this.queue
    const text = Buffer.from(bytes.subarray(start, end))
    const about = { position: this.index, line, byteOffset: origin + start, bytes: end - start, column: null }
    this.aside.push({ ...about, code, text })
  }

  private flush(): void {
    const { queue, scan, aside } = this
    if (this.positions.length === 0 && aside.length === 0) return
    const from = this.starts[0] ?? queue.start
    const slice = queue.bytes.subarray(from, this.ends.at(-1) ?? from)
    if (!isUtf8(slice)) this.dropInvalid()
    const rows = this.positions.length === 0 ? null : this.rowsOf()
    const place = { endOffset: queue.origin + queue.start, nextIndex: this.index, nextLine: this.line }
    this.steps.push({ ...place, rows, aside })
    this.starts = []
    this.ends = []
    this.lines = []
    this.positions = []
    this.aside = []
    this.from = scan.count
  }

  private rowsOf(): RowStep['rows'] {
    const { scan, texts, queue, columns, from, starts, ends, lines, positions } = this
    const { bytes, origin } = queue
    const cells = { names: columns, bytes, starts: scan.starts, ends: scan.ends, kinds: scan.kinds }
    return {
      count: positions.length,
      found: { cells, from },
      value: (row) => texts.record(cells, from + row * columns.length),
      position: (row) => positions[row] as number,
      line: (row) => lines[row] as number,
      byteOffset: (row) => origin + (starts[row] as number),
      text: (row) => bytes.subarray(starts[row], ends[row]),
    }
  }

  /** Sets records aside whose bytes are no UTF-8, and takes their cells out. */
  private dropInvalid(): void {
    const { queue, scan, columns } = this
    const width = columns.length
    const kept = this.positions.flatMap((_, row) =>
      isUtf8(queue.bytes.subarray(this.starts[row], this.ends[row])) ? [row] : [],
    )
    const isKept = new Set(kept)
    const all = this.positions
    for (let row = 0; row < all.length; row++) {
      if (isKept.has(row)) continue
      const [start, end] = [this.starts[row] as number, this.ends[row] as number]
      const text = Buffer.from(queue.bytes.subarray(start, end))
      const about = { position: all[row] as number, line: this.lines[row] as number, byteOffset: queue.origin + start }
      this.aside.push({ ...about, bytes: end - start, code: 'not_utf8', column: null, text })
    }
    for (const [to, row] of kept.entries()) {
      const [into, from] = [this.from + to * width, this.from + row * width]
      for (const of of [scan.starts, scan.ends, scan.kinds]) of.copyWithin(into, from, from + width)
    }
    scan.count = this.from + kept.length * width
    const pick = (of: number[]): number[] => kept.map((row) => of[row] as number)
    this.starts = pick(this.starts)
    this.ends = pick(this.ends)
    this.lines = pick(this.lines)
    this.positions = pick(all)
  }

  /** False while too few bytes are there to tell. */
  private passBom(isLast: boolean): boolean {
    const { queue } = this
    const held = Math.min(queue.end - queue.start, BOM.length)
    for (let at = 0; at < held; at++) {
      if (queue.bytes[queue.start + at] === BOM[at]) continue
      this.isAtStart = false
      return true
    }
    if (held < BOM.length && !isLast) return false
    if (held === BOM.length) queue.start += BOM.length
    this.isAtStart = false
    return true
  }
}

/** Position of the first line end in the window, or -1. */
function lineEndIn({ bytes, start, end }: ByteQueue): number {
  for (let at = start; at < end; at++) if (bytes[at] === LF || bytes[at] === CR) return at
  return -1
}

function behindLineEnd({ bytes, end }: ByteQueue, lineEnd: number): number {
  return bytes[lineEnd] === CR && bytes[lineEnd + 1] === LF && lineEnd + 1 < end ? lineEnd + 2 : lineEnd + 1
}
