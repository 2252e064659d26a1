// Keeps numbers that a double cannot hold (F161, F162): they come out of JSON as JSON.rawJSON, which carries the source text and is
// written back by JSON.stringify exactly as it was read. How such a number is stored is the library's mapping.

/** A number's source text where a double would change it. Nested in other values, JSON.stringify gives it back unchanged. */
export interface RawNumber {
  readonly rawJSON: string
}

interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
}

// In the engine that ships, not yet in TypeScript's library.
const exact = JSON as unknown as ExactJson

export function isRawNumber(value: unknown): value is RawNumber {
  return exact.isRawJSON(value)
}

/**
 * As JSON.parse, but each number whose value is not exactly its source is a RawNumber. About ten times slower: only for texts
 * that scanValue() found to need it. Throws SyntaxError.
 */
export function parseExact(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isExact(value, source) ? exact.rawJSON(source) : value,
  )
}

/** Whether the double is exactly the decimal that was written. */
function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false
  const written = decimalOf(source)
  const held = decimalOf(String(value))
  return written.digits === held.digits && written.exponent === held.exponent
}

/** Digits without leading or trailing zeros, and the power of ten of the last of them. Two decimals are equal when both are. */
function decimalOf(source: string): { digits: string; exponent: number } {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().replace(/^-/, '').split(/e(.*)/)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = (whole + fraction).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  if (digits === '') return { digits: '', exponent: 0 }
  return { digits, exponent: Number(exponent) - fraction.length + (all.length - digits.length) }
}
