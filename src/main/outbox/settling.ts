// What becomes of an outbox item when its send ended one way or another (P4, P8, OUT-4, OUT-5, OUT-8, OUT-14, D26). Pure: rows are changed
// by handing.ts.
import { leansOnKey, type SendAgain, sendAgain } from '@shared/destinations'
import { assertNever } from '@shared/errors'
import { networkBackoff } from '@shared/jobs/kind'
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxState, Settlement } from '@shared/outbox'
import type { OutboxChange, OutboxRow, StoredDestination } from '@shared/outboxStore'
import { DAY_MS } from '@shared/time'

/** No server may make an item wait longer (D26), and no clock that jumped back either (F71). */
export const LONGEST_WAIT_MS = DAY_MS
/** A try that fails after so long, or so often, is the last one until a person asks for another (OUT-14). */
export const MOST_AGE_MS = 7 * DAY_MS
export const MOST_ATTEMPTS = 1_000
/** Servers forget keys after a day: what may have arrived is not sent again unasked after that. */
export const KEY_LIFETIME_MS = DAY_MS
/** The server knows something else about this entity: only a person can say which holds (OUT-13). */
const CONFLICT_STATUSES: ReadonlySet<number> = new Set([409, 412])

/** What to store, and whether the whole destination waits from now on. */
export interface Settled {
  change: OutboxChange
  holdDestination: 'auth_required' | null
}

/** `random`: 0 to 1, spreads the retries of many items. `again`: the destination's (sendAgain). Times ms UTC. */
export function settle(
  item: OutboxRow,
  settlement: Settlement,
  again: SendAgain,
  now: number,
  random: number,
): Settled {
  const sent = item.attempts
  // Where a repeat is not safe, only what is sent at this moment is marked: an answer clears it.
  const before = again !== 'ask' && item.maybeArrived
  switch (settlement.type) {
    case 'done':
      return { change: left('done', sent, now), holdDestination: null }
    case 'refused': {
      const state = CONFLICT_STATUSES.has(settlement.status) ? 'conflict' : 'failed_permanent'
      return { change: stays(state, sent, settlement.error, false), holdDestination: null }
    }
    case 'retry':
      return { change: toRetry(item, settlement, again, before, now, random), holdDestination: null }
    case 'held':
      // The destination is what waits; the item goes first when it is released.
      return { change: stays('pending', sent, settlement.error, before), holdDestination: settlement.reason }
    case 'damaged':
      return { change: damaged(item), holdDestination: null }
    case 'unsent':
      // Not charged: nothing was sent.
      return { change: stays('pending', Math.max(0, sent - 1), item.error, before), holdDestination: null }
    default:
      return assertNever(settlement)
  }
}

function toRetry(
  item: OutboxRow,
  { notBefore, error, ...settlement }: Extract<Settlement, { type: 'retry' }>,
  again: SendAgain,
  before: boolean,
  now: number,
  random: number,
): OutboxChange {
  const maybeArrived = before || settlement.maybeArrived === true
  if (settlement.maybeArrived === true && again === 'ask') return stays('unknown', item.attempts, error, true)
  const since = item.triesSince ?? item.createdAt
  if (now - since > MOST_AGE_MS || item.attempts >= MOST_ATTEMPTS) {
    return stays(maybeArrived ? 'unknown' : 'failed_permanent', item.attempts, gaveUp(item, error), maybeArrived)
  }
  const nextTryAt = retryAt(item.attempts, notBefore, now, random)
  return { ...stays('retry_wait', item.attempts, error, maybeArrived), nextTryAt }
}

function gaveUp(item: OutboxRow, last: JobError): JobError {
  const message = `It was tried ${item.attempts} times, and it is not tried again unasked. The last time: ${last.message}`
  return { code: 'outbox_gave_up', message: message.slice(0, 2_000), details: { attempts: item.attempts } }
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
export function damaged(item: OutboxRow): OutboxChange {
  const error = {
    code: 'outbox_item_damaged',
    message: 'What is stored is not what was written, so it was not sent.',
  }
  return stays('failed_permanent', item.attempts, error, item.maybeArrived)
}

/** What may have arrived so long ago that the server may have forgotten its key: null where it may be sent again. */
export function forgotten(item: OutboxRow, destination: StoredDestination, now: number): OutboxChange | null {
  if (!item.maybeArrived || !leansOnKey(destination)) return null
  if (now - (item.firstSentAt ?? item.createdAt) <= KEY_LIFETIME_MS) return null
  const error = {
    code: 'outbox_key_too_old',
    message: 'It may have arrived more than a day ago, and the server may no longer know its key.',
  }
  return stays('unknown', item.attempts, error, true)
}

/** What an attempt that died was sending when a repeat is not safe; null where it is. */
export function interrupted(destination: StoredDestination): JobError | null {
  if (sendAgain(destination) !== 'ask') return null
  return { code: 'send_interrupted', message: 'The app ended while this was being sent, so it may have arrived.' }
}

/** How an item is shown: while its destination waits for a sign-in, what would be sent is held (OUT-8). */
export function shownState(state: OutboxState, destinationHeld: boolean): OutboxState {
  return destinationHeld && (state === 'pending' || state === 'retry_wait') ? 'held' : state
}

/** It leaves the outbox. */
export function left(state: 'done' | 'discarded', attempts: number, now: number): OutboxChange {
  return { ...stays(state, attempts, null, false), settledAt: now }
}

/** It stays in the outbox. */
export function stays(
  state: OutboxState,
  attempts: number,
  error: JobError | null,
  maybeArrived: boolean,
): OutboxChange {
  return { state, attempts, nextTryAt: null, heldReason: null, error, settledAt: null, maybeArrived, triesSince: null }
}
