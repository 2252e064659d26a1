// feed.sync and rows that are gone from the server: what a full list no longer has, what a tombstone says, and what is asked first.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { Stopped } from '../handler'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

const records = (from: number, to: number): { id: number }[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ id: from + index }))
const live = (): unknown[] =>
  world.query('select cast(_key as integer) from things where _deleted_at is null order by 1').flat()
const gone = (): unknown[] =>
  world.query('select cast(_key as integer) from things where _deleted_at is not null order by 1').flat()
const ids = (list: { id: number }[]): number[] => list.map(({ id }) => id)

describe('a full list', () => {
  beforeEach(async () => {
    world.set({ deletes: { mode: 'full' } })
    world.pages = [records(1, 10), records(11, 20), records(21, 30)]
    await world.sync()
  })

  it('PULL-13 PULL-16 marks what a complete pass no longer brings, and drops nothing', async () => {
    world.clock = 7_000
    world.pages[1] = records(11, 18)
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toMatchObject({ deleted: 2, notModified: 2 })
    expect(gone()).toEqual([19, 20])
    expect(world.query('select distinct _deleted_at, _changed_at from things where _key = 19')).toEqual([
      [7_000, 7_000],
    ])
  })

  it('PULL-13 an unchanged list deletes nothing and writes nothing', async () => {
    const before = world.query('select * from _listed_keys')
    const { sums } = await world.sync()
    expect(sums).toEqual({ requests: 3, notModified: 3, bytesIn: 0 })
    expect([live().length, world.query('select * from _listed_keys')]).toEqual([30, before])
  })

  it('PULL-13 a page less is noticed though the pages before it did not change', async () => {
    world.pages = [records(1, 10), records(11, 20)]
    expect((await world.sync()).sums).toMatchObject({ notModified: 2, deleted: 10 })
    expect(ids(records(21, 30))).toEqual(gone())
  })

  it('PULL-16 a row that comes back is there again', async () => {
    world.pages[2] = records(21, 29)
    await world.sync()
    world.pages[2] = records(21, 30)
    expect((await world.sync()).sums).toMatchObject({ updated: 1 })
    expect([live().length, gone()]).toEqual([30, []])
  })

  it.each([
    ['fails', 500],
    ['is gone', 404],
  ])('PULL-14 nothing is deleted when a page %s', async (_what, status) => {
    world.pages[0] = records(1, 5)
    world.answerWith(/page=3/, (reply) => reply.writeHead(status).end())
    await world.sync()
    expect(live()).toHaveLength(30)
  })

  it('PULL-14 nothing is deleted by a pass that was stopped, and the pass that goes on deletes what is gone', async () => {
    const controller = new AbortController()
    world.pages[0] = records(1, 9)
    world.intercept = (request) => {
      if (/page=3/.test(request.url ?? '')) controller.abort(new Stopped('battery'))
      return false
    }
    await expect(world.sync(controller.signal)).rejects.toBeInstanceOf(Stopped)
    expect(live()).toHaveLength(30)
    world.intercept = () => false
    await world.sync()
    expect(gone()).toEqual([10])
  })

  it('PULL-14 nothing is deleted while a record cannot be read: it may be any row', async () => {
    world.pages[1] = [...records(11, 19), { id: 20, deep: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown }]
    expect((await world.sync()).sums).toMatchObject({ setAside: 1 })
    expect(live()).toHaveLength(30)
  })

  it('F131 D29 a list that is not there fails the run, the third time in a row waits for the user, and deletes nothing', async () => {
    world.answerWith(/./, (reply) => reply.writeHead(404).end())
    const ends: unknown[] = []
    for (let run = 0; run < 4; run++) ends.push((await world.sync()).outcome)
    const missing = { error: { code: 'not_found' } }
    const failed = { type: 'failed', ...missing }
    const waits = { type: 'wait', reason: 'needs_you', scope: 'job', ...missing }
    expect(ends).toMatchObject([failed, failed, waits, waits])
    expect(live()).toHaveLength(30)
  })

  it('F131 a list that was there in between is counted anew', async () => {
    const gone = (): void => world.answerWith(/./, (reply) => reply.writeHead(410).end())
    for (let round = 0; round < 2; round++) {
      gone()
      await world.sync()
      expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'not_found' } })
      world.intercept = () => false
      expect((await world.sync()).outcome).toMatchObject({ type: 'succeeded' })
    }
  })
})

describe('too many at once', () => {
  beforeEach(async () => {
    world.set({ deletes: { mode: 'full' } })
    world.pages = [records(1, 200)]
    await world.sync()
  })

  it('PULL-15 D29 deletions over a fifth and 50 rows are held, and stay held until the answer', async () => {
    world.pages = [records(1, 100)]
    for (let run = 0; run < 3; run++) {
      expect((await world.sync()).outcome).toMatchObject({
        type: 'failed',
        error: { code: 'mass_delete_guard', details: { rows: 100, of: 200 } },
      })
    }
    expect([live().length, world.settled]).toEqual([200, []])
  })

  it('PULL-15 rows that are new are stored all the same', async () => {
    world.pages = [records(150, 250)]
    await world.sync()
    expect(live()).toHaveLength(250)
  })

  it.each([
    ['a fifth', 160],
    ['50 rows', 151],
  ])('PULL-15 up to %s goes without asking', async (_what, left) => {
    if (left === 151) world.set({ deletes: { mode: 'full', guardShare: 0 } })
    await world.sync()
    const kept = left === 151 ? 150 : left
    world.pages = [records(1, kept)]
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect([live(), gone().length]).toEqual([ids(records(1, kept)), 200 - kept])
  })

  it('PULL-15 the answer deletes as many as the user was told of, once', async () => {
    world.pages = [records(1, 100)]
    await world.sync()
    world.source = { ...world.source, deletesAnswer: { answer: 'delete', upToRows: 100 } }
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { deleted: 100 } })
    expect([live().length, world.settled]).toEqual([100, [{ sourceId: 's1' }]])
  })

  it('PULL-15 the answer does not cover more than it was given for', async () => {
    world.pages = [records(1, 80)]
    world.source = { ...world.source, deletesAnswer: { answer: 'delete', upToRows: 100 } }
    expect((await world.sync()).outcome).toMatchObject({ error: { code: 'mass_delete_guard', details: { rows: 120 } } })
    expect(live()).toHaveLength(200)
  })

  it('PULL-15 rows that are to be kept stay, and are not asked about again', async () => {
    world.pages = [records(1, 100)]
    await world.sync()
    world.source = { ...world.source, deletesAnswer: { answer: 'keep', upToRows: 100 } }
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(live()).toHaveLength(200)
  })

  it('F157 an empty list is held even of a few rows, and never confirms itself', async () => {
    world.pages = [records(1, 3)]
    world.source = { ...world.source, deletesAnswer: { answer: 'delete', upToRows: 500 } }
    await world.sync()
    world.source = { ...world.source, deletesAnswer: null }
    world.pages = [[]]
    for (let run = 0; run < 2; run++) {
      expect((await world.sync()).outcome).toMatchObject({ error: { code: 'mass_delete_guard', details: { rows: 3 } } })
    }
    expect(live()).toEqual([1, 2, 3])
  })
})

describe('a tombstone', () => {
  it('PULL-13 PULL-16 marks the row it names, keeps its values, and makes none', async () => {
    world.set({ deletes: { mode: 'tombstone', field: 'meta.deleted' } })
    world.pages = [
      [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
    ]
    await world.sync()
    world.pages = [
      [
        { id: 1, meta: { deleted: true } },
        { id: 2, meta: { deleted: false } },
        { id: 9, meta: { deleted: 'x' } },
      ],
    ]
    expect((await world.sync()).sums).toMatchObject({ deleted: 1, inserted: 0 })
    expect(world.query('select _key, name, _deleted_at is not null from things order by 1')).toEqual([
      ['1', 'a', 1],
      ['2', null, 0],
    ])
  })

  it('PULL-13 without a delete mode nothing is ever deleted', async () => {
    await world.sync()
    world.pages = [[]]
    expect((await world.sync()).sums.deleted).toBeUndefined()
    expect(live()).toEqual([1, 2, 3])
  })
})
