// When the outbox sends again by itself, and what ends a hold, over its real rows.
import { granted } from '@shared/errors'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { item, type OutboxWorld, openOutboxWorld, reports } from '../../testing/outboxWorld'

const error = { code: 'http', message: 'No.' }

let world: OutboxWorld
beforeEach(async () => {
  world = await openOutboxWorld()
})
afterEach(() => world.close())

describe('OUT-8 a refused sign-in', () => {
  beforeEach(async () => {
    const [a, b] = await world.add(item(1), item(2), item(3))
    world.take(2)
    world.settle(a!, { type: 'held', reason: 'auth_required', error })
    world.settle(b!, { type: 'unsent' })
    await world.runEnded('waited')
  })

  it('holds everything for that destination, loses nothing and sends nothing', () => {
    expect(world.outbox.counts()).toMatchObject({ held: 3, pending: 0, discarded: 0 })
    expect(world.take()).toEqual({ items: [], remaining: 0 })
    expect(world.jobs.size).toBe(0)
  })

  it('is not ended by other settings of the destination: it makes no job that would find nothing', async () => {
    await world.outbox.putDestination({ ...reports, method: 'PUT' })
    expect(world.jobs.size).toBe(0)
    expect(world.outbox.counts().held).toBe(3)
  })

  it('takes new items, held as well', async () => {
    await world.add(item(4))
    expect(world.outbox.counts().held).toBe(4)
    expect(world.jobs.size).toBe(0)
  })

  it('ends with a sign-in to its source, and everything is sent at once', async () => {
    await world.outbox.signedIn('another')
    expect(world.outbox.counts().held).toBe(3)
    await world.outbox.signedIn('s')
    expect(world.outbox.counts()).toMatchObject({ held: 0, pending: 3 })
    expect(world.enqueued.at(-1)).toEqual({ name: 'outbox:d', policy: 'keep', delayMs: 0 })
    expect(world.take().items).toHaveLength(3)
  })
})

describe('OUT-9 after a run', () => {
  it('schedules another for what is left, without any new item', async () => {
    await world.add(item(1), item(2))
    await world.runEnded('ran')
    expect(world.enqueued.at(-1)).toMatchObject({ policy: 'keep', delayMs: 10 * SECOND_MS })
  })

  it('schedules it for when the earliest wait is over', async () => {
    const [a, b] = await world.add(item(1), item(2))
    world.take()
    world.settle(a!, { type: 'retry', notBefore: world.now + 120_000, error })
    world.settle(b!, { type: 'retry', notBefore: world.now + 60_000, error })
    await world.runEnded('ran')
    expect(world.enqueued.at(-1)?.delayMs).toBe(60_000)
  })

  it('schedules none when nothing is left, or only what needs the user', async () => {
    const [a, b] = await world.add(item(1), item(2))
    world.take()
    world.settle(a!, { type: 'done', status: 201 })
    world.settle(b!, { type: 'refused', status: 422, error })
    await world.runEnded('ran')
    expect(world.jobs.size).toBe(0)
  })

  it('waits a quarter of an hour after a run that failed as a whole', async () => {
    await world.add(item(1))
    await world.runEnded('failed')
    expect(world.enqueued.at(-1)?.delayMs).toBe(15 * MINUTE_MS)
  })

  it('OUT-5 takes back what the run had in hand, so that it is sent even when its job is gone', async () => {
    await world.add(item(1))
    world.take()
    world.owners = new Set()
    await world.runEnded('failed')
    expect(world.outbox.counts()).toMatchObject({ pending: 1, sending: 0 })
    expect(world.jobs.has('outbox:d')).toBe(true)
  })

  it('OUT-5 leaves what another run has in hand, even one that was told to stop', async () => {
    await world.add(item(1))
    world.take()
    world.owners = new Set()
    world.stopping = new Set(['one'])
    await world.runEnded('ran')
    expect(world.outbox.counts()).toMatchObject({ pending: 0, sending: 1 })
  })

  it('leaves it to the user who cancelled it', async () => {
    await world.add(item(1))
    await world.runEnded('stopped', 'cancelled')
    expect(world.jobs.size).toBe(0)
  })

  it('does nothing after a run of another kind', async () => {
    await world.add(item(1))
    world.jobs.clear()
    await world.outbox.runEnded({ kind: 'clean', result: 'ran', stopReason: null } as OccurrenceView)
    expect(world.jobs.size).toBe(0)
  })
})

describe('a start of the app', () => {
  it('OUT-5 OUT-9 sends again what was being sent, and has a send for everything left', async () => {
    await world.add(item(1))
    const [before] = world.take().items
    world.owners = new Set(['two'])
    await world.restart()
    expect(world.jobs.has('outbox:d')).toBe(true)
    expect(world.take(9, 'two').items).toMatchObject([{ key: before!.key }])
  })
})

describe('removing a destination', () => {
  it('is the user’s own delete of what was not sent', async () => {
    const [a] = await world.add(item(1), item(2, 'e'), item(3, 'e'))
    world.take(1)
    world.settle(a!, { type: 'done', status: 201 })
    expect(world.outbox.removeDestination('d')).toEqual(granted({ removed: true }))
    expect(world.outbox.counts()).toMatchObject({ done: 1, discarded: 2, pending: 0 })
    expect(world.outbox.destinations()).toEqual([])
    expect(world.outbox.take('one', 'd', 1)).toMatchObject({ ok: false, refusal: { code: 'destination_not_found' } })
    expect(world.outbox.removeDestination('d')).toEqual(granted({ removed: false }))
  })
})

describe('listing', () => {
  it('pages newest first to the end', async () => {
    const added = await world.add(item(1), item(2), item(3))
    const first = world.outbox.items({ limit: 2, after: null })
    const second = world.outbox.items({ limit: 2, after: first.next })
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(added.toReversed())
    expect(second.next).toBeNull()
    expect(Object.keys(first.rows[0]!)).not.toContain('seq')
  })
})
