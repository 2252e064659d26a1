// The shapes of the rows of `outbox` as outboxStore.ts takes and gives them, and how a stored row becomes one. What they mean: main/outbox.
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxAnswer, OutboxItemView, OutboxState } from '@shared/outbox'

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
  maybeArrived: boolean
  firstSentAt: number | null
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

export type StoredRow = Omit<OutboxRow, 'error' | 'isBlocked' | 'maybeArrived'> & {
  error: string | null
  blocked: 0 | 1
  maybeArrived: 0 | 1
}

export function outboxRow({ blocked, maybeArrived, error, ...row }: StoredRow): OutboxRow {
  return { ...row, isBlocked: blocked === 1, maybeArrived: maybeArrived === 1, error: errorOf(error) }
}

export type ListedRow = Omit<ListedItem, 'error' | 'isBlocked' | 'destinationHeld'> & {
  error: string | null
  blocked: 0 | 1
  destinationHeld: 0 | 1
}

export function listedItem({ blocked, destinationHeld, error, ...row }: ListedRow): ListedItem {
  return { ...row, isBlocked: blocked === 1, destinationHeld: destinationHeld === 1, error: errorOf(error) }
}

export type AnswerRow = Omit<OutboxAnswer, 'headers' | 'isCut'> & { headers: string; isCut: 0 | 1 }

export function answerOf({ headers, isCut, ...row }: AnswerRow): OutboxAnswer {
  return { ...row, headers: JSON.parse(headers) as Record<string, string>, isCut: isCut === 1 }
}

/** SQLite's word for a boolean that may be left open. */
export function bit(value: boolean | null): 0 | 1 | null {
  return value === null ? null : value ? 1 : 0
}

function errorOf(stored: string | null): JobError | null {
  return stored === null ? null : (JSON.parse(stored) as JobError)
}
