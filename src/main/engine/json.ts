// What may be stored as input, output or progress: plain JSON up to 65,536 bytes (semantics 1.2). Nothing is bent to fit.
import { granted, type Reply, refused } from '@shared/errors'
import { JSON_LIMIT_BYTES } from '@shared/jobs/job'

const DEEPEST = 200

/** The value as JSON text; refused with `not_json` or `too_large`. */
export function jsonText(value: unknown): Reply<string> {
  if (!isPlainJson(value, 0)) {
    return refused(
      'not_json',
      'Only plain JSON values can be stored: no undefined, functions, dates, NaN or instances.',
    )
  }
  const text = JSON.stringify(value)
  // No character takes more than 3 bytes per UTF-16 unit.
  const bytes = text.length * 3 <= JSON_LIMIT_BYTES ? 0 : new TextEncoder().encode(text).length
  if (bytes <= JSON_LIMIT_BYTES) return granted(text)
  return refused('too_large', `It has ${bytes} bytes as JSON; at most ${JSON_LIMIT_BYTES} can be stored.`, { bytes })
}

function isPlainJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || (depth < DEEPEST && isPlainContainer(value, depth))
    default:
      return false
  }
}

function isPlainContainer(value: object, depth: number): boolean {
  if (Array.isArray(value)) return Array.from(value as unknown[]).every((item) => isPlainJson(item, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false
  return Object.values(value).every((item) => isPlainJson(item, depth + 1))
}
