// What the outbox needs of the world: rows, destinations, the queue, and who owns an attempt. The thread supplies them.
import type { Destination } from '@shared/destinations'
import type { JobError } from '@shared/jobs/outcome'
import type { Logger } from '@shared/logger'
import type { OutboxAnswer, OutboxItemView, OutboxState } from '@shared/outbox'
import type { JobQueue } from '@shared/queue'
import type { Problem } from '@shared/summary'

export interface NewItem {
  id: string
  key: string
  destinationId: string
  entity: string | null
  label: string
  body: string
  bytes: number
  sha256: string
  linkedId: string | null
  file: string | null
  fileName: string | null
  contentType: string | null
  createdAt: number
}

/** A stored item. */
export interface OutboxItem extends NewItem {
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
export interface ItemChange {
  state: OutboxState
  attempts: number
  nextTryAt: number | null
  heldReason: string | null
  error: JobError | null
  settledAt: number | null
  maybeArrived: boolean
  triesSince: number | null
}

export interface HeldDestination extends Destination {
  heldReason: 'auth_required' | null
}

export type ListedRow = Omit<OutboxItemView, 'heldBy' | 'isBehind'> & {
  seq: number
  heldReason: string | null
  isBlocked: boolean
  discardAt: number | null
  destinationHeld: boolean
}

export interface RowFilter {
  state: OutboxState
  isDiscarding: boolean | null
  destinationHeld: boolean | null
}

/** Rows: what each call does is said where they are kept. */
export interface OutboxRows {
  transact<T>(act: () => T): T
  insert(item: NewItem): void
  get(id: string): OutboxItem | undefined
  due(destinationId: string, now: number, limit: number): { id: string; bytes: number }[]
  dueCount(destinationId: string, now: number): number
  nextDueAt(destinationId: string): number | null
  bringForward(destinationId: string, latest: number, now: number): void
  markSending(id: string, attemptId: string, now: number): void
  markBegun(id: string, attemptId: string): void
  senders(destinationId: string): string[]
  giveBack(destinationId: string, attemptId: string, unknown: JobError | null): number
  change(id: string, change: ItemChange): void
  keepAnswer(id: string, answer: OutboxAnswer): void
  answer(id: string): OutboxAnswer | null
  beginDiscard(id: string, at: number): boolean
  undoDiscard(id: string): boolean
  discardsDue(now: number, latest: number, limit: number): string[]
  discardingCount(): number
  replace(old: OutboxItem, item: NewItem, settledAt: number): void
  editedTo(id: string): string | null
  discardOpen(destinationId: string, settledAt: number): number
  list(limit: number, beforeSeq: number | null): ListedRow[]
  listState(filter: RowFilter, limit: number, beforeSeq: number | null): ListedRow[]
  counts(): { destinationId: string; state: OutboxState; destinationHeld: boolean; items: number }[]
  filesInUse(files: string[]): string[]
  intake(id: string): { identity: string; taken: number } | undefined
  putIntake(id: string, identity: string, taken: number, at: number): void
}

export interface DestinationRows {
  all(): HeldDestination[]
  get(id: string): HeldDestination | undefined
  put(destination: Destination): void
  remove(id: string): boolean
  hold(id: string, reason: 'auth_required', since: number): void
  release(reason: 'auth_required', sourceId: string | null): string[]
  releaseOne(id: string): boolean
}

export interface OutboxPorts {
  rows: OutboxRows
  destinations: DestinationRows
  queue: Pick<JobQueue, 'enqueueUnique' | 'query' | 'get' | 'runNow'>
  /** Whether this attempt runs its job now and was not told to stop (P9). */
  ownsItsJob(attemptId: string): boolean
  /** Whether its worker may still be at work, told to stop or not. */
  isLive: (attemptId: string) => boolean
  now(): number
  /** 0 to 1. */
  random(): number
  /** Time-ordered and unique (UUIDv7). */
  newId(): string
  /** Something about the outbox is different now. */
  changed(): void
  /** Items of a destination need the person (OUT-14), or, with null, none does any more. */
  problem(destinationId: string, problem: Problem | null): void
  later(work: () => void, delayMs: number): void
  log: Logger
}
