// The outbox: accepts items durably (OUT-1), hands them to the attempt that owns the send and takes back what became of them.
// Rules: settling.ts; when a send runs: sending.ts; rows: main/store. Every write is one transaction with its checks.
import { createHash } from 'node:crypto'
import { granted, type Reply, refused } from '@shared/errors'
import type { Page } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import {
  type NewOutboxItem,
  newOutboxItemSchema,
  type OutboxCounts,
  type OutboxItemView,
  outboxStates,
  type Settlement,
  type TakenItem,
} from '@shared/outbox'
import type { Destination } from '@shared/sources'
import { z } from 'zod'
import type { OutboxPorts } from './ports'
import { createSending } from './sending'
import { GATHER_MS } from './sendJob'
import { damaged, LONGEST_WAIT_MS, settle, shownState } from './settling'

const LARGEST_BODY_BYTES = 1_048_576
/** What one `take` carries at most, beyond its first item: it crosses two processes in one message. */
const LARGEST_TAKE_BYTES = 8 * LARGEST_BODY_BYTES
const LARGEST_PAGE = 500
const newItemsSchema = z.array(newOutboxItemSchema).min(1).max(1_000)

export interface Outbox {
  /** All or nothing. Refused: `bad_input`, `destination_not_found`, `body_not_text`, `body_too_large`. */
  add(items: NewOutboxItem[]): Promise<Reply<{ ids: string[] }>>
  /** Newest first. */
  items(limit: number, after: string | null): Page<OutboxItemView>
  counts(): OutboxCounts
  /** `remaining`: how many more could be taken now. Refused: `not_owner`, `destination_not_found`. */
  take(attemptId: string, destinationId: string, limit: number): Reply<{ items: TakenItem[]; remaining: number }>
  /** Refused with `not_owner` unless this attempt has the item in hand. */
  settle(attemptId: string, itemId: string, settlement: Settlement): Reply<Record<string, never>>
  destinations(): Destination[]
  putDestination(destination: Destination): Promise<Reply<Destination>>
  /** What was not yet sent there is discarded: removing it is the user's own delete (P4). */
  removeDestination(id: string): Reply<{ removed: boolean }>
  /** A sign-in came, for one source or (null) for all: what was held is sent at once (OUT-8). */
  signedIn(sourceId: string | null): Promise<void>
  /** Once, at start: no attempt is alive, so nothing is being sent (OUT-5). */
  recover(): void
  /** After recover, and once the engine takes work. */
  start(): Promise<void>
  runEnded(occurrence: OccurrenceView): Promise<void>
}

export function createOutbox(ports: OutboxPorts): Outbox {
  const { rows, destinations } = ports
  const sending = createSending(ports)
  return {
    ...handling(ports),
    async add(items) {
      const stored = store(ports, items)
      if (!stored.ok) return stored
      ports.changed()
      for (const id of new Set(items.map((item) => item.destinationId))) await sending.ensure(id, GATHER_MS)
      return stored
    },
    items: (limit, after) => page(ports, limit, after),
    counts: () => countStates(ports),
    destinations: () => destinations.all().map(withoutHold),
    async putDestination(destination) {
      destinations.put(destination)
      ports.changed()
      // Its address may be why nothing could be sent before.
      await sending.ensure(destination.id, GATHER_MS)
      return granted(destination)
    },
    removeDestination(id) {
      const removed = rows.transact(() => {
        rows.discardOpen(id, ports.now())
        return destinations.remove(id)
      })
      ports.changed()
      return granted({ removed })
    },
    async signedIn(sourceId) {
      const released = destinations.release('auth_required', sourceId)
      if (released.length > 0) ports.changed()
      for (const id of released) await sending.ensure(id, 0)
    },
    recover() {
      const items = rows.giveBackAll()
      if (items > 0) ports.log.info('what was being sent when the app ended is sent again', { items })
    },
    start: () => sending.ensureAll(GATHER_MS),
    async runEnded(occurrence) {
      if (occurrence.kind !== 'outbox.send') return
      rows.transact(() => {
        for (const { id } of destinations.all()) giveBackOfTheDead(ports, id)
      })
      ports.changed()
      await sending.runEnded(occurrence)
    },
  }
}

function store(ports: OutboxPorts, items: NewOutboxItem[]): Reply<{ ids: string[] }> {
  if (!newItemsSchema.safeParse(items).success) return refused('bad_input', 'These items are not well formed.')
  // A lone surrogate would be stored as another character (P13).
  if (items.some((item) => !item.body.isWellFormed())) return refused('body_not_text', 'This item is not valid text.')
  if (items.some((item) => Buffer.byteLength(item.body) > LARGEST_BODY_BYTES))
    return refused('body_too_large', 'This item is larger than 1 MiB.')
  return ports.rows.transact(() => {
    if (items.some((item) => ports.destinations.get(item.destinationId) === undefined))
      return refused('destination_not_found', 'This destination is no longer here.')
    const createdAt = ports.now()
    const ids = items.map(({ destinationId, entity, body, label }) => {
      const id = ports.newId()
      const bytes = Buffer.byteLength(body)
      const sha256 = digestOf(body)
      const key = ports.newId()
      ports.rows.insert({ id, key, destinationId, entity, label, body, bytes, sha256, linkedId: null, createdAt })
      return id
    })
    return granted({ ids })
  })
}

/** What an attempt does with items. Each call is fenced (P9). */
function handling(ports: OutboxPorts): Pick<Outbox, 'take' | 'settle'> {
  const { rows, destinations } = ports

  /** The item, marked as being sent; null if what is stored is damaged. */
  function hand(id: string, attemptId: string): TakenItem | null {
    const item = rows.get(id)
    if (item === undefined) throw new Error(`outbox item ${id} is gone`)
    if (digestOf(item.body) !== item.sha256) {
      ports.log.error('an outbox item is damaged and was not sent', { item: id })
      rows.change(id, damaged(item))
      return null
    }
    rows.markSending(id, attemptId)
    return { id, key: item.key, body: item.body, sha256: item.sha256, attempts: item.attempts }
  }

  return {
    take: (attemptId, destinationId, limit) => {
      const reply = rows.transact((): Reply<{ items: TakenItem[]; remaining: number }> => {
        if (!ports.ownsItsJob(attemptId)) return notOwner
        const destination = destinations.get(destinationId)
        if (destination === undefined) return refused('destination_not_found', 'This destination is no longer here.')
        giveBackOfTheDead(ports, destinationId)
        if (destination.heldReason !== null) return granted({ items: [], remaining: 0 })
        const now = ports.now()
        rows.bringForward(destinationId, now + LONGEST_WAIT_MS, now)
        const due = withinBytes(rows.due(destinationId, now, limit))
        const items = due.flatMap(({ id }) => hand(id, attemptId) ?? [])
        return granted({ items, remaining: rows.dueCount(destinationId, now) })
      })
      if (reply.ok) ports.changed()
      return reply
    },
    settle: (attemptId, itemId, settlement) => {
      const reply = rows.transact((): Reply<Record<string, never>> => {
        const item = rows.get(itemId)
        // An attempt that was told to stop may still say what a server answered: the item is in no other hand.
        if (item?.attemptId !== attemptId) return notOwner
        const now = ports.now()
        const { change, holdDestination } = settle(item, settlement, now, ports.random())
        rows.change(itemId, change)
        if (holdDestination !== null) destinations.hold(item.destinationId, holdDestination, now)
        return granted({})
      })
      if (reply.ok) ports.changed()
      return reply
    },
  }
}

/** An attempt that is gone has nothing in hand: its items go again, with their keys (OUT-2, OUT-5). */
function giveBackOfTheDead({ rows, isLive }: OutboxPorts, destinationId: string): void {
  for (const sender of rows.senders(destinationId)) {
    if (!isLive(sender)) rows.giveBack(destinationId, sender)
  }
}

const notOwner = refused('not_owner', 'This attempt is no longer the one that sends.')

function withinBytes(due: { id: string; bytes: number }[]): { id: string; bytes: number }[] {
  let bytes = 0
  return due.filter((item, index) => {
    bytes += item.bytes
    return index === 0 || bytes <= LARGEST_TAKE_BYTES
  })
}

function page(ports: OutboxPorts, limit: number, after: string | null): Page<OutboxItemView> {
  const wanted = Math.min(Math.max(1, Math.floor(limit)), LARGEST_PAGE)
  const before = after === null ? null : Number.parseInt(after, 10)
  const listed = ports.rows.list(wanted, before !== null && Number.isSafeInteger(before) ? before : null)
  const last = listed.at(-1)
  return {
    rows: listed.map(({ seq: _seq, destinationHeld, ...item }) => ({
      ...item,
      state: shownState(item.state, destinationHeld),
    })),
    next: listed.length === wanted && last !== undefined ? String(last.seq) : null,
  }
}

function countStates(ports: OutboxPorts): OutboxCounts {
  const counts = Object.fromEntries(outboxStates.map((state) => [state, 0])) as OutboxCounts
  for (const { state, destinationHeld, items } of ports.rows.counts()) {
    counts[shownState(state, destinationHeld)] += items
  }
  return counts
}

function withoutHold({ id, name, url, method, sourceId }: Destination): Destination {
  return { id, name, url, method, sourceId }
}

function digestOf(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex')
}
