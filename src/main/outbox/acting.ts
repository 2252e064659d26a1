// What a person does to items, many at once (OUT-4, OUT-11): each where it makes sense, in one transaction. A discard is final after 10 s;
// until then it is only held, so that taking it back loses nothing and keeps its place.
import { assertNever } from '@shared/errors'
import { type OutboxAct, UNDO_MS } from '@shared/outbox'
import type { OutboxRow } from '@shared/outboxStore'
import type { OutboxPorts } from './ports'
import { left, stays } from './settling'

const FINISHED_AT_ONCE = 500

export interface Acted {
  changed: number
  /** Of these destinations something may be sent now. */
  destinations: Set<string>
}

export function actOn(ports: OutboxPorts, act: OutboxAct, ids: readonly string[]): Acted {
  return ports.rows.transact(() => {
    const acted: Acted = { changed: 0, destinations: new Set() }
    for (const id of new Set(ids)) {
      const item = ports.rows.get(id)
      if (item === undefined || item.settledAt !== null || !actOnOne(ports, act, item)) continue
      acted.changed += 1
      acted.destinations.add(item.destinationId)
    }
    return acted
  })
}

/** Whether it made sense for this item. */
function actOnOne(ports: OutboxPorts, act: OutboxAct, item: OutboxRow): boolean {
  const { rows } = ports
  if (item.discardAt !== null) return act === 'undoDiscard' && rows.undoDiscard(item.id)
  if (item.state === 'sending') return false
  const now = ports.now()
  switch (act) {
    case 'retry':
      // The person's consent where it may have arrived (P8); the counting begins anew.
      if (item.state === 'pending') return false
      rows.change(item.id, { ...stays('pending', 0, item.error, false), triesSince: now })
      return true
    case 'hold':
      if (item.state !== 'pending' && item.state !== 'retry_wait') return false
      rows.change(item.id, { ...stays('held', item.attempts, item.error, item.maybeArrived), heldReason: 'user' })
      return true
    case 'release':
      if (item.state !== 'held') return false
      rows.change(item.id, stays('pending', item.attempts, item.error, item.maybeArrived))
      return true
    case 'arrived':
      if (item.state !== 'unknown') return false
      rows.change(item.id, left('done', item.attempts, now))
      return true
    case 'discard':
      return rows.beginDiscard(item.id, now + UNDO_MS)
    case 'undoDiscard':
      return false
    default:
      return assertNever(act)
  }
}

/** Makes final what nobody took back in time; answers of which destinations, since the next of an entity may then go. */
export function finishDiscards(ports: OutboxPorts): Set<string> {
  const { rows } = ports
  const touched = new Set<string>()
  for (;;) {
    const now = ports.now()
    const ids = rows.transact(() => {
      const due = rows.discardsDue(now, now + UNDO_MS, FINISHED_AT_ONCE)
      for (const id of due) {
        const item = rows.get(id)
        if (item === undefined) continue
        rows.change(id, left('discarded', item.attempts, now))
        touched.add(item.destinationId)
      }
      return due
    })
    if (ids.length < FINISHED_AT_ONCE) return touched
  }
}
