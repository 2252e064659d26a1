// Finds the cells of flat JSON records that have the properties of a record before them, in its order, in one walk over their bytes: most
// records of most files. It says that a record is plain only when JSON.parse would find the same; what is not plain is left to JSON.parse.
// Invalid UTF-8 is the caller's to find.
import { ESCAPED, FALSE, type FoundCells, NULL, NumberScan, TEXT, TRUE } from './foundCells'
import { isSpace } from './valueScan'

/** The bytes were used up before the record's end. */
export const USED_UP = -1
/** Not a record of this shape, or one that only JSON.parse can read. */
export const NOT_PLAIN = -2

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COMMA = 0x2c
const COLON = 0x3a
const SPACE = 0x20
const LOWER_F = 0x66
const LOWER_N = 0x6e
const LOWER_T = 0x74
/** What may stand behind a backslash, but for u. */
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'))
const words = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') }
/** As many as a table has columns; wider records are stored by their values. */
const MOST_NAMES = 200

export class PlainRecords {
  private names: readonly string[] = []
  private quoted: readonly Uint8Array[] = []
  private starts = new Int32Array(1_024)
  private ends = new Int32Array(1_024)
  private kinds = new Uint8Array(1_024)
  private count = 0
  private learned = false
  private kind = NULL
  private readonly number = new NumberScan()

  /** Whether a record was learned from. */
  get hasLearned(): boolean {
    return this.learned
  }

  /** Records like this one are looked for from now on. */
  learn(record: unknown): void {
    this.learned = true
    const isRecord = typeof record === 'object' && record !== null && !Array.isArray(record)
    const names = isRecord ? Object.keys(record) : []
    if (names.length === this.names.length && names.every((name, at) => name === this.names[at])) return
    this.names = names.length > MOST_NAMES ? [] : names
    this.quoted = this.names.map((name) => Buffer.from(JSON.stringify(name)))
  }

  /** Forgets the cells found so far. */
  clear(): void {
    this.count = 0
  }

  /** Where the cells of the next record will stand in found(). */
  get next(): number {
    return this.count
  }

  /** The cells of the records found since clear(); valid until then. */
  found(bytes: Buffer): FoundCells {
    const { names, starts, ends, kinds } = this
    return { names, bytes, starts, ends, kinds }
  }

  /** The position behind the record that begins at `from`, or USED_UP or NOT_PLAIN; then no cell of it is kept. */
  record(bytes: Uint8Array, from: number, end: number): number {
    const { quoted, count } = this
    if (quoted.length === 0 || bytes[from] !== OPEN_BRACE) return NOT_PLAIN
    if (count + quoted.length > this.starts.length) this.grow()
    let pos = from + 1
    for (let at = 0; at < quoted.length; at++) {
      pos = this.behindName(bytes, pos, end, quoted[at] as Uint8Array)
      if (pos >= 0) pos = this.value(bytes, pos, end)
      if (pos >= 0) pos = spaces(bytes, pos, end)
      if (pos >= end) pos = USED_UP
      if (pos >= 0 && bytes[pos++] !== (at === quoted.length - 1 ? CLOSE_BRACE : COMMA)) pos = NOT_PLAIN
      if (pos >= 0) continue
      this.count = count
      return pos
    }
    return pos
  }

  /** Behind the colon, and the white space there. */
  private behindName(bytes: Uint8Array, from: number, end: number, name: Uint8Array): number {
    let pos = spaces(bytes, from, end)
    if (pos + name.length >= end) return USED_UP
    for (let at = 0; at < name.length; at++) if (bytes[pos + at] !== name[at]) return NOT_PLAIN
    pos = spaces(bytes, pos + name.length, end)
    if (pos >= end) return USED_UP
    return bytes[pos] === COLON ? spaces(bytes, pos + 1, end) : NOT_PLAIN
  }

  private value(bytes: Uint8Array, pos: number, end: number): number {
    if (pos >= end) return USED_UP
    switch (bytes[pos]) {
      case QUOTE:
        return this.text(bytes, pos + 1, end)
      case LOWER_T:
        return this.word(bytes, pos, end, words.true, TRUE)
      case LOWER_F:
        return this.word(bytes, pos, end, words.false, FALSE)
      case LOWER_N:
        return this.word(bytes, pos, end, words.null, NULL)
      default:
        return this.digits(bytes, pos, end)
    }
  }

  private text(bytes: Uint8Array, from: number, end: number): number {
    let kind = TEXT
    for (let pos = from; pos < end; pos++) {
      const byte = bytes[pos] as number
      if (byte === QUOTE) return this.keep(from, pos, kind, pos + 1)
      if (byte < SPACE) return NOT_PLAIN
      if (byte !== BACKSLASH) continue
      kind = ESCAPED
      pos++
      if (pos < end && !ESCAPES.has(bytes[pos] as number)) return NOT_PLAIN
    }
    return USED_UP
  }

  private word(bytes: Uint8Array, from: number, end: number, word: Uint8Array, kind: number): number {
    if (from + word.length >= end) return USED_UP
    for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word[at]) return NOT_PLAIN
    return this.keep(from, from + word.length, kind, from + word.length)
  }

  private digits(bytes: Uint8Array, from: number, end: number): number {
    const pos = this.number.pass(bytes, from, end)
    if (pos === -1) return NOT_PLAIN
    return pos === end ? USED_UP : this.keep(from, pos, this.number.kind, pos)
  }

  private keep(start: number, end: number, kind: number, next: number): number {
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.kinds[this.count++] = kind
    return next
  }

  private grow(): void {
    const { starts, ends, kinds, count } = this
    const size = Math.max(starts.length * 2, count + this.names.length)
    this.starts = new Int32Array(size)
    this.ends = new Int32Array(size)
    this.kinds = new Uint8Array(size)
    this.starts.set(starts.subarray(0, count))
    this.ends.set(ends.subarray(0, count))
    this.kinds.set(kinds.subarray(0, count))
  }
}

function spaces(bytes: Uint8Array, from: number, end: number): number {
  let pos = from
  while (pos < end && (bytes[pos] as number) <= SPACE && isSpace(bytes[pos] as number)) pos++
  return pos
}
