// Lays rows out as one JSONB value, an array of arrays of cells, so that SQLite takes hundreds of them in one statement with one value to bind:
// binding each cell by itself cost more than storing it. What the cells are is the caller's; how they are stored, bulkRows.ts's.
import { ESCAPED, FALSE, type FoundCells, INTEGER, MISSING, NULL, REAL, TEXT, TRUE } from '../parse/foundCells'
import type { Cell } from './cells'

// JSONB: the lower half of an element's first byte is its type, the upper half its length or how many bytes behind it tell the length.
const JSONB_NULL = 0
const JSONB_INT = 3
const JSONB_FLOAT = 5
const JSONB_TEXTJ = 8
const JSONB_TEXTRAW = 10
const JSONB_ARRAY = 11
const LENGTH_IN_1 = 12
const LENGTH_IN_2 = 13
const LENGTH_IN_4 = 14
const HEADER_BYTES = 5

/** An element of an array is found by counting: wide rows are arrays of such arrays. */
const WIDE = 24
const GROUP = 16

const FIRST_BYTES = 96 * 1024
/** A larger one is let go of when it was used. */
const KEPT_BYTES = 4 * FIRST_BYTES
/** Below this a loop is faster than a call. */
const SHORT_BYTES = 48

export class PackedRows {
  rows = 0
  private bytes: Buffer = Buffer.alloc(0)
  private end = HEADER_BYTES
  private rowAt = 0
  private groupAt = 0
  private cells = 0
  private readonly isWide: boolean

  /** `width`: the most cells a row may have; those it does not have are NULL. */
  constructor(width: number) {
    this.isWide = width > WIDE
  }

  /** The SQL path of a cell inside the array of its row. */
  path(at: number): string {
    return this.isWide ? `$[${Math.floor(at / GROUP)}][${at % GROUP}]` : `$[${at}]`
  }

  get size(): number {
    return this.end
  }

  beginRow(): void {
    this.rowAt = this.openArray()
    this.cells = 0
  }

  endRow(): void {
    if (this.isWide) this.closeArray(this.groupAt)
    this.closeArray(this.rowAt)
    this.rows++
  }

  /** All rows so far as one value; valid until clear(). */
  packed(): Buffer {
    this.makeRoom(0)
    this.closeArray(0)
    return this.bytes.subarray(0, this.end)
  }

  clear(): void {
    this.rows = 0
    this.end = HEADER_BYTES
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.alloc(0)
  }

  put(cell: Cell): void {
    switch (typeof cell) {
      case 'string':
        return this.text(cell)
      case 'bigint':
        return this.digits(String(cell), JSONB_INT)
      case 'number':
        return this.digits(Object.is(cell, -0) ? '-0.0' : String(cell), JSONB_FLOAT)
      default:
        return this.nothing()
    }
  }

  /** A safe integer. */
  integer(value: number): void {
    this.digits(String(value), JSONB_INT)
  }

  text(text: string): void {
    this.beginCell()
    const most = text.length * 3
    this.makeRoom(most)
    const isShort = most <= 0xffff
    const from = this.end + (isShort ? 3 : HEADER_BYTES)
    const size = this.bytes.write(text, from, 'utf8')
    if (isShort) {
      this.bytes[this.end] = (LENGTH_IN_2 << 4) | JSONB_TEXTRAW
      this.bytes[this.end + 1] = size >>> 8
      this.bytes[this.end + 2] = size
    } else {
      this.bytes[this.end] = (LENGTH_IN_4 << 4) | JSONB_TEXTRAW
      this.length4(size, this.end + 1)
    }
    this.end = from + size
  }

  /** A cell as it stands in bytes. */
  found({ bytes, starts, ends, kinds }: FoundCells, at: number): void {
    const [start, end] = [starts[at] as number, ends[at] as number]
    switch (kinds[at]) {
      case TEXT:
        return this.copy(bytes, start, end, JSONB_TEXTRAW)
      case ESCAPED:
        return this.copy(bytes, start, end, JSONB_TEXTJ)
      case INTEGER:
        return this.copy(bytes, start, end, JSONB_INT)
      case REAL:
        return this.copy(bytes, start, end, JSONB_FLOAT)
      case TRUE:
        return this.digits('1', JSONB_INT)
      case FALSE:
        return this.digits('0', JSONB_INT)
      case NULL:
      case MISSING:
        return this.nothing()
      default:
        throw new Error('a cell of no kind')
    }
  }

  /** A found cell of any kind, as text. */
  foundText({ bytes, starts, ends }: FoundCells, at: number): void {
    this.copy(bytes, starts[at] as number, ends[at] as number, JSONB_TEXTRAW)
  }

  nothing(): void {
    this.beginCell()
    this.makeRoom(0)
    this.bytes[this.end++] = JSONB_NULL
  }

  private digits(text: string, type: number): void {
    this.beginCell()
    this.makeRoom(text.length)
    this.header(text.length, type)
    for (let at = 0; at < text.length; at++) this.bytes[this.end++] = text.charCodeAt(at)
  }

  private copy(from: Buffer, start: number, end: number, type: number): void {
    this.beginCell()
    const size = end - start
    this.makeRoom(size)
    this.header(size, type)
    const { bytes } = this
    if (size < SHORT_BYTES) for (let at = start, to = this.end; at < end; at++, to++) bytes[to] = from[at] as number
    else from.copy(bytes, this.end, start, end)
    this.end += size
  }

  private header(size: number, type: number): void {
    const { bytes } = this
    if (size < LENGTH_IN_1) bytes[this.end++] = (size << 4) | type
    else if (size <= 0xff) {
      bytes[this.end++] = (LENGTH_IN_1 << 4) | type
      bytes[this.end++] = size
    } else {
      bytes[this.end] = (LENGTH_IN_4 << 4) | type
      this.length4(size, this.end + 1)
      this.end += HEADER_BYTES
    }
  }

  private beginCell(): void {
    if (this.isWide && this.cells % GROUP === 0) {
      if (this.cells > 0) this.closeArray(this.groupAt)
      this.groupAt = this.openArray()
    }
    this.cells++
  }

  private openArray(): number {
    this.makeRoom(0)
    const at = this.end
    this.end += HEADER_BYTES
    return at
  }

  private closeArray(at: number): void {
    this.bytes[at] = (LENGTH_IN_4 << 4) | JSONB_ARRAY
    this.length4(this.end - at - HEADER_BYTES, at + 1)
  }

  private length4(size: number, at: number): void {
    const { bytes } = this
    bytes[at] = size >>> 24
    bytes[at + 1] = size >>> 16
    bytes[at + 2] = size >>> 8
    bytes[at + 3] = size
  }

  /** Besides the bytes themselves there is always room for two headers. */
  private makeRoom(bytes: number): void {
    const wanted = this.end + bytes + 2 * HEADER_BYTES
    if (wanted <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(wanted, this.bytes.length * 2, FIRST_BYTES))
    this.bytes.copy(grown, 0, 0, this.end)
    this.bytes = grown
  }
}
