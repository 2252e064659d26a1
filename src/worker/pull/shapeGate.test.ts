// Records of another shape than their table's, under each policy; and that a change which goes on for pages is one event with all of its rows.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  await world.sync()
})

afterEach(() => world.close())

const things = (): unknown[] => world.query('select * from things order by _key')
const aside = (): unknown[] =>
  world.query('select position, reason, record from _set_aside_rows order by page, position')

const changes = [
  ['newField', 'new_field', { id: 1, name: 'a', more: 7 }, { before: null, after: 'number', field: 'more' }],
  ['typeChange', 'type_changed', { id: 1, name: 7 }, { before: 'text', after: 'number', field: 'name' }],
  ['missingField', 'missing_field', { id: 1 }, { before: 'text', after: null, field: 'name' }],
] as const

describe.each(changes)('PULL-17 %s', (policy, reason, record, details) => {
  beforeEach(() => {
    world.pages = [[record, { id: 2, name: 'changed' }], [{ id: 3, name: 'c' }]]
  })

  it('set_aside keeps the record beside its table, with the reason, and stores the others', async () => {
    world.set({ shapes: { [policy]: 'set_aside' } })
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { setAside: 1, updated: 1 } })
    expect(aside()).toEqual([[0, reason, JSON.stringify(record)]])
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'changed'],
      ['3', 'c'],
    ])
  })

  it('stop fails the run, says where, and changes nothing', async () => {
    world.set({ shapes: { [policy]: 'stop' } })
    const before = things()
    expect((await world.sync()).outcome).toMatchObject({
      type: 'failed',
      error: { code: 'shape_changed', details: { reason, ...details } },
    })
    expect([things(), aside()]).toEqual([before, []])
    expect(world.query('select count(*) from _schema_log')).toEqual([[0]])
  })

  it('ignore leaves the value out and stores the rest of the record', async () => {
    world.set({ shapes: { [policy]: 'ignore' } })
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { setAside: 0 } })
    const name = policy === 'newField' ? 'a' : null
    expect(world.query('select name, _raw from things where id = 1')).toEqual([[name, null]])
    expect(world.query('select count(*) from _schema_log')).toEqual([[0]])
  })

  it('evolve fits the table to the record', async () => {
    await world.sync()
    const logged = policy === 'missingField' ? 0 : 1
    expect(world.query('select count(*) from _schema_log')).toEqual([[logged]])
    expect(aside()).toEqual([])
  })
})

it('PULL-14 PULL-17 a record that was set aside for its shape is still in the list', async () => {
  world.set({ deletes: { mode: 'full' }, shapes: { newField: 'set_aside' } })
  world.pages = [
    [
      { id: 1, name: 'a', more: 1 },
      { id: 2, name: 'b' },
    ],
    [],
  ]
  expect((await world.sync()).sums).toMatchObject({ setAside: 1, deleted: 1 })
  expect(world.query('select id from things where _deleted_at is null order by 1')).toEqual([[1], [2]])
})

it('PULL-17 a new table takes its shape from its first page, whatever the policy', async () => {
  world.source = { ...world.source, table: 'others' }
  world.set({ shapes: { newField: 'stop', typeChange: 'stop', missingField: 'stop' } })
  world.pages = [
    [
      { id: 1, a: 1 },
      { id: 2, b: 2 },
    ],
  ]
  expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
})

describe('PULL-18 a change that goes on over the pages of a run', () => {
  const rows = (page: number, more: unknown): unknown[] =>
    Array.from({ length: 100 }, (_, at) => ({ id: page * 100 + at, name: 'x', more }))

  it('is one event, with the rows of all of them', async () => {
    world.pages = Array.from({ length: 10 }, (_, page) => rows(page, 1))
    expect((await world.sync()).sums).toMatchObject({ shapeChanges: 1 })
    expect(world.query('select property, change, old_type, new_type, rows from _schema_log')).toEqual([
      ['more', 'column_added', null, 'number', 1_000],
    ])
    world.pages = Array.from({ length: 10 }, (_, page) => rows(page, page < 5 ? 1 : 'one'))
    await world.sync()
    expect(world.query('select change, old_type, new_type, rows from _schema_log')).toEqual([
      ['column_added', null, 'number', 1_000],
      ['type_changed', 'number', 'text', 500],
    ])
  })
})
