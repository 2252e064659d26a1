// What a person does to items, many at once, and what they are told of.
import type { OutboxAct } from '@shared/outbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { item, type OutboxWorld, openOutboxWorld, reports } from '../../testing/outboxWorld'

const error = { code: 'refused', message: 'No.' }

let world: OutboxWorld
beforeEach(async () => {
  world = await openOutboxWorld()
})
afterEach(() => world.close())

const act = async (name: OutboxAct, ...ids: (string | undefined)[]): Promise<number> =>
  (await world.outbox.act(name, ids as string[])).changed
const states = (): string[] =>
  world
    .rows()
    .map(({ state }) => state)
    .toReversed()

/** Takes and settles in one go. */
function fail(id: string | undefined, settlement: Parameters<OutboxWorld['settle']>[1]): void {
  world.take()
  world.settle(id!, settlement)
}

describe('acts', () => {
  it('OUT-11 apply to each of many items where they make sense, and say to how many', async () => {
    const ids = await world.add(item(1), item(2), item(3))
    fail(ids[0], { type: 'refused', status: 422, error })
    world.settle(ids[1]!, { type: 'unsent' })
    expect(await act('hold', ...ids)).toBe(1)
    expect(states()).toEqual(['failed_permanent', 'held', 'sending'])
    expect(world.rows().map(({ heldBy }) => heldBy)).toEqual([null, 'user', null])
    expect(await act('retry', ids[0])).toBe(1)
    expect(await act('release', ...ids)).toBe(1)
    expect(states()).toEqual(['pending', 'pending', 'sending'])
    expect(await act('hold', 'nothing')).toBe(0)
  })

  it('P4 none but one that may have arrived is settled because a person says that it arrived', async () => {
    const ids = await world.add(item(1), item(2), item(3), item(4))
    fail(ids[0], { type: 'refused', status: 422, error })
    world.settle(ids[1]!, { type: 'retry', notBefore: 0, error, maybeArrived: true })
    world.settle(ids[2]!, { type: 'unsent' })
    await act('hold', ids[2])
    expect(await act('arrived', ...ids)).toBe(0)
    expect(states()).toEqual(['failed_permanent', 'retry_wait', 'held', 'sending'])
  })

  it('OUT-11 a held item is not sent until it is released', async () => {
    const ids = await world.add(item(1), item(2))
    await act('hold', ids[0])
    expect(world.take().items.map(({ id }) => id)).toEqual([ids[1]])
    await act('release', ids[0])
    expect(world.take().items.map(({ id }) => id)).toEqual([ids[0]])
  })

  it('OUT-11 a retry begins its counting anew and is sent at once', async () => {
    const [id] = await world.add(item(1))
    fail(id, { type: 'retry', notBefore: world.now + 3_600_000, error })
    await world.runEnded('retry')
    await act('retry', id)
    expect(world.rows()).toMatchObject([{ state: 'pending', attempts: 0 }])
    expect(world.enqueued.at(-1)).toMatchObject({ delayMs: 0 })
  })

  it('OUT-4 P8 what may have arrived waits until a person says it did, or says to send it again', async () => {
    await world.outbox.putDestination({ ...reports, key: { in: 'none' } })
    const ids = await world.add(item(1), item(2))
    world.take()
    for (const id of ids) world.settle(id, { type: 'retry', notBefore: 0, error, maybeArrived: true })
    expect(states()).toEqual(['unknown', 'unknown'])
    expect(world.take().items).toEqual([])
    expect(await act('arrived', ids[0])).toBe(1)
    expect(await act('retry', ids[1])).toBe(1)
    expect(states()).toEqual(['done', 'pending'])
    expect(world.take().items).toMatchObject([{ id: ids[1], maybeArrived: false }])
  })
})

describe('a discard', () => {
  it('OUT-11 can be taken back for 10 s, and sends nothing meanwhile', async () => {
    const [id] = await world.add(item(1, 'e'), item(2, 'e'))
    await act('discard', id)
    expect(states()).toEqual(['discarded', 'pending'])
    expect(world.outbox.counts()).toMatchObject({ discarded: 1, held: 0, pending: 1 })
    expect(world.take().items).toEqual([])
    world.now += 9_999
    for (const work of world.later) work()
    expect(await act('undoDiscard', id)).toBe(1)
    expect(world.take().items.map((taken) => taken.id)).toEqual([id])
  })

  it('is final after 10 s, lets the next of its entity go, and cannot be undone', async () => {
    const [id, next] = await world.add(item(1, 'e'), item(2, 'e'))
    await act('discard', id)
    world.now += 10_000
    for (const work of world.later) work()
    expect(await act('undoDiscard', id)).toBe(0)
    expect(world.take().items.map((taken) => taken.id)).toEqual([next])
  })

  it('F8 is made final by the next start where the app ended in between', async () => {
    const [id] = await world.add(item(1))
    await act('discard', id)
    world.now += 10_000
    await world.restart()
    expect(world.outbox.item(id!)).toMatchObject({ state: 'discarded', settledAt: world.now })
  })
})

describe('what needs a person', () => {
  it('OUT-14 is told once a destination, and is over when the last of it is', async () => {
    const ids = await world.add(item(1), item(2))
    world.take()
    world.settle(ids[0]!, { type: 'retry', notBefore: 0, error })
    expect(world.problems.has('d')).toBe(false)
    world.now += 3_600_000
    world.take()
    world.settle(ids[0]!, { type: 'refused', status: 422, error })
    expect(world.problems.get('d')).toMatchObject({
      message: 'No.',
      since: world.now,
      jobId: 'outbox:d',
      label: 'Reports',
      code: 'refused',
    })
    world.settle(ids[1]!, { type: 'refused', status: 409, error })
    world.problems.clear()
    await act('discard', ids[0])
    expect(world.problems.has('d')).toBe(false)
    await act('retry', ids[1])
    expect(world.problems.get('d')).toBeNull()
  })

  it('OUT-5 OUT-4 after a crash asks about what was on its way where a repeat is not safe, and tells of it', async () => {
    await world.outbox.putDestination({ ...reports, key: { in: 'none' } })
    const ids = await world.add(item(1), item(2))
    world.take()
    world.outbox.settle('one', [], ids[0]!)
    world.owners.clear()
    await world.restart()
    expect(states()).toEqual(['unknown', 'pending'])
    expect(world.rows().at(-1)?.error?.code).toBe('send_interrupted')
    expect(world.problems.get('d')).toMatchObject({ code: 'outbox_unknown' })
  })

  it('OUT-8 a destination with a sign-in of its own sends what it held once that came', async () => {
    const [id] = await world.add(item(1))
    fail(id, { type: 'held', reason: 'auth_required', error })
    expect(world.rows()).toMatchObject([{ state: 'held', heldBy: 'auth_required' }])
    expect(world.outbox.knownDestinations()).toMatchObject([{ isHeld: true, open: 1 }])
    await world.outbox.released('d')
    expect(world.take().items).toMatchObject([{ id }])
  })
})

describe('looking', () => {
  it('OUT-11 shows a page of the states that are asked for, newest first', async () => {
    const ids = await world.add(item(1), item(2), item(3), item(4))
    fail(ids[1], { type: 'refused', status: 422, error })
    world.settle(ids[2]!, { type: 'done', status: 201 })
    world.settle(ids[0]!, { type: 'unsent' })
    world.settle(ids[3]!, { type: 'unsent' })
    const of = (...wanted: ('pending' | 'failed_permanent' | 'done')[]) =>
      world.outbox.items({ limit: 2, after: null, states: wanted })
    expect(of('done').rows.map(({ id }) => id)).toEqual([ids[2]])
    const first = of('pending', 'failed_permanent')
    expect(first.rows.map(({ id }) => id)).toEqual([ids[3], ids[1]])
    const rest = world.outbox.items({ limit: 2, after: first.next, states: ['pending', 'failed_permanent'] })
    expect(rest.rows.map(({ id }) => id)).toEqual([ids[0]])
  })

  it('begins at the newest where the place to go on from is none', async () => {
    const ids = await world.add(item(1), item(2))
    for (const after of ['', 'x', '99999999999999999999']) {
      expect(world.outbox.items({ limit: 9, after }).rows.map(({ id }) => id)).toEqual(ids.toReversed())
    }
  })

  it('OUT-11 is told of everything that changes what it shows', async () => {
    const changes = async (work: () => unknown): Promise<boolean> => {
      const before = world.changes
      await work()
      return world.changes > before
    }
    const [id] = await world.add(item(1))
    expect(await changes(() => world.add(item(2)))).toBe(true)
    expect(await changes(() => world.take())).toBe(true)
    expect(await changes(() => world.settle(id!, { type: 'held', reason: 'auth_required', error }))).toBe(true)
    expect(await changes(() => world.outbox.signedIn('another'))).toBe(false)
    expect(await changes(() => world.outbox.signedIn('s'))).toBe(true)
    expect(await changes(() => act('hold', 'nothing'))).toBe(false)
    expect(await changes(() => act('discard', id))).toBe(true)
    world.now += 10_000
    expect(await changes(() => world.later.at(-1)?.())).toBe(true)
    expect(await changes(() => world.runEnded('ran'))).toBe(true)
    expect(await changes(() => world.outbox.putDestination(reports))).toBe(true)
    expect(await changes(() => world.outbox.removeDestination('d'))).toBe(true)
  })

  it('OUT-11 keeps the last answer, and shows the request without what signs in', async () => {
    const [id] = await world.add(item(1))
    const answer = { at: 5, status: 422, headers: { 'content-type': 'text/plain' }, body: 'too long', isCut: false }
    fail(id, { type: 'refused', status: 422, error, answer })
    const detail = world.outbox.item(id!)
    expect(detail).toMatchObject({ answer, body: '{"n":1}', key: 'id2' })
    expect(detail?.request).toEqual({
      method: 'POST',
      url: 'https://example.org/r',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'id2' },
    })
  })
})
