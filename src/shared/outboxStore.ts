// What the outbox needs of the store: rows of `outbox` with its answers and intakes, and of `destinations`. Synchronous: both live in the engine
// thread (D1). Kept by main/store/outboxStore.ts and destinationStore.ts; which call when, and what it means: main/outbox.
import type { Destination } from './destinations'
import type { JobError } from './jobs/outcome'
import type { OutboxAnswer, OutboxItemView, OutboxState } from './outbox'

export interface NewOutboxRow {
  id: string
  key: string
  destinationId: string
  entity: string | null
  label: string
  /** '' where a file is sent. */
  body: string
  bytes: number
  sha256: string
  linkedId: string | null
  /** In the outbox's folder; null with the two after it: a record. */
  file: string | null
  fileName: string | null
  contentType: string | null
  createdAt: number
}

/** A stored item with what it sends. */
export interface OutboxRow extends NewOutboxRow {
  seq: number
  state: OutboxState
  isBlocked: boolean
  attempts: number
  attemptId: string | null
  nextTryAt: number | null
  heldReason: string | null
  /** The last failure. */
  error: JobError | null
  settledAt: number | null
  /** An attempt was made of which nobody knows what became. */
  maybeArrived: boolean
  firstSentAt: number | null
  /** When a person last asked to try again. */
  triesSince: number | null
  discardAt: number | null
}

/** All that may change about an item, as it is after the change. `triesSince`: null leaves it. */
export interface OutboxChange {
  state: OutboxState
  attempts: number
  nextTryAt: number | null
  heldReason: string | null
  error: JobError | null
  settledAt: number | null
  maybeArrived: boolean
  triesSince: number | null
}

/** `destinationHeld`: its destination waits for a sign-in, so this one does too. */
export type ListedItem = Omit<OutboxItemView, 'heldBy' | 'isBehind'> & {
  seq: number
  heldReason: string | null
  isBlocked: boolean
  discardAt: number | null
  destinationHeld: boolean
}

export interface OutboxCount {
  destinationId: string
  state: OutboxState
  destinationHeld: boolean
  items: number
}

/** Which rows a page of one state takes; null: either. */
export interface StateFilter {
  state: OutboxState
  isDiscarding: boolean | null
  destinationHeld: boolean | null
}

export interface OutboxStore {
  /** Runs `act` in one BEGIN IMMEDIATE; if it throws nothing of it stays. */
  transact<T>(act: () => T): T
  /** An item of an entity that has an earlier one in the outbox is stored blocked (OUT-6). */
  insert(item: NewOutboxRow): void
  get(id: string): OutboxRow | undefined
  /** Ids of what may be sent now and how long each is: new ones in order, then those whose wait is over. */
  due(destinationId: string, now: number, limit: number): { id: string; bytes: number }[]
  /** How many may be sent now; of those that waited it counts at most 1,000. */
  dueCount(destinationId: string, now: number): number
  /** When the next may be sent, ms UTC; 0: at once; null: none may, whenever. */
  nextDueAt(destinationId: string): number | null
  /** Makes due now what waits beyond `latest` (F71). */
  bringForward(destinationId: string, latest: number, now: number): void
  markSending(id: string, attemptId: string, now: number): void
  /** From here on it may arrive. */
  markBegun(id: string, attemptId: string): void
  /** Attempts that have items of this destination in hand. */
  senders(destinationId: string): string[]
  /**
   * Back to pending, same key, what this attempt had in hand (OUT-5); answers how many. `unknown`: where repeats are not safe, the error of
   * what may have arrived, which then waits for an answer (OUT-4).
   */
  giveBack(destinationId: string, attemptId: string, unknown: JobError | null): number
  /** Applies it; when it leaves the outbox, the next of its entity is no longer blocked. */
  change(id: string, change: OutboxChange): void
  /** What the server said last, in place of what it said before. */
  keepAnswer(id: string, answer: OutboxAnswer): void
  answer(id: string): OutboxAnswer | null
  /** Held until `at`, ms UTC; answers whether it could be. */
  beginDiscard(id: string, at: number): boolean
  /** As it was before; false once it is final. */
  undoDiscard(id: string): boolean
  /** Discards whose time is over, or that a clock set back put beyond `latest`. */
  discardsDue(now: number, latest: number, limit: number): string[]
  discardingCount(): number
  /** `item` takes the place of an open one in the order; the old one is settled as discarded. */
  replace(old: OutboxRow, item: NewOutboxRow, settledAt: number): void
  /** The item that was edited from this one. */
  editedTo(id: string): string | null
  /** The user's own delete of all that is left for a destination; answers how many. */
  discardOpen(destinationId: string, settledAt: number): number
  /** Newest first; `beforeSeq` from the last item of the page before. */
  list(limit: number, beforeSeq: number | null): ListedItem[]
  listState(filter: StateFilter, limit: number, beforeSeq: number | null): ListedItem[]
  counts(): OutboxCount[]
  /** Which of these files an open item still needs. */
  filesInUse(files: string[]): string[]
  intake(id: string): { identity: string; taken: number } | undefined
  putIntake(id: string, identity: string, taken: number, at: number): void
  /** Deletes up to `limit` items settled before `before`, and as many intakes; answers how many items. */
  prune(before: number, limit: number): number
}

export interface StoredDestination extends Destination {
  heldReason: 'auth_required' | null
  heldSince: number | null
}

export interface DestinationStore {
  /** By name. */
  all(): StoredDestination[]
  get(id: string): StoredDestination | undefined
  /** Makes or changes it; a hold stays. */
  put(destination: Destination): void
  /** Answers whether there was one. */
  remove(id: string): boolean
  /** A hold that is there already keeps its `since` (ms UTC). */
  hold(id: string, reason: 'auth_required', since: number): void
  /** Ends the holds of one source's destinations, or of all. Answers which had one. */
  release(reason: 'auth_required', sourceId: string | null): string[]
  /** Ends the hold of one destination; answers whether it had one. */
  releaseOne(id: string): boolean
}
