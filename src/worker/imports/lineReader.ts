// Streams the records of NDJSON: one JSON value a line. A line that is none is set aside and the next one read (IMP-5); a line past the limit
// is passed over without being held (F167). Lines are parsed many at a time where nothing is wrong with them.
import { isUtf8 } from 'node:buffer'
import type { AsideCode } from '@shared/imports'
import { append, type ByteQueue, byteQueue } from '../parse/byteQueue'
import { PlainRecords } from '../parse/plainRecords'
import { parseRecord, parseTogether } from '../parse/recordText'
import { isSpace, newScan, resetScan, scanValue } from '../parse/valueScan'
import { plainValue } from './arrayReader'
import { type Aside, type Place, type RowReader, type RowStep, type RowSteps, type Rows, theStart } from './rowSteps'

const LINE_LIMIT_BYTES = 16 * 1024 * 1024
const DEPTH_LIMIT = 64
const STEP_ROWS = 5_000
const LF = 0x0a
const COMMA = 0x2c
const BOM = Buffer.from([0xef, 0xbb, 0xbf])
/** Begins each record of a JSON text sequence (RFC 7464), in which GeoJSON may come. */
const RECORD_SEPARATOR = 0x1e

export interface LineReaderOptions {
  from?: Place
  lineLimitBytes?: number
}

interface Line {
  start: number
  end: number
  line: number
  needsSource: boolean
}

export class LineReader implements RowReader {
  private readonly queue: ByteQueue
  private readonly scan = newScan()
  private readonly plain = new PlainRecords()
  /** Cells of the waiting lines begin here; null: they are parsed. */
  private plainFrom: number | null = null
  private readonly limit: number
  private index: number
  private line: number
  /** Bytes of the window in which no line end was found. */
  private searched = 0
  private passing: { offset: number } | null = null
  private lines: Line[] = []
  private aside: Aside[] = []
  private steps: RowStep[] = []

  constructor({ from = theStart, lineLimitBytes }: LineReaderOptions = {}) {
    this.queue = byteQueue(from.endOffset)
    this.limit = lineLimitBytes ?? LINE_LIMIT_BYTES
    this.index = from.nextIndex
    this.line = from.nextLine
  }

  push(piece: Uint8Array): RowSteps {
    this.plain.clear()
    append(this.queue, piece)
    this.run()
    return this.taken()
  }

  finish(): RowSteps {
    this.run()
    const { queue } = this
    if (this.passing) this.passed(queue.end)
    else if (queue.start < queue.end) this.take(queue.end)
    queue.start = queue.end
    this.flush()
    return this.taken()
  }

  private taken(): RowSteps {
    const { steps } = this
    this.steps = []
    return { steps, problem: null }
  }

  private run(): void {
    const { queue } = this
    for (;;) {
      const found = queue.bytes.indexOf(LF, queue.start + this.searched)
      if (found === -1 || found >= queue.end) break
      if (this.passing) this.passed(found)
      else this.take(found)
      queue.start = found + 1
      this.searched = 0
      this.line++
      if (this.lines.length >= STEP_ROWS || !this.plain.hasLearned) this.flush()
    }
    this.flush()
    this.searched = queue.end - queue.start
    if (this.searched <= this.limit && !this.passing) return
    this.passing ??= { offset: queue.origin + queue.start }
    queue.start = queue.end
    this.searched = 0
  }

  /** A line stands between the window's start and `end`. */
  private take(end: number): void {
    const { bytes, origin } = this.queue
    let start = this.queue.start
    if (origin + start === 0 && bytes.subarray(start, start + BOM.length).equals(BOM)) start += BOM.length
    while (start < end && (isSpace(bytes[start] as number) || bytes[start] === RECORD_SEPARATOR)) start++
    while (end > start && isSpace(bytes[end - 1] as number)) end--
    if (start === end || this.takePlain(start, end)) return
    const code = this.look(bytes, start, end)
    if (code === null) this.lines.push({ start, end, line: this.line, needsSource: this.scan.needsSource })
    else {
      this.flush()
      this.setAside(code, { start, end, line: this.line })
    }
    // Positions of lines that wait follow from their number.
    if (code !== null) this.index++
  }

  /** Lines wait together only where all of them are plain, or none is. */
  private takePlain(start: number, end: number): boolean {
    const { plain, lines } = this
    if (lines.length > 0 && this.plainFrom === null) return false
    const from = plain.next
    if (plain.record(this.queue.bytes, start, end) !== end) {
      this.flush()
      return false
    }
    this.plainFrom ??= from
    lines.push({ start, end, line: this.line, needsSource: false })
    return true
  }

  /** Whether the line is exactly one value, as far as brackets tell. */
  private look(bytes: Buffer, start: number, end: number): AsideCode | null {
    const { scan } = this
    resetScan(scan)
    const valueEnd = scanValue(scan, bytes, start, end)
    if (scan.deepest > DEPTH_LIMIT) return 'record_too_deep'
    const isWhole = valueEnd === end || (valueEnd === -1 && scan.shape === 'bare')
    return isWhole ? null : 'bad_json'
  }

  private passed(end: number): void {
    const byteOffset = this.passing?.offset ?? 0
    this.passing = null
    const about = { position: this.index++, line: this.line, byteOffset, column: null, text: null }
    this.aside.push({ ...about, bytes: this.queue.origin + end - byteOffset, code: 'record_too_large' })
    this.flush(end)
  }

  private setAside(code: AsideCode, { start, end, line }: Omit<Line, 'needsSource'>, position = this.index): void {
    const { bytes, origin } = this.queue
    const text = Buffer.from(bytes.subarray(start, end))
    this.aside.push({ position, line, byteOffset: origin + start, bytes: end - start, code, column: null, text })
  }

  private flush(behind = this.queue.start): void {
    const { lines, queue } = this
    if (lines.length === 0 && this.aside.length === 0) return
    const rows = lines.length === 0 ? null : (this.asFound() ?? this.together() ?? this.oneByOne())
    this.index += lines.length
    const place = { endOffset: queue.origin + behind, nextIndex: this.index, nextLine: this.line }
    this.steps.push({ ...place, rows, aside: this.aside })
    this.lines = []
    this.aside = []
    this.plainFrom = null
  }

  /** null where the lines are not plain, or not UTF-8. */
  private asFound(): RowStep['rows'] {
    const { lines, plain, plainFrom, queue } = this
    if (plainFrom === null || !isUtf8(queue.bytes.subarray(lines[0]?.start, lines.at(-1)?.end))) return null
    const found = { cells: plain.found(queue.bytes), from: plainFrom }
    const { bytes } = queue
    return this.rowsOf({ count: lines.length, found, value: (row) => plainValue(lineIn(bytes, lines[row])) }, lines)
  }

  /** null where a line is no JSON, or holds a number that needs its source text. */
  private together(): RowStep['rows'] {
    const { lines } = this
    if (lines.some(({ needsSource }) => needsSource)) return null
    const from = lines[0]?.start ?? 0
    const slice = Buffer.from(this.queue.bytes.subarray(from, lines.at(-1)?.end))
    for (let at = 0; at + 1 < lines.length; at++) {
      const { end } = lines[at] as Line
      // Between two values there is white space only, and at least one of it.
      slice.fill(0x20, end - from, (lines[at + 1] as Line).start - from)
      slice[end - from] = COMMA
    }
    const values = parseTogether(slice)
    if (values?.length !== lines.length) return null
    this.plain.learn(values.at(-1))
    return this.rowsOf(valuesAsRows(values), lines)
  }

  private oneByOne(): RowStep['rows'] {
    const values: unknown[] = []
    const good: Line[] = []
    const positions: number[] = []
    for (const [at, one] of this.lines.entries()) {
      const slice = this.queue.bytes.subarray(one.start, one.end)
      const parsed = parseRecord(slice, one.needsSource)
      if ('value' in parsed) {
        values.push(parsed.value)
        good.push(one)
        positions.push(this.index + at)
      } else this.setAside(isUtf8(slice) ? 'bad_json' : 'not_utf8', one, this.index + at)
    }
    return values.length === 0 ? null : this.rowsOf(valuesAsRows(values), good, positions)
  }

  private rowsOf(what: RowValues, lines: readonly Line[], positions?: readonly number[]): RowStep['rows'] {
    const { index } = this
    const { bytes, origin } = this.queue
    const lineOf = (row: number): Line => lines[row] as Line
    return {
      ...what,
      position: (row) => positions?.[row] ?? index + row,
      line: (row) => lineOf(row).line,
      byteOffset: (row) => origin + lineOf(row).start,
      text: (row) => lineIn(bytes, lines[row]),
    }
  }
}

type RowValues = Pick<Rows, 'count' | 'found' | 'value'>

function valuesAsRows(values: readonly unknown[]): RowValues {
  return { count: values.length, found: null, value: (row) => values[row] }
}

function lineIn(bytes: Buffer, line: Line | undefined): Buffer {
  return bytes.subarray(line?.start, line?.end)
}
