// Finds the way from the start of a JSON text to the array of records: 'a.b' means the array at b of the object at a.
// Values on the way that are not asked for are passed over unread. The array itself is recordReader.ts's.
import type { ByteQueue } from './byteQueue'
import { type ParseProblem, type ParseProblemCode, parseProblem } from './problem'
import { isSpace, newScan, resetScan, scanValue } from './valueScan'

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const QUOTE = 0x22
const COLON = 0x3a
const COMMA = 0x2c
/** Longer names than this are nobody's path; they end the reading instead of filling memory. */
const LONGEST_NAME_BYTES = 64 * 1024

/** `more`: the bytes were used up first, those from `keepFrom` are needed again. `found`: `pos` is behind the array's bracket. */
export type DescentStep =
  | { type: 'more'; pos: number; keepFrom: number }
  | { type: 'found'; pos: number }
  | { type: 'problem'; problem: ParseProblem }

/** Property names from the outside in; 'a.b' is ['a', 'b'], '' is none. */
export function pathSegments(recordsPath: string): string[] {
  return recordsPath === '' ? [] : recordsPath.split('.')
}

export class Descent {
  private expected: 'container' | 'name_or_end' | 'name' | 'in_name' | 'colon' | 'value' | 'in_value' | 'comma_or_end' =
    'container'
  private readonly scan = newScan()
  private level = 0
  /** Whether the name just read is the one looked for. */
  private matched = false
  /** Offset in the stream where the name being read began. */
  private nameAt = 0

  constructor(private readonly segments: readonly string[]) {}

  /** Moves on from `pos`, a position in `queue`. */
  advance(queue: ByteQueue, from: number): DescentStep {
    let pos = from
    while (pos < queue.end) {
      if (this.expected === 'in_name' || this.expected === 'in_value') {
        const end = scanValue(this.scan, queue.bytes, pos, queue.end)
        if (end === -1) return this.unfinished(queue)
        const problem = this.ended(queue, end)
        if (problem) return { type: 'problem', problem }
        pos = end
        continue
      }
      const byte = queue.bytes[pos] as number
      if (isSpace(byte)) {
        pos++
        continue
      }
      const offset = queue.origin + pos
      if (this.expected === 'value') this.beginValue()
      else if (this.isRecords() && byte === OPEN_BRACKET) return { type: 'found', pos: pos + 1 }
      else if (byte === QUOTE && (this.expected === 'name' || this.expected === 'name_or_end')) this.beginName(offset)
      else {
        const wrong = this.take(byte)
        if (wrong) return { type: 'problem', problem: parseProblem(wrong, offset) }
        pos++
      }
    }
    return { type: 'more', pos, keepFrom: pos }
  }

  private isRecords(): boolean {
    return this.expected === 'container' && this.level === this.segments.length
  }

  private beginName(offset: number): void {
    this.nameAt = offset
    resetScan(this.scan)
    this.expected = 'in_name'
  }

  private beginValue(): void {
    if (this.matched) {
      this.level++
      this.expected = 'container'
      return
    }
    resetScan(this.scan)
    this.expected = 'in_value'
  }

  private ended(queue: ByteQueue, end: number): ParseProblem | null {
    if (this.expected === 'in_value') {
      this.expected = 'comma_or_end'
      return null
    }
    const name = readName(queue.bytes.toString('utf8', this.nameAt - queue.origin, end))
    if (name === null) return parseProblem('bad_json', this.nameAt)
    this.matched = name === this.segments[this.level]
    this.expected = 'colon'
    return null
  }

  /** Takes the one byte that may stand here; a code when it may not. */
  private take(byte: number): ParseProblemCode | null {
    switch (this.expected) {
      case 'container':
        if (this.level === this.segments.length) return beginsValue(byte) ? 'not_an_array' : 'bad_json'
        if (byte !== OPEN_BRACE) return beginsValue(byte) ? 'no_records' : 'bad_json'
        this.expected = 'name_or_end'
        return null
      case 'name_or_end':
        return byte === CLOSE_BRACE ? 'no_records' : 'bad_json'
      case 'colon':
        if (byte !== COLON) return 'bad_json'
        this.expected = 'value'
        return null
      case 'comma_or_end':
        if (byte !== COMMA) return byte === CLOSE_BRACE ? 'no_records' : 'bad_json'
        this.expected = 'name'
        return null
      default:
        return 'bad_json'
    }
  }

  private unfinished(queue: ByteQueue): DescentStep {
    if (this.expected !== 'in_name') return { type: 'more', pos: queue.end, keepFrom: queue.end }
    const keepFrom = this.nameAt - queue.origin
    if (queue.end - keepFrom > LONGEST_NAME_BYTES)
      return { type: 'problem', problem: parseProblem('bad_json', this.nameAt) }
    return { type: 'more', pos: queue.end, keepFrom }
  }
}

function beginsValue(byte: number): boolean {
  return /[[{"\-\dtfn]/.test(String.fromCharCode(byte))
}

function readName(text: string): string | null {
  try {
    const name: unknown = JSON.parse(text)
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}
