// What records and pages can hold that a table must survive: each is pulled over rows that are there, and what is stored afterwards is exactly
// what was sent, or nothing of it.
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  world.pages = [[{ id: 1, name: 'a' }]]
  await world.sync()
})
afterEach(() => world.close())

const sending = (body: string | Buffer): void => world.answerWith(/./, (reply) => reply.end(body))
const record = (fields: string): void => sending(`[{"id":1,"name":"a",${fields}}]`)

/** Value and storage class of a column of row 1. */
function cell(column: string): unknown[] {
  const db = new Database(world.library, { readonly: true })
  try {
    return db
      .prepare(`select "${column}", typeof("${column}") from things where _key = '1'`)
      .raw()
      .safeIntegers()
      .get() as unknown[]
  } finally {
    db.close()
  }
}

describe('numbers', () => {
  it.each([
    ['F161 past 2^53', '9007199254740993', [9_007_199_254_740_993n, 'integer']],
    ['F161 the largest that SQLite holds', '9223372036854775807', [9_223_372_036_854_775_807n, 'integer']],
    ['F162 one more than that', '9223372036854775808', ['9223372036854775808', 'text']],
    ['F162 past every double', '1e999', ['1e999', 'text']],
    ['F162 below every double', '-1e-999', ['-1e-999', 'text']],
    ['F162 less than nothing', '-0', [-0, 'real']],
    ['F162 a decimal that no double is', '0.10000000000000000001', ['0.10000000000000000001', 'text']],
    ['F161 a decimal that a double is near enough to', '0.1', [0.1, 'real']],
  ])('%s come back as they were sent', async (_what, source, stored) => {
    record(`"number":${source}`)
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(cell('number')).toEqual(stored)
  })

  it('F162 NaN is no JSON: nothing of the page is stored', async () => {
    record('"number":NaN')
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'bad_json' } })
    expect(world.query('select * from _columns')).toHaveLength(2)
  })
})

describe('shapes', () => {
  it('F160 a value of another kind is stored as it is, beside those of the first', async () => {
    for (const [value, stored] of [
      ['7', [7n, 'integer']],
      ['"007"', ['007', 'text']],
      ['{"a":[1]}', ['{"a":[1]}', 'text']],
      ['null', [null, 'null']],
    ] as const) {
      record(`"code":${value}`)
      await world.sync()
      expect(cell('code')).toEqual(stored)
    }
    expect(world.query('select change, old_type, new_type from _schema_log')).toEqual([
      ['column_added', null, 'number'],
      ['type_changed', 'number', 'text'],
      ['type_changed', 'number, text', 'object'],
    ])
  })

  it('F158 fields past the 200th column are kept whole in _raw', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, at]))
    sending(JSON.stringify([{ id: 1, name: 'a', ...many }]))
    await world.sync()
    const [[raw]] = world.query("select _raw from things where _key = '1'") as [[string]]
    expect([world.query('select count(*) from _columns'), Object.keys(JSON.parse(raw) as object).length]).toEqual([
      [[200]],
      102,
    ])
  })

  it('F169 nesting 100,000 deep is set aside with its place, and those around it are stored', async () => {
    sending(`[{"id":2,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}},{"id":3}]`)
    expect((await world.sync()).sums).toMatchObject({ inserted: 1, setAside: 1 })
    expect(world.query('select _key from things order by 1')).toEqual([['1'], ['3']])
  })

  it('F170 a name that comes twice is told of, and the last of its values is stored', async () => {
    sending(
      '[{"id":1,"name":"a","name":"b"},{"id":2,"in":{"x":1,"y":[{"z":1,"z":2}]}},{"id":3,"name":"colon: \\"a\\":1"}]',
    )
    expect((await world.sync()).sums).toMatchObject({ repeatedNames: 2, inserted: 2, updated: 1 })
    expect(world.query("select name from things where _key = '1'")).toEqual([['b']])
  })

  it('F171 names that every object inherits are the record’s own, and reach no other object', async () => {
    record('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":"p","toString":"t"')
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const names = world.query('select source_name, column_name from _columns order by ordinal') as [string, string][]
    const values = names.map(([property, column]) => [property, cell(column)[0]])
    expect(Object.fromEntries(values.slice(2) as [string, unknown][])).toEqual(
      Object.fromEntries([
        ['__proto__', '{"polluted":1}'],
        ['constructor', '{"prototype":{"polluted":1}}'],
        ['prototype', 'p'],
        ['toString', 't'],
      ]),
    )
  })
})

describe('texts', () => {
  it('F163 a NUL is part of the text, behind which it goes on', async () => {
    record('"text":"ab\\u0000cd"')
    await world.sync()
    expect(cell('text')).toEqual(['ab\u0000cd', 'text'])
  })

  it.each([
    ['in a text', Buffer.from('[{"id":1,"name":"\xff"}]', 'latin1')],
    ['in a name', Buffer.from('[{"id":1,"n\xffame":"a"}]', 'latin1')],
    [
      'cut in the middle of a sign',
      Buffer.concat([Buffer.from('[{"id":1,"name":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}]')]),
    ],
  ])('F165 bytes that are not UTF-8 %s fail the page, name their place, and change nothing', async (_what, body) => {
    sending(body)
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'not_utf8' } })
    expect(world.rows()).toEqual([['1', 'a']])
  })

  it('F167 a record of 100 MB is passed over with memory as it was, and those around it are stored', async () => {
    world.set({ maxPageMiB: 256 })
    const piece = Buffer.alloc(1_000_000, 0x61)
    let highest = 0
    const sample = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers)
    }, 5)
    world.answerWith(/./, (reply) => {
      reply.write('[{"id":2},{"id":3,"text":"')
      let left = 100
      const more = (): void => {
        while (left-- > 0) if (!reply.write(piece)) return void reply.once('drain', more)
        reply.end('"},{"id":4}]')
      }
      more()
    })
    const heldBefore = process.memoryUsage().arrayBuffers
    const { sums } = await world.sync()
    clearInterval(sample)
    expect(sums).toMatchObject({ inserted: 2, setAside: 1 })
    expect(world.query('select reason, bytes > 100000000 from _set_aside_rows')).toEqual([['record_too_large', 1]])
    expect(highest - heldBefore).toBeLessThan(64 * 1024 * 1024)
  })
})
