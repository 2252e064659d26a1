// Rows that are written many at a time are the rows that are written each by itself: the same cells, the same counts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseExact } from '../parse/exactNumbers'
import { openBulkTable } from './bulkRows'
import { type LibraryDb, openImports } from './database'
import { type KeyedRecord, openTable, type WriteCounts } from './tables'

const spec = { table: 't', sourceId: null, keyField: 'id' }

function inBulk(db: LibraryDb, records: readonly KeyedRecord[], now: number): WriteCounts {
  const table = openBulkTable(db, spec, now)
  for (const { key, record } of records) {
    table.know(Object.keys(record))
    table.put(key, Object.keys(record), Object.values(record))
  }
  return table.finish()
}

function oneByOne(db: LibraryDb, records: readonly KeyedRecord[], now: number): WriteCounts {
  const table = openTable(db, spec, now)
  const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 }
  for (const record of records) {
    const { inserted, updated, unchanged } = table.write([record], now)
    counts.inserted += inserted
    counts.updated += updated
    counts.unchanged += unchanged
  }
  table.finish(now)
  return counts
}

function tableOf(db: LibraryDb): unknown[] {
  return [
    db.prepare('select *, typeof(a) as ta, typeof(b) as tb from t order by rowid').safeIntegers().all(),
    db.prepare('select * from _tables').all(),
    db.prepare('select property, column_name, change, old_type, new_type, rows from _schema_log order by id').all(),
  ]
}

const value = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constant(-0),
  fc.boolean(),
  fc.constant(null),
  fc.string(),
  fc.constant({ x: [1] }),
  fc.constantFrom('9007199254740993', '1e999', '0.1000000000000000001').map((text) => parseExact(text)),
)
const record = fc.record({ a: value, b: value, c: value }, { requiredKeys: ['a', 'b'] })
const batch = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), record), { minLength: 1, maxLength: 120 })

it('F150 P12 writes what each record by itself would have written, and counts it alike, in every batch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-bulk-'))
  const files = ['one', 'other'].map((name) => openImports(join(folder, `${name}.db`)))
  const [one, other] = files.map(({ db }) => db) as [LibraryDb, LibraryDb]
  try {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 3 }), (batches) => {
        for (const db of [one, other]) {
          db.exec('drop table if exists t; delete from _tables; delete from _columns; delete from _schema_log')
        }
        for (const [at, pairs] of batches.entries()) {
          const records = pairs.map(([key, made]) => ({ key: String(key), record: made }))
          expect(inBulk(one, records, at)).toEqual(oneByOne(other, records, at))
          expect(tableOf(one)).toEqual(tableOf(other))
        }
      }),
      { seed: 5, numRuns: 25 },
    )
  } finally {
    for (const file of files) file.close()
    rmSync(folder, { recursive: true })
  }
})

it('F158 keeps properties past the 200th column beside the row', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-bulk-'))
  const file = openImports(join(folder, 'imports.db'))
  const { db } = file
  try {
    const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`c${at}`, at]))
    expect(inBulk(db, [{ key: 'k', record: wide }], 1)).toMatchObject({ inserted: 1 })
    expect(db.prepare("select c199, json_extract(_raw, '$.c1999') as last from t").get()).toEqual({
      c199: 199,
      last: 1999,
    })
  } finally {
    file.close()
    rmSync(folder, { recursive: true })
  }
})
