// What is known of imports: which file came before, what a check would do, and what was set aside, as a file that can be corrected (IMP-5, IMP-8).
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { plainJson, type Reading } from '@shared/imports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  csvReading,
  endedWith,
  type ImportWorld,
  linesReading,
  openImportWorld,
} from '../../testing/imports/importWorld'
import { exportTable } from '../exporting/exportTable'
import { asideOf, finishedImports } from '../imports/importBooks'
import { openForReading, openImports } from '../library/database'
import { dropTable } from '../library/tables'

let world: ImportWorld
beforeEach(() => {
  world = openImportWorld()
})
afterEach(() => world.close())

describe('what is known of imports', () => {
  const people = 'id,age\n1,36\n2,x\n3\n'
  const strict: Reading = { ...csvReading, types: { age: 'integer' } }

  it('IMP-8 has each file that was imported, by its content, while its table is there', async () => {
    await world.imported(people, { keyField: 'id' })
    const db = openForReading(world.at('imports.db'))
    const known = finishedImports(db, Buffer.byteLength(people))
    expect(known).toMatchObject([{ table: 't', rows: 2, finishedAt: 1_800_000_000_000 }])
    expect(known[0]?.hash).toBe(createHash('sha256').update(people).digest('hex'))
    expect(finishedImports(db, 1)).toEqual([])
    db.close()
    const own = openImports(world.at('imports.db'))
    dropTable(own.db, 't')
    expect(finishedImports(own.db, Buffer.byteLength(people))).toEqual([])
    own.close()
  })

  it('IMP-8 has none that did not come to its end', async () => {
    const broken = '[{"id":1},{"id":2},{]'
    expect(await world.imported(broken, { reading: plainJson })).toMatchObject({ error: { code: 'file_bad_json' } })
    const db = openForReading(world.at('imports.db'))
    expect(finishedImports(db, Buffer.byteLength(broken))).toEqual([])
    db.close()
  })

  it('IMP-8 a trial counts what would be, and stores nothing of it', async () => {
    await world.imported(people, { keyField: 'id' })
    writeFileSync(world.at('file'), 'id,age\n1,37\n2,x\n4,5\n4,6\n,7\n')
    expect(await world.run({ keyField: 'id', isTrial: true })).toEqual({
      type: 'succeeded',
      output: { rowsRead: 5, inserted: 1, updated: 2, unchanged: 1, setAside: 1, isTrial: true },
    })
    expect(world.query('select id, age from t')).toEqual([
      [1, '36'],
      [2, 'x'],
    ])
    expect(world.query('select count(*) from _file_imports')).toEqual([[1]])
  })

  it('a table known by one field takes no rows known by another', async () => {
    await world.imported(people, { keyField: 'id' })
    expect(await world.run({ keyField: null })).toMatchObject({ error: { code: 'file_other_key' } })
    expect(await world.run({ keyField: 'age' })).toMatchObject({ error: { code: 'file_other_key' } })
    expect(await world.run({ keyField: 'none', table: 'new' })).toMatchObject({ error: { code: 'file_no_key_column' } })
  })

  it('IMP-5 lines that were no JSON come back as a list, and are read again once they are corrected', async () => {
    await world.imported('{"id":1}\n{"id":2\n{"x":3}\n', { reading: linesReading, keyField: 'id' })
    const target = {
      library: world.at('imports.db'),
      asideOf: 'j1',
      partial: world.at('part'),
      path: world.at('aside.json'),
    }
    expect(await exportTable({ call: 'export', id: 0, ...target }, () => {})).toBe(2)
    const saved = readFileSync(world.at('aside.json'), 'utf8')
    expect(JSON.parse(saved)).toEqual([
      { _error: 'bad_json, line 2, byte 9', _text: '{"id":2' },
      { _error: 'no_key (id), line 3, byte 17', x: 3 },
    ])
    writeFileSync(world.at('file'), saved.replace('{\\"id\\":2"', '{\\"id\\":2}"').replace('"x":3', '"id":3'))
    expect(await world.run({ keyField: 'id', reading: plainJson })).toEqual(endedWith(2))
    expect(world.query('select _key from t')).toEqual([['1'], ['2'], ['3']])
    expect(world.query('select column_name from _columns')).toEqual([['id']])
  })

  it('IMP-5 what was set aside is a file that can be corrected and imported again', async () => {
    await world.imported(people, { keyField: 'id', reading: strict })
    const db = openForReading(world.at('imports.db'))
    expect(asideOf(db, 'j1')).toEqual({
      name: 't-set-aside',
      format: 'csv',
      count: 2,
      isWhole: true,
      reasons: [
        { code: 'bad_value', count: 1 },
        { code: 'too_few_cells', count: 1 },
      ],
    })
    db.close()
    const target = {
      library: world.at('imports.db'),
      asideOf: 'j1',
      partial: world.at('part'),
      path: world.at('aside.csv'),
    }
    expect(await exportTable({ call: 'export', id: 0, ...target }, () => {})).toBe(2)
    const saved = readFileSync(world.at('aside.csv'), 'utf8')
    expect(saved).toContain('"bad_value (age), line 3, byte 12",2,x\n')
    writeFileSync(world.at('file'), saved.replace('2,x', '2,40').replace(',3\n', ',3,50\n'))
    expect(await world.run({ keyField: 'id', reading: strict })).toEqual(endedWith(2))
    expect(world.query('select id, age from t order by id')).toEqual([
      [1, 36],
      [2, 40],
      [3, 50],
    ])
    expect(world.query("select count(*) from _columns where column_name like '%error%'")).toEqual([[0]])
  })
})
