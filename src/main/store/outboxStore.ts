// Rows of `outbox`. Each call is one indexed statement over the items of one destination; which call when, and what a server's
// answer does to an item, is main/outbox's. Counts and what must never change are kept by the schema (migration 2).
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxItemView, OutboxState } from '@shared/outbox'
import type { Database } from 'better-sqlite3'
import { outboxSql as sql } from './outboxSql'

export interface NewOutboxRow {
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

/** A stored item with what it sends. */
export interface OutboxRow extends NewOutboxRow {
  state: OutboxState
  attempts: number
  attemptId: string | null
  /** The last failure. */
  error: JobError | null
}

/** All that may change about an item, as it is after the change. */
export interface OutboxChange {
  state: OutboxState
  attempts: number
  nextTryAt: number | null
  heldReason: string | null
  error: JobError | null
  settledAt: number | null
}

/** `destinationHeld`: its destination waits for a sign-in, so this one does too. */
export type ListedItem = OutboxItemView & { seq: number; destinationHeld: boolean }

export interface OutboxCount {
  destinationId: string
  state: OutboxState
  destinationHeld: boolean
  items: number
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
  markSending(id: string, attemptId: string): void
  /** Attempts that have items of this destination in hand. */
  senders(destinationId: string): string[]
  /** Back to pending, same key, what this attempt had in hand (OUT-5); answers how many. */
  giveBack(destinationId: string, attemptId: string): number
  /** The same for every attempt of every destination: at start none is alive. */
  giveBackAll(): number
  /** Applies it; when it leaves the outbox, the next of its entity is no longer blocked. */
  change(id: string, change: OutboxChange): void
  /** The user's own delete of all that is left for a destination; answers how many. */
  discardOpen(destinationId: string, settledAt: number): number
  /** Newest first; `beforeSeq` from the last item of the page before. */
  list(limit: number, beforeSeq: number | null): ListedItem[]
  counts(): OutboxCount[]
  /** Deletes up to `limit` items settled before `before`; answers how many. */
  prune(before: number, limit: number): number
}

interface ListedRow {
  seq: number
  id: string
  destinationId: string
  entity: string | null
  label: string
  state: OutboxState
  attempts: number
  bytes: number
  createdAt: number
  nextTryAt: number | null
  settledAt: number | null
  error: string | null
  destinationHeld: 0 | 1
}

export function createOutboxStore(db: Database): OutboxStore {
  return { transact: (act) => db.transaction(act).immediate(), ...reads(db), ...writes(db) }
}

type Reads = Pick<OutboxStore, 'get' | 'due' | 'dueCount' | 'nextDueAt' | 'senders' | 'list' | 'counts'>

function reads(db: Database): Reads {
  const get = db.prepare<{ id: string }, Omit<OutboxRow, 'error'> & { error: string | null }>(sql.get)
  const duePending = db.prepare<object, { id: string; bytes: number }>(sql.duePending)
  const dueRetries = db.prepare<object, { id: string; bytes: number }>(sql.dueRetries)
  const pendingCount = db.prepare<{ destinationId: string }, number>(sql.pendingCount).pluck()
  const retryCount = db.prepare<object, number>(sql.retryCount).pluck()
  const firstPending = db.prepare<{ destinationId: string }, number>(sql.firstPending).pluck()
  const firstRetry = db.prepare<{ destinationId: string }, number>(sql.firstRetry).pluck()
  const senders = db.prepare<{ destinationId: string }, string>(sql.senders).pluck()
  const list = db.prepare<object, ListedRow>(sql.list)
  const counts = db.prepare<[], Omit<OutboxCount, 'destinationHeld'> & { destinationHeld: 0 | 1 }>(sql.counts)

  return {
    get(id) {
      const row = get.get({ id })
      return row && { ...row, error: errorOf(row.error) }
    },
    due(destinationId, now, limit) {
      const pending = duePending.all({ destinationId, limit })
      if (pending.length === limit) return pending
      return [...pending, ...dueRetries.all({ destinationId, now, limit: limit - pending.length })]
    },
    dueCount: (destinationId, now) =>
      (pendingCount.get({ destinationId }) ?? 0) + (retryCount.get({ destinationId, now }) ?? 0),
    nextDueAt(destinationId) {
      if (firstPending.get({ destinationId }) !== undefined) return 0
      return firstRetry.get({ destinationId }) ?? null
    },
    senders: (destinationId) => senders.all({ destinationId }),
    list: (limit, beforeSeq) => list.all({ limit, before: beforeSeq ?? Number.MAX_SAFE_INTEGER }).map(listedItem),
    counts: () =>
      counts.all().map(({ destinationId, state, destinationHeld, items }) => ({
        destinationId,
        state,
        destinationHeld: destinationHeld === 1,
        items,
      })),
  }
}

function listedItem(row: ListedRow): ListedItem {
  return { ...row, error: errorOf(row.error), destinationHeld: row.destinationHeld === 1 }
}

function errorOf(stored: string | null): JobError | null {
  return stored === null ? null : (JSON.parse(stored) as JobError)
}

function writes(db: Database): Omit<OutboxStore, keyof Reads | 'transact'> {
  const insert = db.prepare(sql.insert)
  const bringForward = db.prepare(sql.bringForward)
  const markSending = db.prepare(sql.markSending)
  const giveBack = db.prepare(sql.giveBack)
  const giveBackAll = db.prepare(sql.giveBackAll)
  const change = db.prepare<object, { destinationId: string; entity: string | null }>(sql.change)
  const unblockNext = db.prepare(sql.unblockNext)
  const discardOpen = db.prepare(sql.discardOpen)
  const prune = db.prepare(sql.prune)

  return {
    insert(item) {
      insert.run(item)
    },
    bringForward(destinationId, latest, now) {
      bringForward.run({ destinationId, latest, now })
    },
    markSending(id, attemptId) {
      if (markSending.run({ id, attemptId }).changes !== 1) throw new Error(`outbox item ${id} cannot be sent now`)
    },
    giveBack: (destinationId, attemptId) => giveBack.run({ destinationId, attemptId }).changes,
    giveBackAll: () => giveBackAll.run().changes,
    change(id, after) {
      const item = change.get({ id, ...after, error: after.error === null ? null : JSON.stringify(after.error) })
      if (item === undefined) throw new Error(`there is no outbox item ${id}`)
      if (after.settledAt !== null && item.entity !== null) unblockNext.run(item)
    },
    discardOpen: (destinationId, settledAt) => discardOpen.run({ destinationId, settledAt }).changes,
    prune: (before, limit) => prune.run({ before, limit }).changes,
  }
}
