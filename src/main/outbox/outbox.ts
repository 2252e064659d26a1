// The outbox: accepts items durably (OUT-1), hands them to the attempt that owns the send and takes back what became of them, and does what a
// person asks. Rules: accepting.ts, handing.ts, settling.ts, acting.ts; when a send runs: sending.ts; rows: main/store.
import type { Destination } from '@shared/destinations'
import { granted, type Reply } from '@shared/errors'
import type { Page } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type {
  NewOutboxItem,
  OutboxAct,
  OutboxCounts,
  OutboxIntake,
  OutboxItemDetail,
  OutboxItemView,
  OutboxQuery,
  SettledItem,
} from '@shared/outbox'
import { UNDO_MS } from '@shared/outbox'
import type { StoredDestination } from '@shared/outboxStore'
import { accept, edit, takeIn } from './accepting'
import { actOn, finishDiscards } from './acting'
import { giveBackOfTheDead, settleAll, type Taken, take } from './handing'
import { countStates, detail, openItems, page } from './looking'
import { createNeeds, type Needs } from './needs'
import type { OutboxPorts } from './ports'
import { createSending, type Sending } from './sending'
import { GATHER_MS } from './sendJob'

export interface KnownDestination {
  destination: Destination
  isHeld: boolean
  open: number
}

export interface Outbox {
  /** All or nothing. Refused: `bad_input`, `destination_not_found`, `body_not_text`, `body_too_large`. */
  add(items: NewOutboxItem[]): Promise<Reply<{ ids: string[] }>>
  /** What an attempt of `outbox.add` brings, exactly once. */
  takeIn(attemptId: string, jobId: string, intake: OutboxIntake): Promise<Reply<{ taken: number }>>
  /** Newest first. */
  items(query: OutboxQuery): Page<OutboxItemView>
  /** `longest`: of its text, in characters; LONGEST_TYPED unless told. */
  item(id: string, longest?: number): OutboxItemDetail | null
  counts(): OutboxCounts
  act(act: OutboxAct, ids: readonly string[]): Promise<{ changed: number }>
  edit(id: string, body: string): Promise<Reply<{ id: string }>>
  /** `remaining`: how many more could be taken now. Refused: `not_owner`, `destination_not_found`. */
  take(attemptId: string, destinationId: string, limit: number): Taken
  settle(attemptId: string, settled: SettledItem[], begin: string | null): Reply<Record<string, never>>
  /** Which of these payload files an open item still needs. */
  filesInUse(files: string[]): string[]
  destinations(): Destination[]
  knownDestinations(): KnownDestination[]
  putDestination(destination: Destination): Promise<Reply<Destination>>
  /** What was not yet sent there is discarded: removing it is the user's own delete (P4). */
  removeDestination(id: string): Reply<{ removed: boolean }>
  /** A sign-in came, for one source or (null) for all: what was held is sent at once (OUT-8). */
  signedIn(sourceId: string | null): Promise<void>
  /** The same for one destination with a sign-in of its own. */
  released(destinationId: string): Promise<void>
  /** Once, at start: no attempt is alive, so nothing is being sent (OUT-5). */
  recover(): void
  /** After recover, and once the engine takes work. */
  start(): Promise<void>
  runEnded(occurrence: OccurrenceView): Promise<void>
}

export function createOutbox(ports: OutboxPorts): Outbox {
  const sending = createSending(ports)
  const needs = createNeeds(ports)
  return {
    ...incoming(ports, sending),
    ...forPeople(ports, sending, needs),
    ...forAttempts(ports, needs),
    ...ofDestinations(ports, sending),
    recover() {
      let items = 0
      for (const destination of ports.destinations.all()) items += giveBackOfTheDead(ports, destination)
      if (items > 0) ports.log.info('what was being sent when the app ended was given back', { items })
      finishDiscards(ports)
      finishLater(ports, sending)
      for (const { id } of ports.destinations.all()) needs.look(id)
    },
    start: () => sending.ensureAll(GATHER_MS),
    async runEnded(occurrence) {
      if (occurrence.kind !== 'outbox.send') return
      ports.rows.transact(() => {
        for (const destination of ports.destinations.all()) giveBackOfTheDead(ports, destination)
      })
      for (const { id } of ports.destinations.all()) needs.look(id)
      ports.changed()
      await sending.runEnded(occurrence)
    },
  }
}

function incoming(ports: OutboxPorts, sending: Sending): Pick<Outbox, 'add' | 'takeIn' | 'edit'> {
  async function added(destinationIds: Iterable<string>): Promise<void> {
    ports.changed()
    for (const id of new Set(destinationIds)) await sending.ensure(id, GATHER_MS)
  }
  return {
    async add(items) {
      const stored = accept(ports, items)
      if (stored.ok) await added(items.map((item) => item.destinationId))
      return stored
    },
    async takeIn(attemptId, jobId, intake) {
      const job = await ports.queue.get(jobId)
      const taken = takeIn(ports, attemptId, `${jobId}#${job?.periodCount ?? 0}`, intake)
      if (taken.ok && intake.items.length > 0) await added(intake.items.map((item) => item.destinationId))
      return taken
    },
    async edit(id, body) {
      const edited = edit(ports, id, body)
      const destinationId = edited.ok ? ports.rows.get(edited.value.id)?.destinationId : undefined
      if (destinationId !== undefined) await added([destinationId])
      return edited
    },
  }
}

function forPeople(
  ports: OutboxPorts,
  sending: Sending,
  needs: Needs,
): Pick<Outbox, 'items' | 'item' | 'counts' | 'act' | 'filesInUse'> {
  return {
    items: (query) => page(ports, query),
    item: (id, longest) => detail(ports, id, longest),
    counts: () => countStates(ports),
    filesInUse: (files) => ports.rows.filesInUse(files),
    async act(act, ids) {
      const { changed, destinations } = actOn(ports, act, ids)
      if (changed === 0) return { changed }
      ports.changed()
      for (const id of destinations) {
        needs.look(id)
        // Who says "now" is not made to wait for more to come.
        await (act === 'retry' ? sending.urge(id) : sending.ensure(id, 0))
      }
      if (act === 'discard') finishLater(ports, sending)
      return { changed }
    },
  }
}

/** After the time to take it back, whatever is due by then. */
function finishLater(ports: OutboxPorts, sending: Sending): void {
  if (ports.rows.discardingCount() === 0) return
  ports.later(() => {
    const touched = finishDiscards(ports)
    if (touched.size > 0) ports.changed()
    for (const id of touched) {
      sending.ensure(id, 0).catch((error: unknown) => {
        ports.log.error('the next send could not be arranged', { error: String(error) })
      })
    }
  }, UNDO_MS + 100)
}

function forAttempts(ports: OutboxPorts, needs: Needs): Pick<Outbox, 'take' | 'settle'> {
  return {
    take(attemptId, destinationId, limit) {
      const reply = take(ports, attemptId, destinationId, limit)
      if (reply.ok) ports.changed()
      return reply
    },
    settle(attemptId, settled, begin) {
      const reply = settleAll(ports, attemptId, settled, begin)
      if (!reply.ok || settled.length === 0) return reply
      ports.changed()
      for (const { itemId } of settled) needs.settled(itemId)
      return reply
    },
  }
}

type OfDestinations =
  | 'destinations'
  | 'knownDestinations'
  | 'putDestination'
  | 'removeDestination'
  | 'signedIn'
  | 'released'

function ofDestinations(ports: OutboxPorts, sending: Sending): Pick<Outbox, OfDestinations> {
  const { rows, destinations } = ports
  return {
    destinations: () => destinations.all().map(withoutHold),
    knownDestinations: () =>
      destinations.all().map((destination) => ({
        destination: withoutHold(destination),
        isHeld: destination.heldReason !== null,
        open: openItems(ports, destination.id),
      })),
    async putDestination(destination) {
      destinations.put(destination)
      ports.changed()
      // Its address may be why nothing could be sent before.
      await sending.renew(destination.id)
      return granted(destination)
    },
    removeDestination(id) {
      const removed = rows.transact(() => {
        rows.discardOpen(id, ports.now())
        return destinations.remove(id)
      })
      ports.problem(id, null)
      ports.changed()
      return granted({ removed })
    },
    async signedIn(sourceId) {
      const released = destinations.release('auth_required', sourceId)
      if (released.length > 0) ports.changed()
      for (const id of released) await sending.ensure(id, 0)
    },
    async released(destinationId) {
      if (destinations.releaseOne(destinationId)) ports.changed()
      await sending.ensure(destinationId, 0)
    },
  }
}

function withoutHold(held: StoredDestination): Destination {
  const { heldReason: _reason, heldSince: _since, ...destination } = held
  return destination
}
