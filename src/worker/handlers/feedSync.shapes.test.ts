// feed.sync and records that are not what they were: new fields, other types, values no double can hold, and what cannot be read at all.
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  world.source = { ...world.source, paginator: { type: 'single' } }
})

afterEach(() => world.close())

const log = (): unknown[] =>
  world.query('select property, change, old_type, new_type, rows from _schema_log order by id')
const body = (text: string | Buffer): void => world.answerWith(/./, (reply) => reply.end(text))

describe('a source that changes its shape', () => {
  it('PULL-18 F158 a thousand rows with a new field come in one run, and the change is on record', async () => {
    world.pages = [[{ id: 0, name: 'a' }]]
    await world.sync()
    world.pages = [Array.from({ length: 1_000 }, (_, id) => ({ id, name: 'a', score: id }))]
    const { outcome, sums } = await world.sync()
    expect([outcome.type, sums.inserted, sums.updated]).toEqual(['succeeded', 999, 1])
    expect(log()).toEqual([['score', 'column_added', null, 'number', 1_000]])
    expect(world.query('select sum(score) from things')).toEqual([[499_500]])
  })

  it('PULL-17 PULL-18 F160 a type that changes is stored exactly and logged with both types', async () => {
    world.pages = [
      [
        { id: 1, code: 7 },
        { id: 2, code: null },
      ],
    ]
    await world.sync()
    world.pages = [
      [
        { id: 1, code: '007' },
        { id: 2, code: '08' },
        { id: 3, code: { a: 1 } },
        { id: 4, code: 9 },
      ],
    ]
    await world.sync()
    expect(log()).toEqual([
      ['code', 'type_changed', 'number', 'text', 2],
      ['code', 'type_changed', 'number, text', 'object', 1],
    ])
    expect(world.query('select code, typeof(code) from things order by _key')).toEqual([
      ['007', 'text'],
      ['08', 'text'],
      ['{"a":1}', 'text'],
      [9, 'integer'],
    ])
    await world.sync()
    expect(log()).toHaveLength(2)
  })

  it('PULL-17 a field past the last column is kept in _raw and logged once', async () => {
    const wide = Object.fromEntries(Array.from({ length: 205 }, (_, index) => [`f${index}`, index]))
    world.pages = [[{ id: 1, ...wide }]]
    await world.sync()
    world.pages = [[{ ...wide, id: 2 }]]
    await world.sync()
    expect(world.query("select count(*) from _schema_log where change = 'kept_in_raw'")).toEqual([[6]])
    expect(world.query("select _raw ->> 'f204' from things")).toEqual([[204], [204]])
  })

  it('PULL-17 a field that is gone drops no column', async () => {
    world.pages = [[{ id: 1, name: 'a', old: 1 }]]
    await world.sync()
    world.pages = [[{ id: 1, name: 'a' }]]
    await world.sync()
    expect(world.query("select count(*) from pragma_table_info('things') where name = 'old'")).toEqual([[1]])
  })

  it('PULL-18 a change is rolled back with its page', async () => {
    world.pages = [[{ id: 1 }]]
    await world.sync()
    const before = world.query('select * from things')
    body('[{"id":1,"new":1},{"id":')
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'cut_short' } })
    expect([log(), world.query('select * from things')]).toEqual([[], before])
  })
})

describe('values', () => {
  it('PULL-19 F161 F162 F163 F170 F171 come and are kept exactly', async () => {
    body(
      `[{"id":1,"big":9007199254740993,"bigger":123456789012345678901234567890,"price":0.10000000000000000001,
      "text":"a\\u0000b","empty":"","none":null,"when":"2026-05-01T10:00:00+02:00",
      "twice":1,"twice":2,"__proto__":{"x":1},"constructor":"c"}]`,
    )
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    const db = new Database(world.library, { readonly: true })
    const row = db.prepare('select * from things').safeIntegers().get() as Record<string, unknown>
    db.close()
    expect(row).toMatchObject({
      big: 9007199254740993n,
      bigger: '123456789012345678901234567890',
      price: '0.10000000000000000001',
      text: 'a\u0000b',
      empty: '',
      none: null,
      when: '2026-05-01T10:00:00+02:00',
      twice: 2n,
      constructor: 'c',
    })
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

describe('what cannot be read', () => {
  it('PULL-17 F169 is set aside with its place and reason, and the rest is stored', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    body(`[{"id":1},{"name":"no key"},{"id":2,"deep":${deep}},"text",{"id":3}]`)
    expect((await world.sync()).sums).toMatchObject({ inserted: 2, setAside: 3 })
    expect(world.query('select position, reason, record from _set_aside_rows')).toEqual([
      [1, 'no_key', '{"name":"no key"}'],
      [2, 'record_too_deep', null],
      [3, 'no_key', '"text"'],
    ])
  })

  it('PULL-17 what was set aside is gone from the record when its page is whole again', async () => {
    world.pages = [[{ id: 1 }, { name: 'no key' }]]
    await world.sync()
    world.pages = [[{ id: 1 }, { id: 2 }]]
    await world.sync()
    expect(world.query('select count(*) from _set_aside_rows')).toEqual([[0]])
  })

  it('F167 a record of 20 MB is set aside, and those around it are stored', async () => {
    body(`[{"id":1},{"id":2,"x":"${'a'.repeat(20_000_000)}"},{"id":3}]`)
    expect((await world.sync()).sums).toMatchObject({ inserted: 2, setAside: 1 })
    expect(world.query('select reason, bytes > 20000000 from _set_aside_rows')).toEqual([['record_too_large', 1]])
  })

  it('F165 bytes that are not UTF-8 fail the page, name their place, and change nothing', async () => {
    world.pages = [[{ id: 1, name: 'a' }]]
    await world.sync()
    body(Buffer.from('[{"id":1,"name":"\xff"}]', 'latin1'))
    expect((await world.sync()).outcome).toMatchObject({ error: { code: 'not_utf8', details: { offset: 17 } } })
    expect(world.rows()).toEqual([['1', 'a']])
  })
})
