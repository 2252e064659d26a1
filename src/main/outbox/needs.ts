// Tells when items of a destination need the person, and when none does any more (OUT-14): one problem a destination, however many items.
// Showing it, and how often, is the notifier's.

import type { OutboxRow } from '@shared/outboxStore'
import { needsPerson, problemCode } from './looking'
import type { OutboxPorts } from './ports'

export interface Needs {
  /** What became of this item is stored. */
  settled(itemId: string): void
  /** Items of this destination may need nobody any more. */
  look(destinationId: string): void
}

export function createNeeds(ports: OutboxPorts): Needs {
  const told = new Set<string>()

  function tell(item: OutboxRow): void {
    const label = ports.destinations.get(item.destinationId)?.name ?? null
    told.add(item.destinationId)
    ports.problem(item.destinationId, {
      jobId: `outbox:${item.destinationId}`,
      kind: 'outbox.send',
      sourceId: null,
      label,
      code: problemCode(item.state, item.error),
      message: item.error?.message ?? 'An item needs you.',
      since: ports.now(),
    })
  }

  return {
    settled(itemId) {
      const item = ports.rows.get(itemId)
      if (item !== undefined && needsPerson(item.state)) tell(item)
    },
    look(destinationId) {
      const first = firstNeedy(ports, destinationId)
      if (first !== undefined) {
        if (!told.has(destinationId)) tell(first)
        return
      }
      if (told.delete(destinationId)) ports.problem(destinationId, null)
    },
  }
}

function firstNeedy(ports: OutboxPorts, destinationId: string): OutboxRow | undefined {
  const needy = ports.rows.counts().find((count) => {
    return count.destinationId === destinationId && needsPerson(count.state) && count.items > 0
  })
  if (needy === undefined) return undefined
  const filter = { state: needy.state, isDiscarding: false, destinationHeld: null }
  const row = ports.rows.listState(filter, 100, null).find((item) => item.destinationId === destinationId)
  return row && ports.rows.get(row.id)
}
