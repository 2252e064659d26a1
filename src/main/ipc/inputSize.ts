// Decides whether what a page sent is small, shallow and plain enough to be looked at by a schema (F84, F85).
// It stops counting as soon as a limit is passed, so a huge message costs no more than a large one.

export interface InputLimits {
  bytes: number
  depth: number
}

export const inputLimits: InputLimits = { bytes: 262_144, depth: 64 }

const forbiddenKeys = new Set(['__proto__', 'prototype', 'constructor'])

/** Bytes as UTF-16, which is never less than JSON of ordinary text needs of memory; 8 a number, 16 a container. */
function ownBytes(value: unknown): number {
  if (typeof value === 'string') return value.length * 2
  return typeof value === 'object' && value !== null ? 16 : 8
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * 'fits', or why not: `too_large` in bytes, nesting or because it holds itself; `not_plain` for what JSON has no word for
 * (functions, dates, maps, buffers) and for keys that could reach a prototype.
 */
export function checkSize(input: unknown, limits: InputLimits = inputLimits): 'fits' | 'too_large' | 'not_plain' {
  const open: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }]
  let bytes = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    bytes += ownBytes(value)
    if (bytes > limits.bytes || depth > limits.depth) return 'too_large'
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return 'not_plain'
    if (typeof value !== 'object' || value === null) continue
    if (!isPlain(value)) return 'not_plain'
    // Without listing the keys of a million items first.
    if (Array.isArray(value) && value.length * 8 > limits.bytes) return 'too_large'
    for (const key of Object.keys(value)) {
      if (forbiddenKeys.has(key)) return 'not_plain'
      bytes += Array.isArray(value) ? 0 : key.length * 2
      if (bytes > limits.bytes) return 'too_large'
      open.push({ value: (value as Record<string, unknown>)[key], depth: depth + 1 })
    }
  }
  return 'fits'
}
