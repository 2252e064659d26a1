// The rows of the outbox over the real schema in memory: what the schema forbids, what is due, and that no query walks the table.

import { usualDestination } from '@shared/destinations'
import type { OutboxChange, OutboxStore } from '@shared/outboxStore'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDestinationStore } from './destinationStore'
import { allMigrations } from './migrations/all'
import { createOutboxStore } from './outboxStore'

let db: Database
let store: OutboxStore
let count: number

beforeEach(() => {
  db = new BetterSqlite3(':memory:')
  for (const migration of allMigrations) migration.up(db)
  store = createOutboxStore(db)
  count = 0
})
afterEach(() => db.close())

function insert(entity: string | null = null, destinationId = 'd'): string {
  const id = `i${++count}`
  const body = `{"n":${count}}`
  store.insert({
    id,
    key: `k${count}`,
    destinationId,
    entity,
    label: id,
    body,
    bytes: body.length,
    sha256: 'a'.repeat(64),
    linkedId: null,
    file: null,
    fileName: null,
    contentType: null,
    createdAt: 1_000,
  })
  return id
}

const base: OutboxChange = {
  state: 'pending',
  attempts: 1,
  nextTryAt: null,
  heldReason: null,
  error: null,
  settledAt: null,
  maybeArrived: false,
  triesSince: null,
}
const done: OutboxChange = { ...base, state: 'done', settledAt: 2_000 }
const failed: OutboxChange = { ...base, state: 'failed_permanent', error: { code: 'refused', message: 'No.' } }
const retryAt = (at: number): OutboxChange => ({ ...base, state: 'retry_wait', nextTryAt: at })
const due = (now = 5_000, limit = 100): string[] => store.due('d', now, limit).map(({ id }) => id)

describe('what is due', () => {
  it('is what is new, in order, and then those whose wait is over', () => {
    const [a, b, c, other] = [insert(), insert(), insert(), insert(null, 'other')]
    store.change(a, retryAt(5_000))
    expect(due(4_999)).toEqual([b, c])
    expect(due(5_000)).toEqual([b, c, a])
    expect(due(5_000, 2)).toEqual([b, c])
    expect(store.dueCount('d', 4_999)).toBe(2)
    expect(store.dueCount('d', 5_000)).toBe(3)
    expect(store.due('other', 0, 9).map(({ id }) => id)).toEqual([other])
  })

  it('OUT-6 is one item of an entity at a time, in order, and independent of other entities', () => {
    const [a1, a2, b1, a3] = [insert('a'), insert('a'), insert('b'), insert('a')]
    expect(due()).toEqual([a1, b1])
    store.change(a1, done)
    expect(due()).toEqual([a2, b1])
    store.change(a2, done)
    store.change(b1, done)
    expect(due()).toEqual([a3])
  })

  it('OUT-7 leaves only the chain of a failed item behind', () => {
    const [a1, , b1] = [insert('a'), insert('a'), insert('b')]
    store.change(a1, failed)
    expect(due()).toEqual([b1])
    expect(due()).not.toContain(insert('a'))
  })

  it('lets an entity start again once everything of it has left', () => {
    store.change(insert('a'), done)
    const next = insert('a')
    expect(due()).toEqual([next])
  })

  it('knows when the next one is: at once, at a time, or never', () => {
    expect(store.nextDueAt('d')).toBeNull()
    const id = insert('a')
    expect(store.nextDueAt('d')).toBe(0)
    store.change(id, retryAt(7_000))
    insert('a')
    expect(store.nextDueAt('d')).toBe(7_000)
    store.change(id, failed)
    expect(store.nextDueAt('d')).toBeNull()
  })

  it('F71 brings forward only what waits beyond the limit', () => {
    const [near, far] = [insert(), insert()]
    store.change(near, retryAt(8_000))
    store.change(far, retryAt(90_000))
    store.bringForward('d', 10_000, 5_000)
    expect(due(5_000)).toEqual([far])
    expect(due(8_000)).toEqual([far, near])
  })
})

describe('what is being sent', () => {
  it('is given back by attempt, with its key (OUT-5)', () => {
    const [a, b] = [insert(), insert()]
    store.markSending(a, 'one', 1)
    store.markSending(b, 'two', 1)
    expect(store.senders('d')).toEqual(['one', 'two'])
    expect(due()).toEqual([])
    expect(store.giveBack('d', 'one', null)).toBe(1)
    expect(due()).toEqual([a])
    expect(store.get(a)).toMatchObject({ key: 'k1', state: 'pending', attempts: 1, attemptId: null })
    expect(store.giveBack('d', 'two', null)).toBe(1)
    expect(due()).toEqual([a, b])
  })

  it('OUT-4 waits for an answer where it may have arrived and a repeat is not safe, and nothing else does', () => {
    const [begun, waiting] = [insert(), insert()]
    store.markSending(begun, 'one', 1)
    store.markSending(waiting, 'one', 1)
    store.markBegun(begun, 'one')
    expect(store.giveBack('d', 'one', { code: 'send_interrupted', message: 'Interrupted.' })).toBe(2)
    expect(store.get(begun)).toMatchObject({
      state: 'unknown',
      error: { code: 'send_interrupted' },
      maybeArrived: true,
    })
    expect(store.get(waiting)).toMatchObject({ state: 'pending', error: null, maybeArrived: false })
    expect(due()).toEqual([waiting])
  })

  it('cannot be taken twice', () => {
    const id = insert()
    store.markSending(id, 'one', 1)
    expect(() => store.markSending(id, 'two', 1)).toThrow('cannot be sent now')
  })

  it('cannot be what is blocked', () => {
    insert('a')
    const second = insert('a')
    expect(() => store.markSending(second, 'one', 1)).toThrow('cannot be sent now')
  })
})

describe('the schema', () => {
  it.each(['body', 'idempotency_key', 'sha256', 'entity', 'destination_id', 'id'])(
    'OUT-2, OUT-3 forbids another %s',
    (column) => {
      insert()
      expect(() => db.exec(`UPDATE outbox SET ${column} = 'other'`)).toThrow('never changes what it sends')
    },
  )

  it('P4 lets nothing come back that left', () => {
    const id = insert()
    store.change(id, done)
    expect(() => store.change(id, base)).toThrow('stays settled')
  })

  it('forbids a state that is not one', () => {
    insert()
    expect(() => db.exec("UPDATE outbox SET state = 'lost'")).toThrow('CHECK')
  })

  it('OUT-6 forbids two heads of one entity', () => {
    insert('a')
    insert('a')
    expect(() => db.exec('UPDATE outbox SET blocked = 0')).toThrow('UNIQUE')
  })

  it('forbids a wait without a time and a send without an attempt', () => {
    insert()
    expect(() => db.exec("UPDATE outbox SET state = 'retry_wait'")).toThrow('CHECK')
    expect(() => db.exec("UPDATE outbox SET state = 'sending'")).toThrow('CHECK')
  })
})

describe('counts', () => {
  const counted = (): Record<string, number> =>
    Object.fromEntries(store.counts().flatMap(({ state, items }) => (items > 0 ? [[state, items]] : [])))

  it('follow every change, delete and discard', () => {
    const [a, , b] = [insert('a'), insert('a'), insert()]
    expect(counted()).toEqual({ pending: 3 })
    store.markSending(a, 'one', 1)
    expect(counted()).toEqual({ pending: 2, sending: 1 })
    store.change(a, done)
    store.change(b, retryAt(9_000))
    expect(counted()).toEqual({ pending: 1, done: 1, retry_wait: 1 })
    expect(store.discardOpen('d', 3_000)).toBe(2)
    expect(counted()).toEqual({ done: 1, discarded: 2 })
    expect(store.prune(3_000, 10)).toBe(1)
    expect(counted()).toEqual({ discarded: 2 })
  })

  it('say which wait for a sign-in of their destination', () => {
    const destinations = createDestinationStore(db)
    destinations.put({
      ...usualDestination,
      id: 'd',
      name: 'D',
      url: 'https://example.org',
      sourceId: null,
    })
    insert()
    insert(null, 'other')
    destinations.hold('d', 'auth_required', 1)
    expect(store.counts()).toEqual([
      { destinationId: 'd', state: 'pending', destinationHeld: true, items: 1 },
      { destinationId: 'other', state: 'pending', destinationHeld: false, items: 1 },
    ])
    expect(store.list(10, null).map((item) => item.destinationHeld)).toEqual([false, true])
  })
})

describe('listing', () => {
  it('is newest first, a page at a time, with the error of each', () => {
    const ids = [insert(), insert(), insert()]
    store.change(ids[0]!, failed)
    const first = store.list(2, null)
    expect(first.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    expect(store.list(2, first.at(-1)!.seq)).toMatchObject([
      { id: ids[0], state: 'failed_permanent', error: { code: 'refused', message: 'No.' }, bytes: 7 },
    ])
  })
})

describe('a discard', () => {
  it('OUT-11 can be taken back until it is final, and leaves the item as it was', () => {
    const [waits, fails] = [insert('a'), insert()]
    store.change(waits, retryAt(9_000))
    store.change(fails, failed)
    expect([store.beginDiscard(waits, 15_000), store.beginDiscard(fails, 15_000)]).toEqual([true, true])
    expect(store.beginDiscard(waits, 16_000)).toBe(false)
    expect(due(9_000)).toEqual([])
    expect(store.discardingCount()).toBe(2)
    expect(store.discardsDue(14_999, 30_000, 10)).toEqual([])
    expect(store.discardsDue(15_000, 30_000, 10)).toEqual([waits, fails])
    expect([store.undoDiscard(waits), store.undoDiscard(fails)]).toEqual([true, true])
    expect(store.get(waits)).toMatchObject({ state: 'retry_wait', nextTryAt: 9_000, heldReason: null })
    expect(store.get(fails)).toMatchObject({ state: 'failed_permanent', error: { code: 'refused' } })
  })

  it('is due at once where the clock was set back', () => {
    const id = insert()
    store.beginDiscard(id, 90_000)
    expect(store.discardsDue(5_000, 15_000, 10)).toEqual([id])
  })
})

describe('an edit', () => {
  it('OUT-3 OUT-6 takes the place of the old item in the order of its entity', () => {
    const [first, second] = [insert('a'), insert('a')]
    store.change(first, failed)
    const old = store.get(first)!
    const { seq: _, ...item } = { ...old, id: 'new', key: 'k9', body: '{}', linkedId: first, createdAt: 2_000, seq: 0 }
    store.replace(old, item, 2_000)
    expect(due()).toEqual(['new'])
    expect(store.get(first)).toMatchObject({ state: 'discarded', settledAt: 2_000 })
    expect(store.editedTo(first)).toBe('new')
    store.change('new', done)
    expect(due()).toEqual([second])
  })
})

describe('prune', () => {
  it('OUT-14 takes only what left before the time, and at most so many', () => {
    for (let n = 0; n < 3; n++) store.change(insert(), done)
    insert()
    expect(store.prune(2_000, 10)).toBe(0)
    expect(store.prune(2_001, 2)).toBe(2)
    expect(store.prune(2_001, 2)).toBe(1)
    expect(store.list(10, null)).toHaveLength(1)
  })
})
