// The looks at the outbox: which states each shows, and how many items are in it. Pure.
import type { OutboxCounts, OutboxState } from '@shared/outbox'

export const itemFilters = [
  'open',
  'pending',
  'sending',
  'held',
  'retrying',
  'unknown',
  'failed',
  'done',
  'discarded',
] as const
export type ItemFilter = (typeof itemFilters)[number]

const states: Readonly<Record<ItemFilter, readonly OutboxState[]>> = {
  open: ['pending', 'sending', 'held', 'retry_wait', 'unknown', 'failed_permanent', 'conflict'],
  pending: ['pending'],
  sending: ['sending'],
  held: ['held'],
  retrying: ['retry_wait'],
  unknown: ['unknown'],
  failed: ['failed_permanent', 'conflict'],
  done: ['done'],
  discarded: ['discarded'],
}

export function statesOf(filter: ItemFilter): OutboxState[] {
  return [...states[filter]]
}

export function countOf(filter: ItemFilter, counts: OutboxCounts): number {
  return states[filter].reduce((sum, state) => sum + counts[state], 0)
}

/** Always there: what is not sent, what waits and what was sent. The others only while they hold something, or are looked at. */
export function shownFilters(counts: OutboxCounts | undefined, chosen: ItemFilter): ItemFilter[] {
  const always: ReadonlySet<ItemFilter> = new Set(['open', 'pending', 'done'])
  return itemFilters.filter(
    (filter) => always.has(filter) || filter === chosen || (counts !== undefined && countOf(filter, counts) > 0),
  )
}
