// The outbox over its real rows, with a queue that only remembers: what is accepted, handed out, settled and sent again.
import { createHash } from 'node:crypto'
import { granted } from '@shared/errors'
import type { JobRequest, JobView } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { NewOutboxItem } from '@shared/outbox'
import type { Destination } from '@shared/sources'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbox, type Outbox } from '../outbox/outbox'
import { createDestinationStore } from '../store/destinationStore'
import { allMigrations } from '../store/migrations/all'
import { createOutboxStore } from '../store/outboxStore'

const reports: Destination = { id: 'd', name: 'Reports', url: 'https://example.org/r', method: 'POST', sourceId: 's' }
const error = { code: 'http', message: 'No.' }

let db: Database
let outbox: Outbox
let now: number
let ids: number
/** Attempts that own their job. */
let owners: Set<string>
let jobs: Map<string, { request: JobRequest; view: JobView }>
let enqueued: { name: string; policy: string; delayMs: number | undefined }[]

beforeEach(async () => {
  db = new BetterSqlite3(':memory:')
  for (const migration of allMigrations) migration.up(db)
  now = 1_000_000
  ids = 0
  owners = new Set(['one'])
  jobs = new Map()
  enqueued = []
  outbox = open()
  await outbox.putDestination(reports)
})
afterEach(() => db.close())

function open(): Outbox {
  return createOutbox({
    rows: createOutboxStore(db),
    destinations: createDestinationStore(db),
    queue: {
      async enqueueUnique(name, policy, [request]) {
        enqueued.push({ name, policy, delayMs: request!.initialDelayMs })
        const nextRunAt = now + (request!.initialDelayMs ?? 0)
        const view = { state: 'enqueued', failures: 0, reasons: [{ code: 'not_due' }], nextRunAt } as JobView
        jobs.set(name, { request: request!, view })
        return granted({ ids: ['j'] })
      },
      query: async ({ names }) => granted({ rows: names!.flatMap((name) => jobs.get(name)?.view ?? []), next: null }),
    },
    attemptOwner: (attemptId) => (owners.has(attemptId) ? 'job' : undefined),
    now: () => now,
    random: () => 1,
    newId: () => `id${++ids}`,
    changed: () => undefined,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })
}

const item = (n: number, entity: string | null = null): NewOutboxItem => ({
  destinationId: 'd',
  entity,
  body: JSON.stringify({ n }),
  label: `Report ${n}`,
})

async function add(...items: NewOutboxItem[]): Promise<string[]> {
  const reply = await outbox.add(items)
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value.ids
}

function take(limit = 100, attemptId = 'one') {
  const reply = outbox.take(attemptId, 'd', limit)
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

const takenIds = (limit?: number): string[] => take(limit).items.map(({ id }) => id)

function runEnded(result: OccurrenceView['result'], stopReason: OccurrenceView['stopReason'] = null): Promise<void> {
  jobs.clear()
  return outbox.runEnded({ kind: 'outbox.send', result, stopReason } as OccurrenceView)
}

describe('adding', () => {
  it('OUT-1 is stored, with its send 10 s away, when it resolves', async () => {
    const [id] = await add(item(1))
    expect(outbox.items(10, null).rows).toMatchObject([{ id, state: 'pending', label: 'Report 1', attempts: 0 }])
    expect(enqueued).toEqual([{ name: 'outbox:d', policy: 'keep', delayMs: 10 * SECOND_MS }])
    expect(jobs.get('outbox:d')?.request).toMatchObject({
      kind: 'outbox.send',
      input: { destinationId: 'd' },
      sourceId: 's',
    })
  })

  it('keeps one send for all of a destination', async () => {
    await add(item(1), item(2))
    await add(item(3))
    expect(enqueued).toHaveLength(1)
  })

  it('brings a send forward that only waits for a later time', async () => {
    const [id] = await add(item(1))
    take()
    outbox.settle('one', id!, { type: 'retry', notBefore: now + 10 * MINUTE_MS, error })
    await runEnded('ran')
    expect(enqueued.at(-1)?.delayMs).toBe(10 * MINUTE_MS)
    await add(item(2))
    expect(enqueued.at(-1)).toEqual({ name: 'outbox:d', policy: 'replace', delayMs: 10 * SECOND_MS })
  })

  it('is all or nothing', async () => {
    const reply = await outbox.add([item(1), { ...item(2), destinationId: 'gone' }])
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'destination_not_found' } })
    expect(outbox.counts().pending).toBe(0)
    expect(enqueued).toEqual([])
  })

  it.each([
    ['body_not_text', '"\ud800"'],
    ['body_too_large', 'é'.repeat(600_000)],
    ['bad_input', 'a'.repeat(1_048_577)],
  ])('P13 refuses with %s what it could not keep as it is', async (code, body) => {
    expect(await outbox.add([{ ...item(1), body }])).toMatchObject({ ok: false, refusal: { code } })
    expect(outbox.counts().pending).toBe(0)
  })
})

describe('taking', () => {
  it('hands out the body, its digest and a key fixed when it was added', async () => {
    const [id] = await add(item(1))
    const { items, remaining } = take()
    const sha256 = createHash('sha256').update('{"n":1}').digest('hex')
    expect(items).toEqual([{ id, key: 'id2', body: '{"n":1}', sha256, attempts: 0 }])
    expect(remaining).toBe(0)
  })

  it('says how many more could be taken now', async () => {
    await add(item(1), item(2), item(3), item(4, 'e'), item(5, 'e'))
    expect(take(2).remaining).toBe(2)
  })

  it('P9 is refused to an attempt that does not own its job', async () => {
    await add(item(1))
    expect(outbox.take('other', 'd', 9)).toMatchObject({ ok: false, refusal: { code: 'not_owner' } })
    expect(outbox.counts().pending).toBe(1)
  })

  it('OUT-2, OUT-5 hands out again what a dead attempt had, with the same key', async () => {
    await add(item(1))
    const [first] = take().items
    owners = new Set(['two'])
    expect(take(9, 'two').items).toEqual([{ ...first, attempts: 1 }])
  })

  it('leaves alone what a live attempt has', async () => {
    await add(item(1))
    take()
    owners.add('two')
    expect(take(9, 'two').items).toEqual([])
    expect(take().items).toEqual([])
  })

  it('F57 never hands out what is not what was written', async () => {
    const [damaged, good] = await add(item(1), item(2))
    db.exec('DROP TRIGGER outbox_is_fixed')
    db.prepare(`UPDATE outbox SET body = '{"n":9}' WHERE id = :damaged`).run({ damaged })
    expect(takenIds()).toEqual([good])
    expect(outbox.items(9, null).rows.find(({ id }) => id === damaged)).toMatchObject({
      state: 'failed_permanent',
      error: { code: 'outbox_item_damaged' },
    })
  })

  it('carries at most 8 MiB at once, but always one item', async () => {
    const body = JSON.stringify('x'.repeat(1_000_000))
    await add(...Array.from({ length: 12 }, (_, n) => ({ ...item(n), body })))
    const { items, remaining } = take()
    expect([items.length, remaining]).toEqual([8, 4])
  })

  it('F71 waits no longer than a day after the clock was set back', async () => {
    const [id] = await add(item(1))
    take()
    outbox.settle('one', id!, { type: 'retry', notBefore: now + 60_000, error })
    now -= 366 * 24 * 3_600_000
    expect(takenIds()).toEqual([id])
  })
})

describe('settling', () => {
  it('P4 lets an item leave with success only', async () => {
    const [a, b] = await add(item(1), item(2))
    take()
    expect(outbox.settle('one', a!, { type: 'done', status: 201 })).toEqual(granted({}))
    outbox.settle('one', b!, { type: 'refused', status: 422, error })
    expect(outbox.items(9, null).rows).toMatchObject([
      { id: b, state: 'failed_permanent', settledAt: null, error },
      { id: a, state: 'done', settledAt: now, attempts: 1 },
    ])
  })

  it('P9 is refused to an attempt that lost its job, or never had the item', async () => {
    const [a, b] = await add(item(1), item(2))
    take(1)
    const done = { type: 'done', status: 201 } as const
    const notOwner = { ok: false, refusal: { code: 'not_owner' } }
    expect(outbox.settle('one', b!, done)).toMatchObject(notOwner)
    expect(outbox.settle('one', 'nothing', done)).toMatchObject(notOwner)
    owners = new Set(['two'])
    expect(outbox.settle('one', a!, done)).toMatchObject(notOwner)
    expect(outbox.settle('two', a!, done)).toMatchObject(notOwner)
    expect(outbox.counts()).toMatchObject({ sending: 1, pending: 1, done: 0 })
  })

  it('is refused the second time', async () => {
    const [a] = await add(item(1))
    take()
    outbox.settle('one', a!, { type: 'done', status: 201 })
    expect(outbox.settle('one', a!, { type: 'refused', status: 400, error })).toMatchObject({ ok: false })
    expect(outbox.counts().done).toBe(1)
  })

  it('OUT-7 one poisoned item and 99 good ones: 99 delivered in the same flush', async () => {
    const [poisoned] = await add(...Array.from({ length: 100 }, (_, n) => item(n, `e${n}`)))
    await add(item(101, 'e0'))
    for (let items = take(7).items; items.length > 0; items = take(7).items) {
      for (const { id } of items) {
        outbox.settle(
          'one',
          id,
          id === poisoned ? { type: 'refused', status: 422, error } : { type: 'done', status: 201 },
        )
      }
    }
    expect(outbox.counts()).toMatchObject({ done: 99, failed_permanent: 1, pending: 1 })
  })

  it('OUT-6 items of one entity go in the order they were added', async () => {
    const [create, update] = await add(item(1, 'e'), item(2, 'e'))
    expect(takenIds()).toEqual([create])
    expect(takenIds()).toEqual([])
    outbox.settle('one', create!, { type: 'done', status: 201 })
    expect(takenIds()).toEqual([update])
  })

  it('what was not sent after all goes first next time, uncharged', async () => {
    const [a] = await add(item(1), item(2))
    take(1)
    outbox.settle('one', a!, { type: 'unsent' })
    expect(take(1).items).toMatchObject([{ id: a, attempts: 0 }])
  })
})

describe('OUT-8 a refused sign-in', () => {
  beforeEach(async () => {
    const [a, b] = await add(item(1), item(2), item(3))
    take(2)
    outbox.settle('one', a!, { type: 'held', reason: 'auth_required', error })
    outbox.settle('one', b!, { type: 'unsent' })
    await runEnded('waited')
  })

  it('holds everything for that destination, loses nothing and sends nothing', () => {
    expect(outbox.counts()).toMatchObject({ held: 3, pending: 0, discarded: 0 })
    expect(take()).toEqual({ items: [], remaining: 0 })
    expect(jobs.size).toBe(0)
  })

  it('takes new items, held as well', async () => {
    await add(item(4))
    expect(outbox.counts().held).toBe(4)
    expect(jobs.size).toBe(0)
  })

  it('ends with a sign-in to its source, and everything is sent at once', async () => {
    await outbox.signedIn('another')
    expect(outbox.counts().held).toBe(3)
    await outbox.signedIn('s')
    expect(outbox.counts()).toMatchObject({ held: 0, pending: 3 })
    expect(enqueued.at(-1)).toEqual({ name: 'outbox:d', policy: 'keep', delayMs: 0 })
    expect(take().items).toHaveLength(3)
  })
})

describe('OUT-9 after a run', () => {
  it('schedules another for what is left, without any new item', async () => {
    await add(item(1), item(2))
    await runEnded('ran')
    expect(enqueued.at(-1)).toMatchObject({ policy: 'keep', delayMs: 10 * SECOND_MS })
  })

  it('schedules it for when the earliest wait is over', async () => {
    const [a, b] = await add(item(1), item(2))
    take()
    outbox.settle('one', a!, { type: 'retry', notBefore: now + 120_000, error })
    outbox.settle('one', b!, { type: 'retry', notBefore: now + 60_000, error })
    await runEnded('ran')
    expect(enqueued.at(-1)?.delayMs).toBe(60_000)
  })

  it('schedules none when nothing is left, or only what needs the user', async () => {
    const [a, b] = await add(item(1), item(2))
    take()
    outbox.settle('one', a!, { type: 'done', status: 201 })
    outbox.settle('one', b!, { type: 'refused', status: 422, error })
    await runEnded('ran')
    expect(jobs.size).toBe(0)
  })

  it('waits a quarter of an hour after a run that failed as a whole', async () => {
    await add(item(1))
    await runEnded('failed')
    expect(enqueued.at(-1)?.delayMs).toBe(15 * MINUTE_MS)
  })

  it('leaves it to the user who cancelled it', async () => {
    await add(item(1))
    await runEnded('stopped', 'cancelled')
    expect(jobs.size).toBe(0)
  })

  it('does nothing after a run of another kind', async () => {
    await add(item(1))
    jobs.clear()
    await outbox.runEnded({ kind: 'clean', result: 'ran', stopReason: null } as OccurrenceView)
    expect(jobs.size).toBe(0)
  })
})

describe('a start of the app', () => {
  it('OUT-5 sends again what was being sent, and has a send for everything left', async () => {
    await add(item(1))
    const [before] = take().items
    jobs.clear()
    owners = new Set(['two'])
    outbox = open()
    outbox.recover()
    await outbox.start()
    expect(jobs.has('outbox:d')).toBe(true)
    expect(take(9, 'two').items).toMatchObject([{ key: before!.key }])
  })
})

describe('removing a destination', () => {
  it('is the user’s own delete of what was not sent', async () => {
    const [a] = await add(item(1), item(2, 'e'), item(3, 'e'))
    take(1)
    outbox.settle('one', a!, { type: 'done', status: 201 })
    expect(outbox.removeDestination('d')).toEqual(granted({ removed: true }))
    expect(outbox.counts()).toMatchObject({ done: 1, discarded: 2, pending: 0 })
    expect(outbox.destinations()).toEqual([])
    expect(outbox.take('one', 'd', 1)).toMatchObject({ ok: false, refusal: { code: 'destination_not_found' } })
    expect(outbox.removeDestination('d')).toEqual(granted({ removed: false }))
  })
})

describe('listing', () => {
  it('pages newest first to the end', async () => {
    const added = await add(item(1), item(2), item(3))
    const first = outbox.items(2, null)
    const second = outbox.items(2, first.next)
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(added.toReversed())
    expect(second.next).toBeNull()
    expect(Object.keys(first.rows[0]!)).not.toContain('seq')
  })
})
