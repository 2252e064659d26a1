// What the outbox accepts, hands out and takes back, over its real rows.
import { createHash } from 'node:crypto'
import { granted } from '@shared/errors'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { item, type OutboxWorld, openOutboxWorld } from '../../testing/outboxWorld'

const error = { code: 'http', message: 'No.' }

let world: OutboxWorld
beforeEach(async () => {
  world = await openOutboxWorld()
})
afterEach(() => world.close())

const takenIds = (limit?: number): string[] => world.take(limit).items.map(({ id }) => id)

describe('adding', () => {
  it('OUT-1 is stored, with its send 10 s away, when it resolves', async () => {
    const [id] = await world.add(item(1))
    expect(world.outbox.items({ limit: 10, after: null }).rows).toMatchObject([
      { id, state: 'pending', label: 'Report 1', attempts: 0 },
    ])
    expect(world.enqueued).toEqual([{ name: 'outbox:d', policy: 'keep', delayMs: 10 * SECOND_MS }])
    expect(world.jobs.get('outbox:d')?.request).toMatchObject({
      kind: 'outbox.send',
      input: { destinationId: 'd' },
      sourceId: 's',
    })
  })

  it('keeps one send for all of a destination', async () => {
    await world.add(item(1), item(2))
    await world.add(item(3))
    expect(world.enqueued).toHaveLength(1)
  })

  it('brings a send forward that only waits for a later time', async () => {
    const [id] = await world.add(item(1))
    world.take()
    world.settle(id!, { type: 'retry', notBefore: world.now + 10 * MINUTE_MS, error })
    await world.runEnded('ran')
    expect(world.enqueued.at(-1)?.delayMs).toBe(10 * MINUTE_MS)
    await world.add(item(2))
    expect(world.enqueued.at(-1)).toEqual({ name: 'outbox:d', policy: 'replace', delayMs: 10 * SECOND_MS })
  })

  it('is all or nothing', async () => {
    const reply = await world.outbox.add([item(1), { ...item(2), destinationId: 'gone' }])
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'destination_not_found' } })
    expect(world.outbox.counts().pending).toBe(0)
    expect(world.enqueued).toEqual([])
  })

  it.each([
    ['body_not_text', '"\ud800"'],
    ['body_too_large', 'é'.repeat(600_000)],
    ['bad_input', 'a'.repeat(1_048_577)],
  ])('P13 refuses with %s what it could not keep as it is', async (code, body) => {
    expect(await world.outbox.add([{ ...item(1), body }])).toMatchObject({ ok: false, refusal: { code } })
    expect(world.outbox.counts().pending).toBe(0)
  })
})

describe('taking', () => {
  it('hands out the body, its digest and a key fixed when it was added', async () => {
    const [id] = await world.add(item(1))
    const { items, remaining } = world.take()
    const sha256 = createHash('sha256').update('{"n":1}').digest('hex')
    expect(items).toEqual([
      { id, key: 'id2', entity: null, body: '{"n":1}', file: null, sha256, attempts: 0, maybeArrived: false },
    ])
    expect(remaining).toBe(0)
  })

  it('says how many more could be taken now', async () => {
    await world.add(item(1), item(2), item(3), item(4, 'e'), item(5, 'e'))
    expect(world.take(2).remaining).toBe(2)
  })

  it('P9 is refused to an attempt that does not own its job', async () => {
    await world.add(item(1))
    expect(world.outbox.take('other', 'd', 9)).toMatchObject({ ok: false, refusal: { code: 'not_owner' } })
    expect(world.outbox.counts().pending).toBe(1)
  })

  it('OUT-2, OUT-5 hands out again what a dead attempt had, with the same key', async () => {
    await world.add(item(1))
    const [first] = world.take().items
    world.owners = new Set(['two'])
    expect(world.take(9, 'two').items).toEqual([{ ...first, attempts: 1, maybeArrived: true }])
  })

  it('leaves alone what a live attempt has', async () => {
    await world.add(item(1))
    world.take()
    world.owners.add('two')
    expect(world.take(9, 'two').items).toEqual([])
    expect(world.take().items).toEqual([])
  })

  it('F57 never hands out what is not what was written', async () => {
    const [damaged, good] = await world.add(item(1), item(2))
    world.db.exec('DROP TRIGGER outbox_is_fixed')
    world.db.prepare(`UPDATE outbox SET body = '{"n":9}' WHERE id = :damaged`).run({ damaged })
    expect(takenIds()).toEqual([good])
    expect(world.outbox.items({ limit: 9, after: null }).rows.find(({ id }) => id === damaged)).toMatchObject({
      state: 'failed_permanent',
      error: { code: 'outbox_item_damaged' },
    })
  })

  it('OUT-4 P7 asks about what may have arrived more than a day ago, since the server may have forgotten its key', async () => {
    const [id, other] = await world.add(item(1), item(2))
    world.take(1)
    world.settle(id!, { type: 'retry', notBefore: 0, error, maybeArrived: true })
    world.now += 24 * 3_600_000
    expect(takenIds()).toEqual([other, id])
    world.settle(id!, { type: 'retry', notBefore: 0, error, maybeArrived: true })
    world.now += 3_600_000
    expect(takenIds()).toEqual([])
    expect(world.outbox.item(id!)).toMatchObject({ state: 'unknown', error: { code: 'outbox_key_too_old' } })
  })

  it('carries at most 8 MiB at once, but always one item', async () => {
    const body = JSON.stringify('x'.repeat(1_000_000))
    await world.add(...Array.from({ length: 12 }, (_, n) => ({ ...item(n), body })))
    const { items, remaining } = world.take()
    expect([items.length, remaining]).toEqual([8, 4])
  })

  it('F71 waits no longer than a day after the clock was set back', async () => {
    const [id] = await world.add(item(1))
    world.take()
    world.settle(id!, { type: 'retry', notBefore: world.now + 60_000, error })
    world.now -= 366 * 24 * 3_600_000
    expect(takenIds()).toEqual([id])
  })
})

describe('settling', () => {
  it('P4 lets an item leave with success only', async () => {
    const [a, b] = await world.add(item(1), item(2))
    world.take()
    expect(world.settle(a!, { type: 'done', status: 201 })).toEqual(granted({}))
    world.settle(b!, { type: 'refused', status: 422, error })
    expect(world.outbox.items({ limit: 9, after: null }).rows).toMatchObject([
      { id: b, state: 'failed_permanent', settledAt: null, error },
      { id: a, state: 'done', settledAt: world.now, attempts: 1 },
    ])
  })

  it('P9 is refused to an attempt that does not have the item, or no longer', async () => {
    const [a, b] = await world.add(item(1), item(2))
    world.take(1)
    const done = { type: 'done', status: 201 } as const
    const notOwner = { ok: false, refusal: { code: 'not_owner' } }
    expect(world.settle(b!, done)).toMatchObject(notOwner)
    expect(world.settle('nothing', done)).toMatchObject(notOwner)
    expect(world.settle(a!, done, 'two')).toMatchObject(notOwner)
    world.owners = new Set(['two'])
    world.take(1, 'two')
    expect(world.settle(a!, done)).toMatchObject(notOwner)
    expect(world.outbox.counts()).toMatchObject({ sending: 1, pending: 1, done: 0 })
  })

  it('P7 believes what a server answered to an attempt that was told to stop meanwhile', async () => {
    const [a] = await world.add(item(1), item(2))
    world.take(1)
    world.owners = new Set()
    world.stopping = new Set(['one'])
    expect(world.outbox.take('one', 'd', 1)).toMatchObject({ ok: false, refusal: { code: 'not_owner' } })
    expect(world.settle(a!, { type: 'done', status: 201 })).toEqual(granted({}))
    expect(world.outbox.counts()).toMatchObject({ done: 1, pending: 1 })
  })

  it('is refused the second time', async () => {
    const [a] = await world.add(item(1))
    world.take()
    world.settle(a!, { type: 'done', status: 201 })
    expect(world.settle(a!, { type: 'refused', status: 400, error })).toMatchObject({ ok: false })
    expect(world.outbox.counts().done).toBe(1)
  })

  it('OUT-7 one poisoned item and 99 good ones: 99 delivered in the same flush', async () => {
    const [poisoned] = await world.add(...Array.from({ length: 100 }, (_, n) => item(n, `e${n}`)))
    await world.add(item(101, 'e0'))
    for (let items = world.take(7).items; items.length > 0; items = world.take(7).items) {
      for (const { id } of items) {
        world.settle(id, id === poisoned ? { type: 'refused', status: 422, error } : { type: 'done', status: 201 })
      }
    }
    expect(world.outbox.counts()).toMatchObject({ done: 99, failed_permanent: 1, pending: 1 })
  })

  it('OUT-6 items of one entity go in the order they were added', async () => {
    const [create, update] = await world.add(item(1, 'e'), item(2, 'e'))
    expect(takenIds()).toEqual([create])
    expect(takenIds()).toEqual([])
    world.settle(create!, { type: 'done', status: 201 })
    expect(takenIds()).toEqual([update])
  })

  it('what was not sent after all goes first next time, uncharged', async () => {
    const [a] = await world.add(item(1), item(2))
    world.take(1)
    world.settle(a!, { type: 'unsent' })
    expect(world.take(1).items).toMatchObject([{ id: a, attempts: 0 }])
  })
})
