// Cells as they stand in bytes, found and judged without making values of them: where each begins and ends, and what it is. Only what is
// exactly itself in bytes is one of these; everything else is made a value by whoever found it. Who finds: plainRecords.ts, imports/csvScan.ts.

/** Nothing stands there. */
export const MISSING = 0
/** An explicit null. */
export const NULL = 1
/** Text in UTF-8, as it is. */
export const TEXT = 2
/** Text with the escapes of JSON in it, but no \u: half a character could hide there. */
export const ESCAPED = 3
/** Up to 15 digits, perhaps with a minus: no double changes it. */
export const INTEGER = 4
/** The same with a fraction that is not zero. */
export const REAL = 5
export const FALSE = 6
export const TRUE = 7

/** Cells of rows behind each other, each row as many as there are names. Positions are in `bytes`, behind quotes. */
export interface FoundCells {
  names: readonly string[]
  bytes: Buffer
  starts: Int32Array
  ends: Int32Array
  kinds: Uint8Array
}

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
/** Every double holds so many decimal digits exactly. */
const SAFE_DIGITS = 15

/** Finds numbers that are stored as they are written. */
export class NumberScan {
  /** Of the last number: INTEGER or REAL. */
  kind: typeof INTEGER | typeof REAL = INTEGER

  /** The position behind the number at `from`; -1: none, or one that is not stored as it is written (-0, 1.0, 1e3, too many digits). */
  pass(bytes: Uint8Array, from: number, end: number): number {
    const isNegative = bytes[from] === MINUS
    const first = isNegative ? from + 1 : from
    let pos = first
    let fraction = -1
    for (; pos < end; pos++) {
      const byte = bytes[pos] as number
      if (byte === POINT && fraction === -1) fraction = pos
      else if (byte < ZERO || byte > NINE) break
    }
    const wholeEnd = fraction === -1 ? pos : fraction
    const digits = pos - first - (fraction === -1 ? 0 : 1)
    if (wholeEnd === first || digits > SAFE_DIGITS) return -1
    if (bytes[first] === ZERO && wholeEnd > first + 1) return -1
    if (fraction === -1) {
      this.kind = INTEGER
      return isNegative && bytes[first] === ZERO ? -1 : pos
    }
    this.kind = REAL
    return hasFraction(bytes, fraction + 1, pos) ? pos : -1
  }
}

function hasFraction(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (bytes[at] !== ZERO) return true
  return false
}
