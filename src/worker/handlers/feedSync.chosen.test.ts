// Types that a person chose for the values of a source: what is stored, what is kept beside it, and what is told of a choice (PULL-17, PULL-18).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  world.pages = [
    [
      { id: 1, size: '10', name: 'a' },
      { id: 2, size: '9007199254740993', name: 'b' },
    ],
    [{ id: 3, size: 'large', name: 'c' }],
  ]
})
afterEach(() => world.close())

const sizes = (): unknown[] => world.query('select id, size, typeof(size), _raw from things order by id')
const log = (): unknown[] =>
  world.query('select property, change, old_type, new_type, rows from _schema_log order by id')
const AS_FOUND = [
  [1, '10', 'text', null],
  [2, '9007199254740993', 'text', null],
  [3, 'large', 'text', null],
]

describe('a type chosen before the first pull', () => {
  it('PULL-17 PULL-19 is what values are stored as, exactly; what is no such value is kept in _raw as it came, and said', async () => {
    world.set({ types: { size: 'integer' } })
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { inserted: 3, shapeChanges: 1 } })
    expect(world.query('select cast(size as text), typeof(size), _raw from things order by id')).toEqual([
      ['10', 'integer', null],
      ['9007199254740993', 'integer', null],
      [null, 'null', '{"size":"large"}'],
    ])
    expect(log()).toEqual([['size', 'kept_in_raw', 'integer', 'text', 1]])
  })

  it('PULL-17 is kept to on the first page as well: set_aside, ignore and stop', async () => {
    world.set({ types: { size: 'integer' }, shapes: { typeChange: 'set_aside' } })
    expect((await world.sync()).sums).toMatchObject({ inserted: 2, setAside: 1 })
    expect(world.query('select reason, record from _set_aside_rows')).toEqual([
      ['type_changed', '{"id":3,"size":"large","name":"c"}'],
    ])
    world.set({ types: { size: 'integer' }, shapes: { typeChange: 'ignore' } })
    await world.sync()
    expect(world.query('select size, name, _raw from things where id = 3')).toEqual([[null, 'c', null]])
    world.set({ types: { size: 'integer' }, shapes: { typeChange: 'stop' } })
    expect((await world.sync()).outcome).toMatchObject({
      type: 'failed',
      error: { code: 'shape_changed', details: { field: 'size', before: 'integer', after: 'text' } },
    })
  })

  it('PULL-17 holds for a field that comes later, and set_aside with it', async () => {
    world.set({ types: { late: 'boolean' }, shapes: { typeChange: 'set_aside' } })
    await world.sync()
    world.pages = [
      [
        { id: 1, late: 'true' },
        { id: 4, late: 'maybe' },
      ],
    ]
    expect((await world.sync()).sums).toMatchObject({ updated: 1, setAside: 1 })
    expect(world.query('select late, typeof(late) from things where id = 1')).toEqual([[1, 'integer']])
  })

  it('PULL-9 an unchanged source with chosen types is asked for once and writes nothing', async () => {
    world.set({ types: { size: 'integer' } })
    await world.sync()
    expect((await world.sync()).sums).toMatchObject({ notModified: 2 })
    world.pages[0]?.push({ id: 5, size: '11', name: 'e' })
    expect((await world.sync()).sums).toMatchObject({ inserted: 1, unchanged: 2 })
    expect(log()).toHaveLength(1)
  })
})

describe('a choice about a table that has rows', () => {
  beforeEach(async () => void (await world.sync()))

  it('PULL-8 PULL-10 pulls everything anew, and changes no row before all of it has come', async () => {
    world.set({ types: { size: 'number' } })
    world.answerWith(/page=2/, (reply) => reply.writeHead(404).end())
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed' })
    expect([sizes(), log()]).toEqual([AS_FOUND, []])
    world.intercept = () => false
    expect(await world.sync()).toMatchObject({ sums: { updated: 3, shapeChanges: 2 } })
    expect(world.requests.slice(-2).map(({ status }) => status)).toEqual([200, 200])
    expect(world.query('select typeof(size), _raw from things order by id')).toEqual([
      ['integer', null],
      ['integer', null],
      ['null', '{"size":"large"}'],
    ])
  })

  it('PULL-18 is one event with both types and its rows, and another when it is taken back', async () => {
    world.set({ types: { size: 'integer' } })
    await world.sync()
    expect(log()).toEqual([
      ['size', 'type_chosen', 'text', 'integer', 2],
      ['size', 'kept_in_raw', 'integer', 'text', 1],
    ])
    world.set({ types: { size: 'text' } })
    await world.sync()
    world.set({})
    await world.sync()
    expect(sizes()).toEqual(AS_FOUND)
    expect(log().slice(2)).toEqual([
      ['size', 'type_chosen', 'integer', 'text', 3],
      ['size', 'type_chosen', 'text', 'found', 3],
    ])
    await world.sync()
    expect(log()).toHaveLength(4)
  })

  it('PULL-18 tells anew of what is no such value once another type was chosen', async () => {
    for (const type of ['integer', 'boolean'] as const) {
      world.set({ types: { size: type } })
      await world.sync()
    }
    expect(log().slice(2)).toEqual([
      ['size', 'type_chosen', 'integer', 'boolean', 0],
      ['size', 'kept_in_raw', 'boolean', 'text', 3],
    ])
  })

  it('F171 a field called as what every object inherits has no type of its own', async () => {
    world.pages = [[{ id: 1, constructor: '1', toString: '2' }]]
    world.set({ types: Object.fromEntries([['toString', 'integer' as const]]) })
    await world.sync()
    expect(world.query('select typeof("constructor"), typeof("toString") from things where id = 1')).toEqual([
      ['text', 'integer'],
    ])
  })
})

it('PULL-6 the mark is read from what came, whatever it is stored as', async () => {
  world.pages = [[{ id: 1, at: 1_700_000_000_000 }]]
  world.set({ incremental: { field: 'at', param: 'since' }, types: { at: 'text' } })
  world.clock = 1_800_000_000_000
  expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
  expect(world.query('select typeof(at) from things')).toEqual([['text']])
  expect(world.query('select mark from _sources')).toEqual([['["ms","1700000000000"]']])
})
