// Records becoming rows: what is counted, which columns appear, and that every value is kept exactly.

import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseExact } from '../parse/exactNumbers'
import { toKey } from './cells'
import { foldName } from './ident'
import { librarySchemas } from './schema'
import { dropTable, type KeyedRecord, openTable, type WriteCounts } from './tables'

let db: Database.Database

beforeEach(() => {
  db = new Database(':memory:')
  db.exec(librarySchemas.join(''))
})

afterEach(() => db.close())

const spec = { table: 'things', sourceId: 'source-1', keyField: 'id' }

function write(records: unknown[], now = 1_000, table = spec): WriteCounts {
  const keyed = records.map((record, index) => {
    const { id } = record as { id?: unknown }
    return { key: toKey(id) ?? String(index), record } as KeyedRecord
  })
  return openTable(db, table, now).write(keyed, now)
}

function cell(key: string, column: string): { value: unknown; type: unknown } {
  const row = db
    .prepare(`select "${column}" as value, typeof("${column}") as type from things where _key = ?`)
    .safeIntegers()
    .get(key)
  return row as { value: unknown; type: unknown }
}

const columnNames = (): string[] =>
  db.prepare('select column_name from _columns order by ordinal').pluck().all() as string[]

describe('upserting', () => {
  it('counts what is new, changed and the same, and writes only what is', () => {
    expect(
      write([
        { id: 1, a: 'x' },
        { id: 2, a: 'y' },
      ]),
    ).toEqual({ inserted: 2, updated: 0, unchanged: 0, deleted: 0 })
    const changes = db.prepare('select total_changes()').pluck()
    const before = Number(changes.get())
    expect(
      write(
        [
          { id: 1, a: 'x' },
          { id: 2, a: 'y' },
        ],
        2_000,
      ),
    ).toEqual({ inserted: 0, updated: 0, unchanged: 2, deleted: 0 })
    expect(Number(changes.get()) - before).toBe(0)
    expect(write([{ id: 1, a: 'z' }, { id: 3 }], 3_000)).toEqual({ inserted: 1, updated: 1, unchanged: 0, deleted: 0 })
    const rows = db.prepare('select _key, a, _seen_at, _changed_at from things order by _key').raw().all()
    expect(rows).toEqual([
      ['1', 'z', 1_000, 3_000],
      ['2', 'y', 1_000, 1_000],
      ['3', null, 3_000, 3_000],
    ])
  })

  it('F150 takes a record that comes twice in a page once, the last one', () => {
    expect(
      write([
        { id: 1, a: 1 },
        { id: 1, a: 2 },
      ]),
    ).toEqual({ inserted: 1, updated: 1, unchanged: 0, deleted: 0 })
    expect(cell('1', 'a').value).toBe(2n)
  })

  it('keeps the number of rows and the time of the last change beside the table', () => {
    write([{ id: 1 }, { id: 2 }], 1_000)
    write([{ id: 2 }, { id: 3 }], 2_000)
    write([{ id: 3 }], 3_000)
    expect(db.prepare('select rows, changed_at, source_id from _tables').get()).toEqual({
      rows: 3,
      changed_at: 2_000,
      source_id: 'source-1',
    })
  })

  it('brings a deleted row back when it is seen again', () => {
    write([{ id: 1 }])
    db.exec('update things set _deleted_at = 5')
    expect(write([{ id: 1 }])).toMatchObject({ updated: 1 })
    expect(db.prepare('select _deleted_at from things').pluck().get()).toBeNull()
  })
})

describe('another key', () => {
  it('PULL-10 starts the table of a source anew, so that no record stands there under both keys', () => {
    write([{ id: 1, title: 'a' }])
    const keyed = [{ key: 'a', record: { id: 1, title: 'a' } }]
    const other = { ...spec, keyField: 'title' }
    expect(openTable(db, other, 2).write(keyed, 2)).toMatchObject({ inserted: 1 })
    expect(db.prepare('select _key from things').pluck().all()).toEqual(['a'])
    expect(db.prepare('select rows from _tables').pluck().get()).toBe(1)
    expect(openTable(db, other, 3).write(keyed, 3)).toMatchObject({ unchanged: 1 })
  })

  it('keeps what was imported, which cannot be fetched again', () => {
    const imported = { table: 'things', sourceId: null, keyField: 'id' }
    write([{ id: 1, title: 'a' }], 1, imported as never)
    openTable(db, { ...imported, keyField: null }, 2).write([{ key: '1:1', record: { id: 1 } }], 2)
    expect(db.prepare('select count(*) from things').pluck().get()).toBe(2)
  })
})

describe('values', () => {
  it.each([
    ['9007199254740993', 9007199254740993n, 'integer'],
    ['-9223372036854775808', -9223372036854775808n, 'integer'],
    ['9223372036854775807', 9223372036854775807n, 'integer'],
    ['9223372036854775808', '9223372036854775808', 'text'],
    ['123456789012345678901234567890', '123456789012345678901234567890', 'text'],
    ['1e999', '1e999', 'text'],
    ['0.1', 0.1, 'real'],
    ['3.14159265358979323846', '3.14159265358979323846', 'text'],
    ['1e300', 1e300, 'real'],
    ['42', 42n, 'integer'],
    ['-0.5', -0.5, 'real'],
    ['"007"', '007', 'text'],
    ['""', '', 'text'],
    ['"a\\u0000b"', 'a\0b', 'text'],
    ['"\\ud800"', '"\\ud800"', 'text'],
    ['true', 1n, 'integer'],
    ['false', 0n, 'integer'],
    ['{"a":[1,null,"x"],"n":12345678901234567890}', '{"a":[1,null,"x"],"n":12345678901234567890}', 'text'],
  ])('P13 PULL-19 F161 F162 keeps %s exactly', (json, value, type) => {
    write([parseExact(`{"id":"k","v":${json}}`)])
    expect(cell('k', 'v')).toEqual({ value, type })
  })

  it('keeps a negative zero', () => {
    write([parseExact('{"id":"k","v":-0.0}')])
    expect(Object.is(cell('k', 'v').value, -0)).toBe(true)
  })

  it('F159 tells an explicit null from a missing property, and both from an empty text', () => {
    write([
      { id: 1, a: null, b: '' },
      { id: 2, b: 'x' },
    ])
    const ordinal = db.prepare("select ordinal from _columns where source_name = 'a'").pluck().get()
    const rows = db.prepare('select _key, a, b, _nulls from things order by _key').raw().all()
    expect(rows).toEqual([
      ['1', null, '', String(ordinal)],
      ['2', null, 'x', null],
    ])
    expect(write([{ id: 2, a: null, b: 'x' }])).toMatchObject({ updated: 1 })
  })

  it('F160 stores a changed type beside the old one, without conversion', () => {
    write([
      { id: 1, v: 7 },
      { id: 2, v: '007' },
      { id: 3, v: { x: 1 } },
      { id: 4, v: 1.5 },
    ])
    const types = db.prepare('select typeof(v) from things order by _key').pluck().all()
    expect(types).toEqual(['integer', 'text', 'text', 'real'])
  })

  it('D30 F158 keeps what does not fit 200 columns in _raw', () => {
    const wide = Object.fromEntries(Array.from({ length: 205 }, (_, index) => [`p${index}`, index]))
    write([wide])
    expect(columnNames()).toHaveLength(200)
    const raw = db.prepare('select _raw from things').pluck().get() as string
    expect(JSON.parse(raw)).toEqual({ p200: 200, p201: 201, p202: 202, p203: 203, p204: 204 })
    expect(write([{ ...wide, p204: 5 }])).toMatchObject({ updated: 1 })
  })
})

describe('names', () => {
  it('F171 takes __proto__, constructor and prototype for ordinary names', () => {
    write([parseExact('{"id":"k","__proto__":{"polluted":1},"constructor":2,"prototype":3}')])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const row = db.prepare('select * from things').get() as Record<string, unknown>
    expect(Object.values(row)).toContain('{"polluted":1}')
    expect(cell('k', 'constructor').value).toBe(2n)
  })

  it('F172 tells names apart that differ by case or by Unicode form', () => {
    write([{ id: 'k', Name: 1, name: 2, NAME: 3, 'e\u0301': 4, '\u00e9': 5, É: 6 }])
    const names = columnNames()
    expect(new Set(names.map(foldName)).size).toBe(names.length)
    const row = db.prepare('select * from things').get() as Record<string, unknown>
    expect(Object.values(row).filter((value) => typeof value === 'number' && value < 10)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('F164 F173 maps names that SQLite or this file has a use for', () => {
    write([
      { id: 'k', rowid: 1, oid: 2, _rowid_: 3, _key: 4, _deleted_at: 5, 'a\0b': 6, '': 7, ' ': 8, _id: 9, _lull_x: 10 },
    ])
    expect(columnNames().join(' ')).toBe(
      'id rowid_2 oid_2 _rowid__2 _key_2 _deleted_at_2 a_b_2 column_2 column_3 _id lull_x_2',
    )
    expect(db.prepare('select _key, _deleted_at from things').raw().get()).toEqual(['k', null])
  })

  it.each<[table: string, why: string]>([
    ['_tables', 'a name kept for inner tables'],
    ['sqlite_schema', 'a name kept for inner tables'],
    ['_LEASE', 'a name kept for inner tables'],
    ['SQLite_x', 'a name kept for inner tables'],
    ['', 'not usable as an SQL identifier'],
    ['a\nb', 'not usable as an SQL identifier'],
    ['a\u0085b', 'not usable as an SQL identifier'],
    ['\ud800', 'not usable as an SQL identifier'],
    ['x'.repeat(201), 'not usable as an SQL identifier'],
  ])('S40 makes no table called %j, and leaves the file as it was', (table, why) => {
    const all = (): unknown[] => [
      ...db.prepare('select name, sql from sqlite_schema order by name').raw().all(),
      ...db.prepare('select table_name from _tables').raw().all(),
    ]
    const before = all()
    expect(() => openTable(db, { ...spec, table }, 1)).toThrow(new Error(why))
    expect(all()).toEqual(before)
  })

  const tableNames = (): unknown[] =>
    db.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all()
  const naughty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '"; drop table _tables; --',
      "'); drop table _tables; --",
      '[x]',
      '`x`',
      'x";',
      "a'b",
      '../../etc',
      '%00',
      '\uD800',
      'select',
      '田中さん',
      '💥',
    ),
  )

  it('S40 leaves the schema alone whatever a table is called: it is that one table, or none', () => {
    const before = tableNames()
    fc.assert(
      fc.property(naughty, (table) => {
        let isMade = true
        try {
          openTable(db, { ...spec, table }, 1).write([{ key: 'k', record: { a: 1 } }], 1)
        } catch (error) {
          isMade = false
          expect(String(error)).toMatch(/^Error: (?:not usable as an SQL identifier|a name kept for inner tables)$/)
        }
        const made = isMade ? [...before, table] : before
        expect(new Set(tableNames())).toEqual(new Set(made))
        if (isMade) expect(dropTable(db, table)).toBe(1)
        expect(tableNames()).toEqual(before)
      }),
      { numRuns: 200, seed: 40 },
    )
  })

  it('S40 leaves the schema alone whatever properties are called', () => {
    const before = tableNames()
    fc.assert(
      fc.property(fc.uniqueArray(naughty, { minLength: 1, maxLength: 20 }), (names) => {
        const record = Object.fromEntries(names.map((name, index) => [name, index]))
        openTable(db, spec, 1).write([{ key: 'k', record }], 1)
        const values = Object.values(db.prepare('select * from things').get() as Record<string, unknown>)
        for (const index of names.keys()) {
          expect(values.includes(index) || String(values[4]).includes(String(index))).toBe(true)
        }
        db.exec('drop table things; delete from _tables')
      }),
      { numRuns: 200 },
    )
    expect(tableNames()).toEqual(before)
  })
})
