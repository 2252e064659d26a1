// Finds one short value in a page's bytes as they pass, outside the records: the cursor or address of the next page ('meta.next'). What is not
// on its way is passed over unread, so that it costs one look at each byte and no memory. Own names only; the first of equal names counts.
import { isSpace, newScan, resetScan, scanValue } from '../parse/valueScan'

const QUOTE = 0x22
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COLON = 0x3a
const COMMA = 0x2c
const LONGEST_BYTES = 16 * 1024

type Expected = 'object' | 'name' | 'in_name' | 'colon' | 'value' | 'passing' | 'keeping' | 'separator' | 'over'

export class BodyValue {
  private readonly names: readonly string[]
  private readonly scan = newScan()
  private expected: Expected = 'object'
  private level = 0
  private isOnWay = false
  private held: Buffer[] = []
  private heldBytes = 0
  private found: unknown

  /** `path`: names from the outside in, dot-separated. */
  constructor(path: string) {
    this.names = path.split('.')
  }

  /** After the whole body: the value, or undefined. */
  get value(): unknown {
    return this.found
  }

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length && this.expected !== 'over') {
      if (this.expected === 'in_name' || this.expected === 'passing' || this.expected === 'keeping') {
        at = this.scanOn(bytes, at)
        continue
      }
      const byte = bytes[at] as number
      if (isSpace(byte)) at++
      else at += this.take(byte)
    }
  }

  /** Goes on through a name or a value; the position behind what was looked at. */
  private scanOn(bytes: Uint8Array, from: number): number {
    const end = scanValue(this.scan, bytes, from, bytes.length)
    const to = end === -1 ? bytes.length : end
    if (this.expected !== 'passing') this.hold(bytes.subarray(from, to))
    if (end !== -1) this.ended()
    return to
  }

  private hold(bytes: Uint8Array): void {
    this.heldBytes += bytes.length
    if (this.heldBytes > LONGEST_BYTES) this.held = []
    else this.held.push(Buffer.from(bytes))
  }

  private ended(): void {
    const value = this.expected === 'passing' ? undefined : this.read()
    if (this.expected === 'in_name') {
      this.isOnWay = value === this.names[this.level]
      this.expected = 'colon'
      return
    }
    if (this.expected === 'keeping') this.found = value
    this.expected = this.expected === 'keeping' ? 'over' : 'separator'
  }

  private read(): unknown {
    try {
      return JSON.parse(Buffer.concat(this.held).toString('utf8'))
    } catch {
      return undefined
    }
  }

  /** Takes one byte between values; 0 when it belongs to what follows. */
  private take(byte: number): 0 | 1 {
    switch (this.expected) {
      case 'object':
        this.expected = byte === OPEN_BRACE ? 'name' : this.isMark(byte) ? 'object' : 'over'
        return 1
      case 'name':
        if (byte === QUOTE) return this.begin('in_name')
        this.expected = byte === CLOSE_BRACE ? 'over' : 'name'
        return 1
      case 'colon':
        this.expected = byte === COLON ? 'value' : 'over'
        return 1
      case 'value':
        return this.beginValue(byte)
      default:
        this.expected = byte === COMMA ? 'name' : 'over'
        return 1
    }
  }

  /** A byte of the UTF-8 mark, which belongs to nothing. */
  private isMark(byte: number): boolean {
    return this.level === 0 && (byte === 0xef || byte === 0xbb || byte === 0xbf)
  }

  private beginValue(byte: number): 0 | 1 {
    if (!this.isOnWay) return this.begin('passing')
    if (this.level === this.names.length - 1) return this.begin('keeping')
    if (byte !== OPEN_BRACE) return this.begin('passing')
    this.level++
    this.expected = 'name'
    return 1
  }

  private begin(expected: 'in_name' | 'passing' | 'keeping'): 0 {
    resetScan(this.scan)
    this.held = []
    this.heldBytes = 0
    this.expected = expected
    return 0
  }
}
