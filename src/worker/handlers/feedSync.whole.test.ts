// A pass over everything against what is shown meanwhile, what a run says of a key that is not there, and how little an unchanged source costs.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { Stopped } from '../handler'
import { openLibrary } from '../library/database'
import { openTable } from '../library/tables'
import { feedSync } from './feedSync'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

const named = (from: number, to: number, name: string): { id: number; name: string }[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ id: from + at, name }))
const everything = (): unknown[] => world.query('select * from things order by _key')

/** Two pages of ten rows, all of which say so. */
function twoPages(name: string): void {
  world.pages = [named(1, 10, name), named(11, 20, name)]
}

describe.each([
  ['everything again', (round: number) => ({ round })],
  ['a full list', (round: number) => ({ deletes: { mode: 'full' as const }, headers: { 'x-round': String(round) } })],
])('PULL-8 %s', (_what, settings) => {
  beforeEach(async () => {
    twoPages('old')
    world.set(settings(0))
    await world.sync()
    twoPages('new')
    world.set(settings(1))
    world.clock += 1_000
  })

  it('a pass that fails changes no row that can be seen, though its first page had changed', async () => {
    const before = everything()
    world.answerWith(/page=2/, (reply) => reply.writeHead(403).end())
    const { outcome, sums } = await world.sync()
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'refused' } })
    expect(everything()).toEqual(before)
    expect([sums.pages, sums.updated, sums.inserted]).toEqual([1, 0, 0])
  })

  it('what a failed pass kept is forgotten, and its pages are asked for without validators', async () => {
    world.answerWith(/page=2/, (reply) => reply.writeHead(403).end())
    await world.sync()
    expect(world.query('select count(*) from _staged')).toEqual([[0]])
    world.intercept = () => false
    const asked = world.requests.length
    expect((await world.sync()).sums).toMatchObject({ pages: 2, updated: 20 })
    expect(world.requests.slice(asked).map(({ status }) => status)).toEqual([200, 200])
    expect(world.query("select count(*) from things where name = 'new'")).toEqual([[20]])
  })

  it('the old rows are read until the last page was stored, and goes on where it was cut off', async () => {
    const controller = new AbortController()
    const before = everything()
    world.intercept = (request) => {
      if (/page=2/.test(request.url ?? '')) controller.abort(new Stopped('battery'))
      return false
    }
    await expect(world.sync(controller.signal)).rejects.toBeInstanceOf(Stopped)
    expect(everything()).toEqual(before)
    world.intercept = () => false
    const asked = world.requests.length
    const { sums } = await world.sync()
    expect(world.requests.slice(asked)).toHaveLength(1)
    expect(sums).toMatchObject({ updated: 20, inserted: 0, unchanged: 0 })
    expect(world.query("select count(*) from things where name = 'new'")).toEqual([[20]])
  })

  it('what was stored and never came to its end is asked for again, and is whole then', async () => {
    world.pages = [named(1, 20, 'new')]
    const controller = new AbortController()
    const context = world.context(controller.signal, {})
    const progress = (): void => controller.abort(new Stopped('battery'))
    await expect(feedSync({ ...context, input: { sourceId: 's1' }, progress })).rejects.toBeInstanceOf(Stopped)
    expect(world.query("select count(*) from things where name = 'new'")).toEqual([[0]])
    expect((await world.sync()).sums).toMatchObject({ pages: 1, updated: 20 })
    expect(world.query('select count(*), name from things where _deleted_at is null group by 2')).toEqual([[20, 'new']])
  })
})

it('PULL-8 PULL-19 what was kept until the end comes out of it as it was sent', async () => {
  world.set({ round: 0 })
  await world.sync()
  world.set({ round: 1 })
  const text =
    '[{"id":1,"big":9007199254740993,"over":18446744073709551616,"decimal":0.1234567890123456789,"minus":-0.0,"empty":"","none":null,' +
    '"nul":"a\\u0000b","half":"\\ud800","__proto__":{"x":1},"list":[1e999],"truth":true}]'
  world.answerWith(/./, (reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end(text))
  await world.sync()
  const shown = world.query(
    `select cast(big as text), over, decimal, minus, empty, typeof(none), hex(nul), half, proto, list, truth
     from (select *, "_proto__2" as proto from things where _key = '1')`.replace('"_proto__2"', columnOf('__proto__')),
  )
  expect(shown).toEqual([
    [
      '9007199254740993',
      '18446744073709551616',
      '0.1234567890123456789',
      -0,
      '',
      'null',
      '610062',
      '"\\ud800"',
      '{"x":1}',
      '[1e999]',
      1,
    ],
  ])
})

function columnOf(property: string): string {
  const [[name]] = world.query(`select column_name from _columns where source_name = '${property}'`) as [[string]]
  return `"${name}"`
}

it('PULL-6 PULL-8 a mark that moves with each page does not, while the rows of the pages wait for the end', async () => {
  const incremental = { field: 'at', param: 'since', compare: 'integer', ascending: true } as const
  world.pages = [[{ id: 1, at: 5 }], [{ id: 2, at: 6 }]]
  world.set({ incremental })
  await world.sync()
  world.set({ incremental, round: 1 })
  world.pages = [[{ id: 1, at: 7 }], [{ id: 2, at: 8 }]]
  world.answerWith(/page=2/, (reply) => reply.writeHead(403).end())
  await world.sync()
  expect(world.query('select mark from _sources')).toEqual([[null]])
  world.intercept = () => false
  expect((await world.sync()).sums).toMatchObject({ updated: 2 })
  expect(world.query('select mark from _sources')).toEqual([['["integer","8"]']])
})

it('PULL-2 F152 a list longer than a run may ask for is gone on with by the next', async () => {
  world.pages = Array.from({ length: 5 }, (_, page) => [{ id: page, name: 'x' }])
  world.set({ maxPages: 2 })
  const ends: unknown[] = []
  for (let run = 0; run < 3; run++) ends.push((await world.sync()).outcome)
  const stopped = { type: 'failed', error: { code: 'too_many_pages' } }
  expect(ends).toMatchObject([stopped, stopped, { type: 'succeeded' }])
  expect(world.requests).toHaveLength(5)
  expect(world.query('select count(*) from things')).toEqual([[5]])
})

describe('a key that no record has', () => {
  beforeEach(() => {
    world.source = { ...world.source, keyField: 'uuid' }
  })

  it('PULL-2 is called so on a list of pages, and not a list without end', async () => {
    world.source = { ...world.source, paginator: { type: 'single' } }
    world.set({ pages: { type: 'page' } })
    const { outcome, sums } = await world.sync()
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'key_missing', details: { field: 'uuid' } } })
    expect(sums).toMatchObject({ setAside: 3, inserted: 0 })
  })

  it('is called so on a list of one page, and again when the page did not change', async () => {
    world.pages = [named(1, 3, 'a')]
    for (let run = 0; run < 2; run++) {
      expect((await world.sync()).outcome).toMatchObject({ error: { code: 'key_missing', details: { records: 3 } } })
    }
    expect(world.query('select count(*) from _set_aside_rows')).toEqual([[3]])
  })

  it('PULL-14 deletes nothing', async () => {
    world.source = { ...world.source, keyField: 'id' }
    world.set({ deletes: { mode: 'full' } })
    await world.sync()
    world.pages = [[{ name: 'x' }, { name: 'y' }]]
    expect((await world.sync()).outcome).toMatchObject({ error: { code: 'key_missing' } })
    expect(world.query('select count(*) from things where _deleted_at is null')).toEqual([[3]])
  })

  it('is no fault of the run where other records have theirs', async () => {
    world.source = { ...world.source, keyField: 'id' }
    world.pages = [[{ id: 1 }], [{ name: 'x' }], [{ id: 2 }]]
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { inserted: 2, setAside: 1 } })
  })
})

describe('an unchanged source', () => {
  /** Everything in the file, by table. */
  const contents = (): Record<string, unknown[]> =>
    Object.fromEntries(
      (world.query("select name from sqlite_schema where type = 'table' order by 1") as [string][]).map(([name]) => [
        name,
        world.query(`select * from "${name}"`),
      ]),
    )

  it.each([
    ['a list', {}],
    ['a full list', { deletes: { mode: 'full' as const } }],
  ])('D31 PULL-9 writes nothing of %s but when it looked and which attempt did', async (_what, settings) => {
    world.set(settings)
    await world.sync()
    const before = contents()
    world.clock += 5_000
    await world.sync()
    const changed = Object.entries(contents()).filter(
      ([name, rows]) => JSON.stringify(rows) !== JSON.stringify(before[name]),
    )
    expect(changed.map(([name]) => name)).toEqual(['_lease', '_sources'])
    const without = ([row]: unknown[]): unknown[] => (row as unknown[]).toSpliced(3, 1)
    expect(without(contents()['_sources'] as unknown[])).toEqual(without(before['_sources'] as unknown[]))
  })

  it('D31 costs one request where the source says that the newest comes first', async () => {
    world.set({ newestFirst: true })
    await world.sync()
    expect((await world.sync()).sums).toMatchObject({ requests: 1, notModified: 1 })
    world.pages[0] = [{ id: 9, name: 'new' }]
    expect((await world.sync()).sums).toMatchObject({ requests: 2, inserted: 1 })
    expect((await world.sync()).sums).toMatchObject({ requests: 1 })
  })

  it('D31 is looked at whole where the pass before was not', async () => {
    world.set({ newestFirst: true })
    world.answerWith(/page=2/, (reply) => reply.writeHead(403).end())
    await world.sync()
    world.intercept = () => false
    expect((await world.sync()).sums).toMatchObject({ requests: 2, notModified: 1, inserted: 1 })
  })
})

describe('a table whose name differs by case only', () => {
  it('F172 is the same table: no column is added twice, and its rows are this source’s', async () => {
    const file = openLibrary(world.library)
    const spec = { table: 'THINGS', sourceId: null, keyField: 'id' }
    openTable(file.db, spec, 1).write([{ key: '1', record: { id: 1, name: 'old' } }], 1)
    file.close()
    expect((await world.sync()).sums).toMatchObject({ inserted: 2, updated: 1 })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ])
    expect(world.query('select table_name, rows from _tables')).toEqual([['THINGS', 3]])
    expect((await world.sync()).sums).toMatchObject({ notModified: 2 })
  })
})
