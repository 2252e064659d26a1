// How long a run waited, and for what: the time from when it would have run to its start, shared out among what held it meanwhile. Pure.
// What is known of that time, and from when it would have run, is holdBook.ts.
import type { Waited, WaitedFor } from '@shared/jobs/figures'
import { SECOND_MS } from '@shared/time'

/** Something that held from `from` to `to`, ms UTC. `by` null: that time did not pass for anybody, as when the clock is set. */
export interface HeldSpan {
  from: number
  to: number
  by: WaitedFor | null
}

/** Less is nobody's wait: the time a turn takes. */
const LEAST_MS = SECOND_MS

/**
 * ms by cause between `from` and `to`. Each moment counts once, for the first of the spans that covers it: the most telling stand first.
 * Moments that none covers are nobody's. As long as there are spans times parts they leave, both few (holdBook.ts bounds them).
 */
export function sharedOut(from: number, to: number, spans: readonly HeldSpan[]): Waited {
  let free = to > from ? [{ from, to }] : []
  const msOf = new Map<WaitedFor, number>()
  for (const span of spans) {
    const left: typeof free = []
    for (const part of free) {
      const begin = Math.max(part.from, span.from)
      const end = Math.min(part.to, span.to)
      if (begin >= end) {
        left.push(part)
        continue
      }
      if (span.by !== null) msOf.set(span.by, (msOf.get(span.by) ?? 0) + end - begin)
      if (part.from < begin) left.push({ from: part.from, to: begin })
      if (end < part.to) left.push({ from: end, to: part.to })
    }
    free = left
    if (free.length === 0) break
  }
  return Object.fromEntries([...msOf].filter(([, ms]) => ms >= LEAST_MS))
}
