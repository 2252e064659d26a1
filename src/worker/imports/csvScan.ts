// Finds the cells of one CSV record in bytes, without making text of them (RFC 4180, with any delimiter, quote and escape; a line ends with
// LF, CRLF or CR). It never throws and never looks past the record. What a ragged or a badly quoted record is worth: csvReader.ts.
import type { FoundCells } from '../parse/foundCells'

export interface CsvDialect {
  delimiter: string
  quote: string | null
  escape: string
}

/** How a cell stands in the file: as it is; between quotes; between quotes with escapes in it. */
export const PLAIN = 0
export const QUOTED = 1
export const ESCAPED = 2
/** Added where a byte is not ASCII. */
export const WIDE = 4

/** Cells past these are counted, not kept. */
const MOST_CELLS = 100_000

const LF = 0x0a
const CR = 0x0d

/** The cells found so far: bounds in the bytes that were given. The caller takes them away by setting `count` back. */
export class CsvScan {
  starts = new Int32Array(1_024)
  ends = new Int32Array(1_024)
  kinds = new Uint8Array(1_024)
  count = 0
  /** Of the last record. `contentEnd`: before its line end. */
  cells = 0
  contentEnd = 0
  /** Line ends inside it. */
  innerLines = 0
  /** A quoted cell went on behind its closing quote. */
  isBad = false
  /** It ended inside quotes: the bytes were used up. */
  isOpen = false
  private readonly delimiter: number
  private readonly quote: number
  private readonly escape: number

  constructor({ delimiter, quote, escape }: CsvDialect) {
    this.delimiter = delimiter.charCodeAt(0)
    this.quote = quote === null ? -1 : quote.charCodeAt(0)
    this.escape = escape.charCodeAt(0)
  }

  /**
   * Scans the record that begins at `from`. Returns where the next begins, or -1 when bytes[..end) was used up first; with `isLast` their end
   * ends the record, unless it stands inside quotes. After -1 no cell of it is kept.
   */
  record(bytes: Uint8Array, from: number, end: number, isLast: boolean): number {
    const first = this.count
    this.cells = 0
    this.innerLines = 0
    this.isBad = false
    this.isOpen = false
    let pos = from
    for (;;) {
      pos = bytes[pos] === this.quote && pos < end ? this.quoted(bytes, pos + 1, end) : this.plain(bytes, pos, end)
      if (this.isOpen || (pos >= end && !isLast)) break
      if (pos >= end) {
        this.contentEnd = end
        return end
      }
      const byte = bytes[pos]
      if (byte === this.delimiter) {
        pos++
        continue
      }
      this.contentEnd = pos
      if (byte === LF) return pos + 1
      if (pos + 1 >= end && !isLast) break
      return bytes[pos + 1] === LF && pos + 1 < end ? pos + 2 : pos + 1
    }
    this.count = first
    return -1
  }

  /** The position behind the cell: a delimiter, a line end, or the end. */
  private plain(bytes: Uint8Array, from: number, end: number): number {
    const { delimiter } = this
    let pos = from
    let wide = 0
    while (pos < end) {
      const byte = bytes[pos] as number
      if (byte === delimiter || byte === LF || byte === CR) break
      wide |= byte
      pos++
    }
    this.keep(from, pos, wide > 0x7f ? PLAIN | WIDE : PLAIN)
    return pos
  }

  private quoted(bytes: Uint8Array, from: number, end: number): number {
    const { quote, escape } = this
    let pos = from
    let wide = 0
    let kind = QUOTED
    for (; pos < end; pos++) {
      const byte = bytes[pos] as number
      wide |= byte
      if (byte === escape && (byte !== quote || (bytes[pos + 1] === quote && pos + 1 < end))) {
        kind = ESCAPED
        pos++
      } else if (byte === quote) break
      else if (byte === LF || (byte === CR && bytes[pos + 1] !== LF)) this.innerLines++
    }
    if (pos >= end) {
      this.isOpen = true
      return end
    }
    this.keep(from, pos, wide > 0x7f ? kind | WIDE : kind)
    return this.behindQuote(bytes, pos + 1, end)
  }

  private behindQuote(bytes: Uint8Array, from: number, end: number): number {
    let pos = from
    while (pos < end && bytes[pos] !== this.delimiter && bytes[pos] !== LF && bytes[pos] !== CR) pos++
    if (pos > from) this.isBad = true
    return pos
  }

  private keep(start: number, end: number, kind: number): void {
    this.cells++
    if (this.cells > MOST_CELLS) return
    if (this.count === this.starts.length) this.grow()
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.kinds[this.count++] = kind
  }

  private grow(): void {
    const { starts, ends, kinds } = this
    this.starts = new Int32Array(starts.length * 2)
    this.ends = new Int32Array(starts.length * 2)
    this.kinds = new Uint8Array(starts.length * 2)
    this.starts.set(starts)
    this.ends.set(ends)
    this.kinds.set(kinds)
  }
}

/** Makes text of cells. `latin`: the bytes from `base` on as Latin-1, out of which a cell without wide letters is cut at no cost. */
export class CellTexts {
  private readonly unescape: (text: string) => string

  constructor({ quote, escape }: CsvDialect) {
    const sign = escape.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    const escaped = new RegExp(`${sign}([^])`, 'g')
    this.unescape = (text) => (quote === null ? text : text.replace(escaped, '$1'))
  }

  /** The cells of one record, as many as it has names. */
  record({ names, bytes, starts, ends, kinds }: FoundCells, from: number): (string | null)[] {
    const base = starts[from] ?? 0
    const latin = bytes.toString('latin1', base, ends[from + names.length - 1])
    return names.map((_, at) =>
      this.text(bytes, latin, base, starts[from + at] as number, ends[from + at] as number, kinds[from + at] as number),
    )
  }

  /** null for nothing at all; '' where the file says so by quotes. */
  text(bytes: Buffer, latin: string, base: number, start: number, end: number, kind: number): string | null {
    if (start === end) return kind === PLAIN ? null : ''
    const text = kind & WIDE ? bytes.toString('utf8', start, end) : latin.slice(start - base, end - base)
    return kind & ESCAPED ? this.unescape(text) : text
  }
}
