// How a stored row of `outbox` becomes one of the shapes that outboxStore.ts gives.
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxAnswer } from '@shared/outbox'
import type { ListedItem, OutboxRow } from '@shared/outboxStore'

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
