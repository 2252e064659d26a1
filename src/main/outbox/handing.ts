// What an attempt does with items: takes them, marks what is about to leave, and says what became of each. Every call is one transaction
// with its checks, fenced by the attempt (P9). What a settlement means is settling.ts's.
import { sendAgain } from '@shared/destinations'
import { granted, type Reply, refused } from '@shared/errors'
import type { SettledItem, TakenItem } from '@shared/outbox'
import type { OutboxRow, StoredDestination } from '@shared/outboxStore'
import { digestOf } from './accepting'
import type { OutboxPorts } from './ports'
import { damaged, forgotten, interrupted, LONGEST_WAIT_MS, settle } from './settling'

/** What one `take` carries at most, beyond its first item: it crosses two processes in one message. */
const LARGEST_TAKE_BYTES = 8 * 1_048_576

const notOwner = refused('not_owner', 'This attempt is no longer the one that sends.')
const noDestination = refused('destination_not_found', 'This destination is no longer here.')
const done = granted<Record<string, never>>({})

export type Taken = Reply<{ items: TakenItem[]; remaining: number }>

/** Refused: `not_owner`, `destination_not_found`. */
export function take(ports: OutboxPorts, attemptId: string, destinationId: string, limit: number): Taken {
  const { rows, destinations } = ports
  return rows.transact((): Taken => {
    if (!ports.ownsItsJob(attemptId)) return notOwner
    const destination = destinations.get(destinationId)
    if (destination === undefined) return noDestination
    giveBackOfTheDead(ports, destination)
    if (destination.heldReason !== null) return granted({ items: [], remaining: 0 })
    const now = ports.now()
    rows.bringForward(destinationId, now + LONGEST_WAIT_MS, now)
    const due = withinBytes(rows.due(destinationId, now, limit))
    const items = due.flatMap(({ id }) => hand(ports, destination, id, attemptId) ?? [])
    return granted({ items, remaining: rows.dueCount(destinationId, now) })
  })
}

/**
 * Stores what became of items, and marks the one that is sent next where a repeat would not be safe: from then on it may have arrived.
 * Refused with `not_owner` unless this attempt has them all in hand.
 */
export function settleAll(
  ports: OutboxPorts,
  attemptId: string,
  settled: SettledItem[],
  begin: string | null,
): Reply<Record<string, never>> {
  const { rows } = ports
  return rows.transact((): Reply<Record<string, never>> => {
    const items = settled.map(({ itemId }) => rows.get(itemId))
    // An attempt that was told to stop may still say what a server answered: the item is in no other hand.
    if (items.some((item) => item?.attemptId !== attemptId)) return notOwner
    for (const [at, item] of items.entries()) {
      const settlement = settled[at]?.settlement
      if (item && settlement) settleOne(ports, item, settlement)
    }
    if (begin === null) return done
    if (!ports.ownsItsJob(attemptId) || rows.get(begin)?.attemptId !== attemptId) return notOwner
    rows.markBegun(begin, attemptId)
    return done
  })
}

function settleOne(ports: OutboxPorts, item: OutboxRow, settlement: SettledItem['settlement']): void {
  const { rows, destinations } = ports
  const destination = destinations.get(item.destinationId)
  const now = ports.now()
  const again = destination ? sendAgain(destination) : 'ask'
  const { change, holdDestination } = settle(item, settlement, again, now, ports.random())
  rows.change(item.id, change)
  if ('answer' in settlement && settlement.answer) rows.keepAnswer(item.id, settlement.answer)
  if (holdDestination !== null) destinations.hold(item.destinationId, holdDestination, now)
}

/** The item, marked as being sent; null if it must not be sent again, or what is stored is damaged. */
function hand(ports: OutboxPorts, destination: StoredDestination, id: string, attemptId: string): TakenItem | null {
  const { rows } = ports
  const item = rows.get(id)
  if (item === undefined) throw new Error(`outbox item ${id} is gone`)
  const tooLate = forgotten(item, destination, ports.now())
  if (tooLate) {
    rows.change(id, tooLate)
    return null
  }
  // A file is read, and compared, by the worker that sends it.
  if (item.file === null && digestOf(item.body) !== item.sha256) {
    ports.log.error('an outbox item is damaged and was not sent', { item: id })
    rows.change(id, damaged(item))
    return null
  }
  rows.markSending(id, attemptId, ports.now())
  const { entity, body, sha256, attempts, maybeArrived } = item
  return { id, key: item.key, entity, body, file: fileOf(item), sha256, attempts, maybeArrived }
}

function fileOf({ file, fileName, contentType, bytes, sha256 }: OutboxRow): TakenItem['file'] {
  if (file === null) return null
  return { file, fileName: fileName ?? file, contentType: contentType ?? 'application/octet-stream', bytes, sha256 }
}

/** An attempt that is gone has nothing in hand: its items go again, with their keys, or wait for an answer (OUT-2, OUT-4, OUT-5). */
export function giveBackOfTheDead({ rows, isLive }: OutboxPorts, destination: StoredDestination): number {
  let items = 0
  for (const sender of rows.senders(destination.id)) {
    if (!isLive(sender)) items += rows.giveBack(destination.id, sender, interrupted(destination))
  }
  return items
}

function withinBytes(due: { id: string; bytes: number }[]): { id: string; bytes: number }[] {
  let bytes = 0
  return due.filter((item, index) => {
    bytes += item.bytes
    return index === 0 || bytes <= LARGEST_TAKE_BYTES
  })
}
