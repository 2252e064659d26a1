// What the outbox needs of the world: rows, destinations, the queue, and who owns an attempt. The thread supplies them.
import type { Logger } from '@shared/logger'
import type { DestinationStore, OutboxStore } from '@shared/outboxStore'
import type { JobQueue } from '@shared/queue'
import type { Problem } from '@shared/summary'

export interface OutboxPorts {
  rows: OutboxStore
  destinations: DestinationStore
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
