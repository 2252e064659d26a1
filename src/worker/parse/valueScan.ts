// Finds where one JSON value ends in a stream of bytes, without parsing it: strings, brackets, and whether a number in it may not
// survive as a double. Whether the value is well formed is JSON.parse's to say.

/** State of a scan that may go on in the next chunk. Reuse with resetScan(). */
export interface ValueScan {
  shape: 'none' | 'nested' | 'string' | 'bare'
  depth: number
  /** Deepest nesting met so far. */
  deepest: number
  inString: boolean
  escaped: boolean
  /** Digits of the number being passed. */
  digits: number
  /** A number of more than 15 digits or with an exponent was passed: parse with its source text (F161, F162). */
  needsSource: boolean
  /** Property names that were passed: fewer properties than names, and one came twice (F170). */
  names: number
}

export function newScan(): ValueScan {
  return {
    shape: 'none',
    depth: 0,
    deepest: 0,
    inString: false,
    escaped: false,
    digits: 0,
    needsSource: false,
    names: 0,
  }
}

export function resetScan(scan: ValueScan): void {
  scan.shape = 'none'
  scan.depth = 0
  scan.deepest = 0
  scan.inString = false
  scan.escaped = false
  scan.digits = 0
  scan.needsSource = false
  scan.names = 0
}

/** A scan that stands inside `depth` open brackets already. */
export function scanInside(depth: number): ValueScan {
  return { ...newScan(), shape: 'nested', depth }
}

/** Every double holds 15 decimal digits exactly. */
const SAFE_DIGITS = 15

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COMMA = 0x2c
const COLON = 0x3a
const ZERO = 0x30
const NINE = 0x39
const LOWER_E = 0x65

/**
 * Scans from `pos`, which is the value's first byte on the first call. Returns the position behind the value, or -1 when bytes[..end)
 * was used up before its end. A bare value (number, true, null) ends before the delimiter that follows it.
 */
export function scanValue(scan: ValueScan, bytes: Uint8Array, pos: number, end: number): number {
  if (scan.shape === 'none') {
    const first = bytes[pos] as number
    scan.shape = first === QUOTE ? 'string' : first === OPEN_BRACE || first === OPEN_BRACKET ? 'nested' : 'bare'
    if (scan.shape === 'string') {
      scan.inString = true
      pos++
    }
  }
  if (scan.shape === 'bare') return scanBare(scan, bytes, pos, end)
  return scanNested(scan, bytes, pos, end)
}

/** The hot loop: state lives in locals, and every byte is looked at once. Strings end here too, at depth 0. */
function scanNested(scan: ValueScan, bytes: Uint8Array, from: number, end: number): number {
  let pos = from
  let { depth, deepest, inString, digits, needsSource, names } = scan
  let escaped = scan.escaped
  let found = -1
  while (pos < end) {
    const byte = bytes[pos++] as number
    if (inString) {
      if (escaped) escaped = false
      else if (byte === BACKSLASH) escaped = true
      else if (byte === QUOTE) {
        inString = false
        if (depth === 0) {
          found = pos
          break
        }
      }
    } else if (byte === QUOTE) {
      inString = true
    } else if (byte > NINE) {
      if (byte === COLON) names++
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > deepest) deepest = depth
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth === 0) {
          found = pos
          break
        }
      } else if (digits > 0 && (byte | 0x20) === LOWER_E) needsSource = true
      digits = 0
    } else if (byte >= ZERO) {
      if (++digits > SAFE_DIGITS) needsSource = true
    } else if (byte <= COMMA) digits = 0
  }
  scan.depth = depth
  scan.deepest = deepest
  scan.inString = inString
  scan.escaped = escaped
  scan.digits = digits
  scan.needsSource = needsSource
  scan.names = names
  return found
}

function scanBare(scan: ValueScan, bytes: Uint8Array, from: number, end: number): number {
  for (let pos = from; pos < end; pos++) {
    const byte = bytes[pos] as number
    if (isSpace(byte) || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE) return pos
    if (byte >= ZERO && byte <= NINE) {
      if (++scan.digits > SAFE_DIGITS) scan.needsSource = true
    } else if ((byte | 0x20) === LOWER_E && scan.digits > 0) scan.needsSource = true
  }
  return -1
}

/** The four bytes JSON counts as white space. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
