// Decides of which rows a list of the last days speaks: those whose time is younger than its window, as of a moment (PULL-13). Finding those that
// it no longer holds: library/listed.ts; showing them: library/rowFilter.ts.
import type { Window } from '../library/listed'
import { readMark } from './incremental'

/** `now`, ms UTC: the end of the pass, for what was inside then was inside whenever a page of it was made; or the moment of a look. */
export function windowOf({ field, windowMs }: { field: string; windowMs: number }, now: number): Window {
  const isInside = (value: unknown): boolean => {
    const mark = readMark(value, 'time', now)
    return mark !== null && Number(mark.text) > now - windowMs
  }
  return { property: field, isInside }
}
