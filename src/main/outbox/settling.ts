// What becomes of an outbox item when its send ended one way or another (P4, OUT-5, OUT-8, D26). Pure: rows are changed by outbox.ts.
import { assertNever } from '@shared/errors'
import { networkBackoff } from '@shared/jobs/kind'
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxState, Settlement } from '@shared/outbox'
import { DAY_MS } from '@shared/time'
import type { ItemChange, OutboxItem } from './ports'

/** No server may make an item wait longer (D26), and no clock that jumped back either (F71). */
export const LONGEST_WAIT_MS = DAY_MS
/** The server knows something else about this entity: only a person can say which holds (OUT-13). */
const CONFLICT_STATUSES: ReadonlySet<number> = new Set([409, 412])

/** What to store, and whether the whole destination waits from now on. */
export interface Settled {
  change: ItemChange
  holdDestination: 'auth_required' | null
}

/** `random`: 0 to 1, spreads the retries of many items. Times ms UTC. */
export function settle(item: OutboxItem, settlement: Settlement, now: number, random: number): Settled {
  const sent = item.attempts
  switch (settlement.type) {
    case 'done':
      return { change: left('done', sent, now), holdDestination: null }
    case 'refused':
      return {
        change: stays(
          CONFLICT_STATUSES.has(settlement.status) ? 'conflict' : 'failed_permanent',
          sent,
          settlement.error,
        ),
        holdDestination: null,
      }
    case 'retry':
      return {
        change: {
          ...stays('retry_wait', sent, settlement.error),
          nextTryAt: retryAt(sent, settlement.notBefore, now, random),
        },
        holdDestination: null,
      }
    case 'held':
      // The destination is what waits; the item goes first when it is released.
      return { change: stays('pending', sent, settlement.error), holdDestination: settlement.reason }
    case 'unsent':
      // Not charged: nothing was sent.
      return { change: stays('pending', Math.max(0, sent - 1), item.error), holdDestination: null }
    default:
      return assertNever(settlement)
  }
}

/**
 * When to try again, ms UTC: full jitter over a backoff that doubles from 30 s to 15 min, never before the server allows it.
 * `sent`: how often it was sent, 1 or more.
 */
export function retryAt(sent: number, notBefore: number, now: number, random: number): number {
  const capMs = networkBackoff.capMs ?? networkBackoff.delayMs
  const delayMs = Math.min(capMs, networkBackoff.delayMs * 2 ** Math.min(Math.max(sent, 1) - 1, 20))
  return Math.min(now + LONGEST_WAIT_MS, Math.max(notBefore, now + Math.round(delayMs * random)))
}

/** An item whose stored text is no longer what was accepted is never sent (F57). */
export function damaged(item: OutboxItem): ItemChange {
  return stays('failed_permanent', item.attempts, {
    code: 'outbox_item_damaged',
    message: 'What is stored is not what was written, so it was not sent.',
  })
}

/** How an item is shown: while its destination waits for a sign-in, what would be sent is held (OUT-8). */
export function shownState(state: OutboxState, destinationHeld: boolean): OutboxState {
  return destinationHeld && (state === 'pending' || state === 'retry_wait') ? 'held' : state
}

function left(state: 'done', attempts: number, now: number): ItemChange {
  return { state, attempts, nextTryAt: null, heldReason: null, error: null, settledAt: now }
}

function stays(state: OutboxState, attempts: number, error: JobError | null): ItemChange {
  return { state, attempts, nextTryAt: null, heldReason: null, error, settledAt: null }
}
