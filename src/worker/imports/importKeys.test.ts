// Rows that are stored as they stand in the file are the rows that are stored by their values: the same cells, the same counts, the same ones
// set aside, whatever the cells and however the file is cut. And how few statements it takes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColumnType } from '@shared/imports'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBulkTable } from '../library/bulkRows'
import { type LibraryDb, openImports } from '../library/database'
import { arrayReader } from './arrayReader'
import type { CsvColumn } from './csvColumns'
import { CsvReader } from './csvReader'
import { type PutRows, putCells, putRecords } from './importKeys'
import { LineReader } from './lineReader'
import type { Aside, RowReader } from './rowSteps'

let folder: string
let files: ReturnType<typeof openImports>[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-keys-'))
  files = ['one', 'other'].map((name) => openImports(join(folder, `${name}.db`)))
  for (const { db } of files) db.pragma('synchronous = off')
})
afterAll(() => {
  for (const file of files) file.close()
  rmSync(folder, { recursive: true })
})
const databases = (): [LibraryDb, LibraryDb] => files.map(({ db }) => db) as [LibraryDb, LibraryDb]
const clear = (): void => {
  for (const db of databases()) {
    db.exec('drop table if exists t; delete from _tables; delete from _columns; delete from _schema_log')
  }
}
beforeEach(clear)

interface Came {
  counts: unknown
  aside: Aside[]
  /** Rows that were stored as they stood. */
  asFound: number
}

function stored(
  db: LibraryDb,
  reader: RowReader,
  put: PutRows,
  { keyField = null as string | null, pieces = [] as readonly Buffer[], asFound = true },
): Came {
  const table = openBulkTable(db, { table: 't', sourceId: null, keyField }, 7)
  const came: Came = { counts: null, aside: [], asFound: 0 }
  const target = asFound
    ? {
        ...table,
        putFound: (...row: Parameters<typeof table.putFound>) => {
          const was = table.putFound(...row)
          if (was) came.asFound++
          return was
        },
      }
    : { know: table.know, put: table.put }
  const take = ({ steps }: ReturnType<RowReader['push']>): void => {
    for (const { rows, aside } of steps) came.aside.push(...aside, ...(rows ? put(target, rows) : []))
  }
  for (const piece of pieces) take(reader.push(piece))
  take(reader.finish())
  came.counts = table.finish()
  return came
}

function tableOf(db: LibraryDb): unknown[] {
  const names = db.prepare('select column_name as name from _columns order by ordinal').all() as { name: string }[]
  const types = names.map(({ name }) => `, typeof("${name}")`).join('')
  return [
    names.length === 0 ? [] : db.prepare(`select *${types} from t order by rowid`).safeIntegers().raw().all(),
    db.prepare('select * from _tables').all(),
    db.prepare('select * from _columns').all(),
    db.prepare('select property, column_name, change, old_type, new_type, rows from _schema_log order by id').all(),
  ]
}

const cutAt = (text: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.filter((at) => at < text.length), text.length].toSorted((one, other) => one - other)
  return places.slice(1).map((to, at) => text.subarray(places[at], to))
}
const cuts = fc.array(fc.nat({ max: 4_000 }), { maxLength: 4 })
const keyField = fc.constantFrom('id', 'id', null)

/** Stores the same pieces twice over, in both ways; returns how many rows were stored as they stood. */
function compare(make: () => [RowReader, PutRows], keyed: string | null, texts: readonly Buffer[][]): number {
  clear()
  const [one, other] = databases()
  let asFound = 0
  for (const pieces of texts) {
    const found = stored(one, ...make(), { keyField: keyed, pieces, asFound: true })
    const made = stored(other, ...make(), { keyField: keyed, pieces, asFound: false })
    expect({ ...found, asFound: 0 }).toEqual(made)
    expect(tableOf(one)).toEqual(tableOf(other))
    asFound += found.asFound
  }
  return asFound
}

const jsonValue = fc.oneof(
  {
    arbitrary: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, 0.5, -12.75, 'é"\n')),
    weight: 12,
  },
  {
    arbitrary: fc
      .oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'binary' }),
        fc.constant({ x: [1] }),
      )
      .map((value) => value as unknown),
    weight: 1,
  },
)
const record = fc.oneof(
  { arbitrary: fc.record({ id: fc.nat({ max: 40 }), a: jsonValue, b: jsonValue }), weight: 9 },
  { arbitrary: fc.record({ id: jsonValue, b: jsonValue, c: jsonValue }, { requiredKeys: ['b'] }), weight: 1 },
)
const records = fc.array(record, { minLength: 1, maxLength: 80 })

describe('IMP-4 PULL-19 rows stored as they stand in the file are the rows of their values', () => {
  it.each(['json', 'ndjson'] as const)('of %s', (format) => {
    let asFound = 0
    fc.assert(
      fc.property(fc.array(records, { minLength: 1, maxLength: 2 }), cuts, keyField, (lists, at, keyed) => {
        const texts = lists.map((list) => {
          const all = list.map((one) => JSON.stringify(one))
          return cutAt(Buffer.from(format === 'json' ? `[${all.join(', ')}]` : all.join('\n')), at)
        })
        const make = (): [RowReader, PutRows] => [
          format === 'json' ? arrayReader('') : new LineReader(),
          putRecords({ keyField: keyed, importNumber: 1 }, false),
        ]
        asFound += compare(make, keyed, texts)
      }),
      { seed: 7, numRuns: 60 },
    )
    expect(asFound).toBeGreaterThan(100)
  })

  it('of CSV', () => {
    const types = fc.constantFrom<ColumnType>('text', 'text', 'text', 'integer', 'number', 'boolean')
    const column = fc.record({ type: types, isChosen: fc.boolean() })
    const cell = fc.oneof(
      { arbitrary: fc.constantFrom('', '1', '-7', '0.5', 'true', 'FALSE', 'text', 'é', '""', '12345'), weight: 8 },
      {
        arbitrary: fc.constantFrom('-0', '1.0', '007', '1e3', '"a ""b"""', '"x,y"', '99999999999999999999'),
        weight: 2,
      },
      { arbitrary: fc.string().map((text) => `"${text.replaceAll('"', '""')}"`), weight: 1 },
    )
    let asFound = 0
    const row = fc.tuple(fc.nat({ max: 40 }).map(String), cell, cell)
    const table = fc.array(row, { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(
        fc.array(table, { minLength: 1, maxLength: 2 }),
        column,
        column,
        cuts,
        keyField,
        (all, a, b, at, keyed) => {
          const id: CsvColumn = { name: 'id', type: 'integer', isChosen: false }
          const columns = [id, { name: 'a', ...a }, { name: 'b', ...b }]
          const dialect = { delimiter: ',', quote: '"', escape: '"' }
          const make = (): [RowReader, PutRows] => [
            new CsvReader({ dialect, hasHeader: false, columns: ['id', 'a', 'b'] }),
            putCells(columns, { keyField: keyed, importNumber: 1 }),
          ]
          const texts = all.map((cells) => cutAt(Buffer.from(cells.map((one) => one.join(',')).join('\n')), at))
          asFound += compare(make, keyed, texts)
        },
      ),
      { seed: 8, numRuns: 60 },
    )
    expect(asFound).toBeGreaterThan(500)
  })
})

describe('how little storing costs', () => {
  /** Statements that write rows, and values bound to them. */
  function counted(db: LibraryDb, work: () => void): { statements: number; values: number } {
    const seen = { statements: 0, values: 0 }
    const prepare = db.prepare.bind(db)
    db.prepare = ((sql: string) => {
      const made = prepare(sql)
      if (!sql.startsWith('insert into "t"')) return made
      return {
        run: (bound: object) => {
          seen.statements++
          seen.values += Object.keys(bound).length
          return made.run(bound)
        },
      }
    }) as LibraryDb['prepare']
    try {
      work()
    } finally {
      db.prepare = prepare
    }
    return seen
  }

  const lines = (text: string): Buffer =>
    Buffer.from(Array.from({ length: 10_000 }, (_, id) => `{"id":${id},"name":"${text}","size":0.5}`).join('\n'))
  const import10k = (db: LibraryDb, text: string): Came =>
    stored(db, new LineReader(), putRecords({ keyField: 'id', importNumber: 1 }, false), {
      keyField: 'id',
      pieces: cutAt(lines(text), [100_000]),
    })

  it('500 rows and more a statement, of two values, and of plain records all but the first without being parsed', () => {
    const [db] = databases()
    let came: Came | null = null
    const fresh = counted(db, () => (came = import10k(db, 'one')))
    expect(fresh).toEqual({ statements: 20, values: 40 })
    expect(came).toMatchObject({ counts: { inserted: 10_000, updated: 0, unchanged: 0 } })
    expect((came as unknown as Came).asFound).toBe(9_999)
    expect(counted(db, () => (came = import10k(db, 'one')))).toEqual({ statements: 40, values: 80 })
    expect(came).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 10_000 } })
    expect(counted(db, () => (came = import10k(db, 'two')))).toEqual({ statements: 40, values: 80 })
    expect(came).toMatchObject({ counts: { inserted: 0, updated: 10_000, unchanged: 0 } })
  })

  it('long rows are handed over before they are many', () => {
    const [db] = databases()
    const { statements } = counted(db, () => import10k(db, 'x'.repeat(1_000)))
    expect(statements).toBeGreaterThan(150)
  })
})
