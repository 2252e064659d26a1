// feed.sync asking only for what changed, asking for everything again, and what makes it forget what it knew.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld
const NOW = Date.UTC(2026, 5, 1)

beforeEach(async () => {
  world = await FeedWorld.open()
  world.clock = NOW
})

afterEach(() => world.close())

const since = (): (string | null)[] =>
  world.requests.map(({ url }) => new URL(url, world.server.origin).searchParams.get('since'))
const changes = (compare: 'time' | 'integer' | 'text', more = {}): void =>
  world.set({ incremental: { field: 'at', param: 'since', compare, ...more } })

describe('a pull of changes', () => {
  it('PULL-6 asks from the highest time of the last complete pass, less a minute', async () => {
    changes('time')
    world.pages = [
      [
        { id: 1, at: '2026-05-01T12:00:00+02:00' },
        { id: 2, at: '2026-05-01T10:30:00Z' },
      ],
    ]
    await world.sync()
    await world.sync()
    expect(since()).toEqual([null, '2026-05-01T10:29:00.000Z'])
  })

  it('PULL-6 the overlap is read again and changes nothing', async () => {
    changes('time')
    world.pages = [[{ id: 1, at: '2026-05-01T10:00:00Z' }]]
    await world.sync()
    expect((await world.sync()).sums).toMatchObject({ unchanged: 1, inserted: 0, updated: 0 })
  })

  it('PULL-6 a pass that broke moves nothing', async () => {
    changes('time')
    world.pages = [[{ id: 1, at: '2026-05-01T10:00:00Z' }], [{ id: 2, at: '2026-05-02T10:00:00Z' }]]
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    await world.sync()
    expect(world.query('select mark from _sources')).toEqual([[null]])
    world.intercept = () => false
    await world.sync()
    expect(world.query('select mark from _sources')).toEqual([[`["iso","${Date.UTC(2026, 4, 2, 10)}"]`]])
  })

  it('PULL-6 with a declared order it moves with each page', async () => {
    changes('integer', { ascending: true })
    world.pages = [[{ id: 1, at: 5 }], [{ id: 2, at: 6 }]]
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    await world.sync()
    expect(world.query('select mark from _sources')).toEqual([['["integer","5"]']])
  })

  it.each([
    ['integer', [9, 10], '10'],
    ['integer', ['9007199254740993', '9007199254740992'], '9007199254740993'],
    ['text', ['b9', 'b10'], 'b9'],
    ['time', [1_770_000_000, 1_770_000_060], '1770000000'],
    ['time', [1_770_000_060_000, 1_770_000_000_000], '1770000000000'],
    ['time', ['2026-05-01', '2026-04-30T23:59:59.5Z'], '2026-04-30T23:59:00.000Z'],
  ] as const)('PULL-7 compares %s marks %j as what they are', async (compare, values, expected) => {
    changes(compare)
    world.pages = [values.map((at, id) => ({ id, at }))]
    await world.sync()
    await world.sync()
    expect(since()[1]).toBe(expected)
  })

  it.each([
    ['is missing', undefined],
    ['is of another type', 'yesterday'],
    ['is a time that cannot be yet', '9999-01-01T00:00:00Z'],
  ])('PULL-7 where a mark %s the row is stored, the run says so, and the mark stays', async (_what, at) => {
    changes('time')
    world.pages = [
      [
        { id: 1, at: '2026-05-01T10:00:00Z' },
        { id: 2, at },
      ],
    ]
    const { outcome, sums } = await world.sync()
    expect([outcome, sums.inserted]).toEqual([{ type: 'succeeded', output: { marksMissing: true } }, 2])
    expect(world.query('select mark from _sources')).toEqual([[null]])
  })
})

describe('everything again', () => {
  it('PULL-8 keeps every row readable, and a pass that fails changes none of them', async () => {
    await world.sync()
    const rows = world.query('select * from things order by _key')
    world.clock += 5_000
    world.set({ round: 1 })
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry' })
    expect(world.requests[2]?.headers['if-none-match']).toBeUndefined()
    expect(world.query('select * from things order by _key')).toEqual(rows)
  })

  it.each([
    ['a header', { headers: { 'x-version': '2' } }],
    ['a parameter', { query: { filter: 'x' } }],
    ['the deletes', { deletes: { mode: 'full' as const } }],
    ['the round', { round: 1 }],
  ])('PULL-10 asks for all of it without validators once %s changed', async (_what, choices) => {
    await world.sync()
    world.set(choices)
    await world.sync()
    const second = world.requests.slice(2)
    expect(second.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined])
  })

  it('PULL-10 keeps its validators when only pace and limits changed', async () => {
    await world.sync()
    world.set({ rate: { perSecond: 1, atOnce: 1 }, maxPages: 500 })
    expect((await world.sync()).sums).toMatchObject({ notModified: 2 })
  })

  it('PULL-10 forgets the mark with the mapping', async () => {
    changes('integer')
    world.pages = [[{ id: 1, at: 5 }]]
    await world.sync()
    world.set({ incremental: { field: 'at', param: 'since', compare: 'integer' }, headers: { 'x-version': '2' } })
    await world.sync()
    expect(since()).toEqual([null, null])
  })

  it('PULL-9 forgets the validators of pages that the list no longer has', async () => {
    await world.sync()
    world.pages = [[{ id: 9 }]]
    await world.sync()
    expect(world.query('select count(*) from _validators')).toEqual([[1]])
  })
})
