// What the outbox needs of the world: rows, destinations, the queue, and who owns an attempt. The thread supplies them.
import type { JobError } from '@shared/jobs/outcome'
import type { Logger } from '@shared/logger'
import type { OutboxItemView, OutboxState } from '@shared/outbox'
import type { JobQueue } from '@shared/queue'
import type { Destination } from '@shared/sources'

/** An item as far as the rules need it. */
export interface OutboxItem {
  id: string
  key: string
  destinationId: string
  body: string
  sha256: string
  state: OutboxState
  attempts: number
  attemptId: string | null
  createdAt: number
  /** The last failure. */
  error: JobError | null
}

/** All that may change about an item, as it is after the change. */
export interface ItemChange {
  state: OutboxState
  attempts: number
  nextTryAt: number | null
  heldReason: string | null
  error: JobError | null
  settledAt: number | null
}

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
  createdAt: number
}

export interface HeldDestination extends Destination {
  heldReason: 'auth_required' | null
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
  markSending(id: string, attemptId: string): void
  senders(destinationId: string): string[]
  giveBack(destinationId: string, attemptId: string): number
  giveBackAll(): number
  change(id: string, change: ItemChange): void
  discardOpen(destinationId: string, settledAt: number): number
  list(limit: number, beforeSeq: number | null): (OutboxItemView & { seq: number; destinationHeld: boolean })[]
  counts(): { destinationId: string; state: OutboxState; destinationHeld: boolean; items: number }[]
}

export interface DestinationRows {
  all(): HeldDestination[]
  get(id: string): HeldDestination | undefined
  put(destination: Destination): void
  remove(id: string): boolean
  hold(id: string, reason: 'auth_required', since: number): void
  release(reason: 'auth_required', sourceId: string | null): string[]
}

export interface OutboxPorts {
  rows: OutboxRows
  destinations: DestinationRows
  queue: Pick<JobQueue, 'enqueueUnique' | 'query'>
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
  log: Logger
}
