// Rows of `outbox`, its answers and its intakes. Each call is one indexed statement over the items of one destination; which call when, and
// what a server's answer does to an item, is main/outbox's. Counts and what must never change are kept by the schema (migrations 2, 4).
import type { OutboxCount, OutboxStore } from '@shared/outboxStore'
import type { Database } from 'better-sqlite3'
import { type AnswerRow, answerOf, bit, type ListedRow, listedItem, outboxRow, type StoredRow } from './outboxRows'
import { outboxSql as sql } from './outboxSql'

export function createOutboxStore(db: Database): OutboxStore {
  return { transact: (act) => db.transaction(act).immediate(), ...due(db), ...looks(db), ...sends(db), ...changes(db) }
}

type Due = Pick<OutboxStore, 'get' | 'due' | 'dueCount' | 'nextDueAt' | 'senders' | 'discardsDue' | 'intake'>

function due(db: Database): Due {
  const get = db.prepare<{ id: string }, StoredRow>(sql.get)
  const duePending = db.prepare<object, { id: string; bytes: number }>(sql.duePending)
  const dueRetries = db.prepare<object, { id: string; bytes: number }>(sql.dueRetries)
  const pendingCount = db.prepare<{ destinationId: string }, number>(sql.pendingCount).pluck()
  const retryCount = db.prepare<object, number>(sql.retryCount).pluck()
  const firstPending = db.prepare<{ destinationId: string }, number>(sql.firstPending).pluck()
  const firstRetry = db.prepare<{ destinationId: string }, number>(sql.firstRetry).pluck()
  const senders = db.prepare<{ destinationId: string }, string>(sql.senders).pluck()
  const discardsDue = db.prepare<object, string>(sql.discardsDue).pluck()
  const intake = db.prepare<{ id: string }, { identity: string; taken: number }>(sql.intake)

  return {
    get(id) {
      const row = get.get({ id })
      return row && outboxRow(row)
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
    discardsDue: (now, latest, limit) => discardsDue.all({ now, latest, limit }),
    intake: (id) => intake.get({ id }),
  }
}

type Looks = Pick<
  OutboxStore,
  'list' | 'listState' | 'counts' | 'discardingCount' | 'answer' | 'editedTo' | 'filesInUse'
>

function looks(db: Database): Looks {
  const list = db.prepare<object, ListedRow>(sql.list)
  const listState = db.prepare<object, ListedRow>(sql.listState)
  const counts = db.prepare<[], Omit<OutboxCount, 'destinationHeld'> & { destinationHeld: 0 | 1 }>(sql.counts)
  const discardingCount = db.prepare<[], number>(sql.discardingCount).pluck()
  const answer = db.prepare<{ id: string }, AnswerRow>(sql.answerOf)
  const editedTo = db.prepare<{ id: string }, string>(sql.editedTo).pluck()
  const filesInUse = db.prepare<{ files: string }, string>(sql.filesInUse).pluck()
  const before = (seq: number | null): number => seq ?? Number.MAX_SAFE_INTEGER

  return {
    list: (limit, beforeSeq) => list.all({ limit, before: before(beforeSeq) }).map(listedItem),
    listState: ({ state, isDiscarding, destinationHeld }, limit, beforeSeq) =>
      listState
        .all({
          state,
          isDiscarding: bit(isDiscarding),
          destinationHeld: bit(destinationHeld),
          limit,
          before: before(beforeSeq),
        })
        .map(listedItem),
    counts: () =>
      counts.all().map(({ destinationHeld, ...row }) => ({ ...row, destinationHeld: destinationHeld === 1 })),
    discardingCount: () => discardingCount.get() ?? 0,
    answer(id) {
      const row = answer.get({ id })
      return row ? answerOf(row) : null
    },
    editedTo: (id) => editedTo.get({ id }) ?? null,
    filesInUse: (files) => filesInUse.all({ files: JSON.stringify(files) }),
  }
}

type Sends = Pick<OutboxStore, 'bringForward' | 'markSending' | 'markBegun' | 'giveBack' | 'keepAnswer'>

function sends(db: Database): Sends {
  const bringForward = db.prepare(sql.bringForward)
  const markSending = db.prepare(sql.markSending)
  const markBegun = db.prepare(sql.markBegun)
  const giveBack = db.prepare(sql.giveBack)
  const giveBackAsking = db.prepare(sql.giveBackAsking)
  const answer = db.prepare(sql.answer)

  return {
    bringForward(destinationId, latest, now) {
      bringForward.run({ destinationId, latest, now })
    },
    markSending(id, attemptId, now) {
      if (markSending.run({ id, attemptId, now }).changes !== 1) throw new Error(`outbox item ${id} cannot be sent now`)
    },
    markBegun(id, attemptId) {
      if (markBegun.run({ id, attemptId }).changes !== 1) throw new Error(`outbox item ${id} is not being sent`)
    },
    giveBack: (destinationId, attemptId, unknown) =>
      unknown === null
        ? giveBack.run({ destinationId, attemptId }).changes
        : giveBackAsking.run({ destinationId, attemptId, error: JSON.stringify(unknown) }).changes,
    keepAnswer(id, { at, status, headers, body, isCut }) {
      answer.run({ id, at, status, headers: JSON.stringify(headers), body, isCut: bit(isCut) })
    },
  }
}

type Changes = Omit<OutboxStore, keyof Due | keyof Looks | keyof Sends | 'transact'>

function changes(db: Database): Changes {
  const insert = db.prepare(sql.insert)
  const insertAt = db.prepare(sql.insertAt)
  const change = db.prepare<object, { destinationId: string; entity: string | null }>(sql.change)
  const unblockNext = db.prepare(sql.unblockNext)
  const beginDiscard = db.prepare(sql.beginDiscard)
  const undoDiscard = db.prepare(sql.undoDiscard)
  const giveUpPlace = db.prepare(sql.giveUpPlace)
  const discardOpen = db.prepare(sql.discardOpen)
  const putIntake = db.prepare(sql.putIntake)
  const prune = db.prepare(sql.prune)
  const pruneIntakes = db.prepare(sql.pruneIntakes)

  return {
    insert(item) {
      insert.run(item)
    },
    change(id, after) {
      const stored = { ...after, maybeArrived: bit(after.maybeArrived) }
      const item = change.get({ id, ...stored, error: after.error === null ? null : JSON.stringify(after.error) })
      if (item === undefined) throw new Error(`there is no outbox item ${id}`)
      if (after.settledAt !== null && item.entity !== null) unblockNext.run(item)
    },
    beginDiscard: (id, at) => beginDiscard.run({ id, at }).changes > 0,
    undoDiscard: (id) => undoDiscard.run({ id }).changes > 0,
    replace({ id, seq, isBlocked }, item, settledAt) {
      giveUpPlace.run({ id, settledAt })
      insertAt.run({ ...item, seq, blocked: bit(isBlocked) })
    },
    discardOpen: (destinationId, settledAt) => discardOpen.run({ destinationId, settledAt }).changes,
    putIntake(id, identity, taken, at) {
      putIntake.run({ id, identity, taken, at })
    },
    prune(before, limit) {
      pruneIntakes.run({ before, limit })
      return prune.run({ before, limit }).changes
    },
  }
}
