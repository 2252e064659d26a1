// What an attempt brings in exactly once, and what an edit makes.
import type { OutboxIntake } from '@shared/outbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { item, type OutboxWorld, openOutboxWorld } from '../../testing/outboxWorld'

let world: OutboxWorld
beforeEach(async () => {
  world = await openOutboxWorld()
})
afterEach(() => world.close())

const bring = (from: number, items: OutboxIntake['items'], identity = 'file', attemptId = 'one') =>
  world.outbox.takeIn(attemptId, 'job', { from, identity, items })
const labels = (): string[] =>
  world
    .rows()
    .map(({ label }) => label)
    .toReversed()

describe('an intake', () => {
  it('OUT-1 brings each item once over any number of attempts', async () => {
    expect(await bring(0, [item(1), item(2)])).toEqual({ ok: true, value: { taken: 2 } })
    // The answer was lost: the next attempt asks how far it came, and does not begin anew.
    expect(await bring(0, [item(1), item(2)])).toMatchObject({ ok: false, refusal: { code: 'bad_input' } })
    expect(await bring(0, [])).toEqual({ ok: true, value: { taken: 2 } })
    expect(await bring(2, [item(3)])).toEqual({ ok: true, value: { taken: 3 } })
    expect(labels()).toEqual(['Report 1', 'Report 2', 'Report 3'])
  })

  it('does not go on with another file', async () => {
    await bring(0, [item(1)])
    expect(await bring(1, [item(2)], 'other')).toMatchObject({ ok: false, refusal: { code: 'file_changed' } })
    expect(labels()).toEqual(['Report 1'])
  })

  it('P9 is refused to an attempt that does not own its job', async () => {
    expect(await bring(0, [item(1)], 'file', 'two')).toMatchObject({ ok: false, refusal: { code: 'not_owner' } })
  })

  it('OUT-9 arranges the send of what came', async () => {
    await bring(0, [item(1)])
    expect(world.enqueued.map(({ name }) => name)).toEqual(['outbox:d'])
  })

  it('OUT-15 keeps a file by name, digest and size, and hands it out as one', async () => {
    const file = {
      file: 'a-1',
      fileName: 'photo.jpg',
      contentType: 'image/jpeg',
      bytes: 12,
      sha256: 'b'.repeat(64),
    }
    await bring(0, [{ ...item(1), body: '', file }])
    expect(world.rows()).toMatchObject([{ fileName: 'photo.jpg', bytes: 12 }])
    expect(world.outbox.filesInUse(['a-1', 'a-2'])).toEqual(['a-1'])
    const [taken] = world.take().items
    expect(taken?.file).toEqual(file)
    world.settle(taken!.id, { type: 'done', status: 201 })
    expect(world.outbox.filesInUse(['a-1', 'a-2'])).toEqual([])
  })
})

describe('an edit', () => {
  it('OUT-3 is a new item with a new key, linked to the old, which is kept as discarded', async () => {
    const [old] = await world.add(item(1))
    const [taken] = world.take().items
    world.settle(old!, { type: 'refused', status: 422, error: { code: 'refused', message: 'Too long.' } })
    const edited = await world.outbox.edit(old!, '{"n":2}')
    const id = edited.ok ? edited.value.id : ''
    expect(world.outbox.item(id)).toMatchObject({ body: '{"n":2}', editedFrom: old, state: 'pending', attempts: 0 })
    expect(world.outbox.item(old!)).toMatchObject({ state: 'discarded', editedTo: id, body: '{"n":1}' })
    expect(world.take().items[0]?.key).not.toBe(taken?.key)
  })

  it('OUT-6 keeps its place before later items of its entity', async () => {
    const [first] = await world.add(item(1, 'e'), item(2, 'e'))
    const edited = await world.outbox.edit(first!, '{"n":9}')
    expect(world.take().items.map(({ body }) => body)).toEqual(['{"n":9}'])
    world.settle(edited.ok ? edited.value.id : '', { type: 'done', status: 201 })
    expect(world.take().items.map(({ body }) => body)).toEqual(['{"n":2}'])
  })

  it('is refused while it is sent, once it left, for a file, and for what is no text', async () => {
    const [id] = await world.add(item(1))
    const refusal = async (body = '{}') => {
      const reply = await world.outbox.edit(id!, body)
      return reply.ok ? null : reply.refusal.code
    }
    expect(await refusal('"\ud800"')).toBe('body_not_text')
    world.take()
    expect(await refusal()).toBe('outbox_item_busy')
    world.settle(id!, { type: 'done', status: 201 })
    expect(await refusal()).toBe('outbox_item_busy')
    expect(await world.outbox.edit('nothing', '{}')).toMatchObject({ refusal: { code: 'outbox_item_gone' } })
  })
})
