// Turns the bytes of found records into values: a whole batch at once where it can, one by one where a number needs its source text or
// something is wrong. Invalid UTF-8 is never replaced, it is told with its place (F165).
import { isUtf8 } from 'node:buffer'
import { parseExact } from './exactNumbers'
import type { ParseProblemCode } from './problem'

/** null: not UTF-8 or not JSON somewhere in it. */
export function parseTogether(slice: Buffer): unknown[] | null {
  if (!isUtf8(slice)) return null
  try {
    return JSON.parse(`[${slice.toString('utf8')}]`) as unknown[]
  } catch {
    return null
  }
}

export function parseRecord(
  slice: Buffer,
  needsSource: boolean,
): { value: unknown } | { code: ParseProblemCode; at: number } {
  if (!isUtf8(slice)) return { code: 'not_utf8', at: firstInvalid(slice) }
  const text = slice.toString('utf8')
  try {
    return { value: needsSource ? parseExact(text) : JSON.parse(text) }
  } catch {
    return { code: 'bad_json', at: 0 }
  }
}

/** Position of the first byte that is not UTF-8: the longest valid beginning, found by halving. */
function firstInvalid(slice: Buffer): number {
  let valid = 0
  let invalid = slice.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (isUtf8(slice.subarray(0, charStart(slice, middle)))) valid = middle
    else invalid = middle
  }
  return charStart(slice, valid)
}

/** `at`, moved back behind a whole character, so that a cut character is not taken for a bad one. */
function charStart(slice: Buffer, at: number): number {
  let start = at
  while (start > 0 && at - start < 3 && ((slice[start] as number) & 0xc0) === 0x80) start--
  return start
}
