// Odd files, each with a defined result (IMP-11): imported by the real handler into a real imports.db. Large ones are made here.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { plainJson, type Reading } from '@shared/imports'
import type { Outcome } from '@shared/jobs/outcome'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportTable } from '../exporting/exportTable'
import type { HandlerRun } from '../handler'
import { asideOf, finishedImports } from '../imports/importBooks'
import { openForReading } from '../library/database'
import { fileImport } from './fileImport'

type Input = Parameters<typeof fileImport>[0]['input']

let folder = ''
let epoch = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-files-'))
  epoch = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string): string => join(folder, name)
const csv: Reading = { ...plainJson, format: 'csv' }
const lines: Reading = { ...plainJson, format: 'ndjson' }

function run(input: Partial<Input>): Promise<Outcome> {
  epoch++
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const spec = { attemptId: `a${epoch}`, jobId: `j${epoch}`, kind: 'file.import', input: {}, attempt: 0, tags: [] }
  const whole: HandlerRun<Input> = {
    run: { ...spec, generation: 0, sourceId: null, epoch, trigger: 'user' },
    input: {
      path: at('file'),
      importId: `i${epoch}`,
      table: 't',
      keyField: null,
      reading: csv,
      isTrial: false,
      ...input,
    },
    signal: new AbortController().signal,
    ask: () => Promise.reject(new Error('an import asks for nothing')),
    progress: () => {},
    sums: {},
    log,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: folder, temp: folder },
    now: () => 1_800_000_000_000,
  }
  return fileImport(whole)
}

function imported(content: string | Buffer, input: Partial<Input> = {}): Promise<Outcome> {
  writeFileSync(at('file'), content)
  return run(input)
}

function query(sql: string): unknown[] {
  const db = openForReading(at('imports.db'))
  try {
    return db.prepare(sql).raw().all()
  } finally {
    db.close()
  }
}

const counts = (inserted: number, setAside = 0): object => {
  return { type: 'succeeded', output: { rowsRead: inserted + setAside, inserted, updated: 0, unchanged: 0, setAside } }
}

describe('IMP-11 a CSV file', () => {
  it('that is empty changes nothing', async () => {
    expect(await imported('')).toMatchObject({ type: 'failed', error: { code: 'file_empty' } })
  })

  it('with a header only makes an empty table of its columns', async () => {
    expect(await imported('a,b\n')).toEqual(counts(0))
    expect(query('select column_name from _columns order by ordinal')).toEqual([['a'], ['b']])
  })

  it('with a header twice the same keeps both columns, and names what has no name', async () => {
    expect(await imported('id,id,,ID\n1,2,3,4\n')).toEqual(counts(1))
    expect(query('select source_name, column_name from _columns order by ordinal')).toEqual([
      ['id', 'id'],
      ['id_2', 'id_2'],
      ['column_3', 'column_3'],
      ['ID', 'ID_3'],
    ])
  })

  it('of 2,000 columns keeps every value', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `c${index}`)
    expect(await imported(`${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`)).toEqual(counts(1))
    expect(query("select c0, c199, json_extract(_raw, '$.c200'), json_extract(_raw, '$.c1999') from t")).toEqual([
      [0, 199, 200, 1999],
    ])
  })

  it('of more columns than anybody meant changes nothing', async () => {
    expect(await imported(`${'a,'.repeat(30_000)}b\n`)).toMatchObject({ error: { code: 'file_too_many_columns' } })
  })

  it('with a field of 10 MB keeps it whole', async () => {
    const long = 'x"\n'.repeat(3_500_000)
    expect(await imported(`id,text\n1,"${long.replaceAll('"', '""')}"\n2,b\n`)).toEqual(counts(2))
    expect(query('select length(text), substr(text, -3) from t order by rowid')).toEqual([
      [10_500_000, 'x"\n'],
      [1, 'b'],
    ])
  })

  it('of one line of 100 MB sets it aside without holding it', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'x')
    expect(await imported(Buffer.concat([Buffer.from('a,b\n1,2\n'), line, Buffer.from('\n3,4\n')]))).toEqual(
      counts(2, 1),
    )
    expect(query('select line, code, bytes, text from _rejects')).toEqual([
      [3, 'record_too_large', 100 * 1024 * 1024, null],
    ])
  }, 60_000)

  it.each<[name: string, content: Buffer, encoding: Reading['encoding']]>([
    ['UTF-16 LE', Buffer.from('\uFEFFid,name\n1,é한\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE', Buffer.from('\uFEFFid,name\n1,é한\n', 'utf16le').swap16(), 'utf-16be'],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFid,name\n1,é한\n'), 'utf-8'],
  ])('in %s is read as what it says', async (_name, content, encoding) => {
    expect(await imported(content, { keyField: 'id', reading: { ...csv, encoding } })).toEqual(counts(1))
    expect(query('select _key, id, name from t')).toEqual([['1', 1, 'é한']])
  })

  it('in Windows-1252 has its own letters', async () => {
    const content = Buffer.from([...Buffer.from('name\ncaf'), 0xe9, 0x20, 0x80, 0x0a])
    await imported(content, { reading: { ...csv, encoding: 'windows-1252' } })
    expect(query('select name from t')).toEqual([['café €']])
  })

  it('IMP-10 with formulas keeps them as text, and with NUL keeps that', async () => {
    await imported('a,b\n=1+2,@x\n-5,a\0b\n')
    expect(query('select a, b from t')).toEqual([
      ['=1+2', '@x'],
      ['-5', 'a\0b'],
    ])
  })

  it('D30 stores what is a number as one, exactly, and what does not fit as text', async () => {
    await imported('n,zip,big,f\n1,007,9007199254740993,1.5\n-2,01,99999999999999999999,0.1\nN/A,2,1,1e400\n')
    expect(query('select n, zip, cast(big as text), typeof(big), f from t')).toEqual([
      ['1', '007', '9007199254740993', 'integer', 1.5],
      ['-2', '01', '99999999999999999999', 'text', 0.1],
      ['N/A', '2', '1', 'integer', '1e400'],
    ])
    await imported('n,f\n1,1.5\n-2,0.1\n', { table: 'u' })
    expect(query('select n, typeof(n), f, typeof(f) from u')).toEqual([
      [1, 'integer', 1.5, 'real'],
      [-2, 'integer', 0.1, 'real'],
    ])
  })
})

describe('IMP-11 a file of JSON lines', () => {
  it('sets aside what is no JSON, too deep or not UTF-8, with its line, and reads on', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const bytes = Buffer.concat([
      Buffer.from(`{"id":1}\n\n{"id":2\n${deep}\n`),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from('{"id":12345678901234567890}\n{"id":3}{"id":4}\n{"id":5}'),
    ])
    expect(await imported(bytes, { reading: lines, keyField: 'id' })).toEqual(counts(3, 4))
    expect(query('select position, line, code from _rejects order by position')).toEqual([
      [1, 3, 'bad_json'],
      [2, 4, 'record_too_deep'],
      [3, 5, 'not_utf8'],
      [5, 7, 'bad_json'],
    ])
    expect(query('select _key from t')).toEqual([['1'], ['12345678901234567890'], ['5']])
  })

  it('F167 sets aside a line of 100 MB without holding it', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'x')
    const content = Buffer.concat([Buffer.from('{"id":1}\n"'), line, Buffer.from('"\n{"id":2}\n')])
    expect(await imported(content, { reading: lines })).toEqual(counts(2, 1))
  }, 60_000)
})

describe('a packed file', () => {
  it('IMP-1 is read as what is in it, in each format', async () => {
    const packed = { isGzip: true }
    expect(await imported(gzipSync('a,b\n1,2\n'), { reading: { ...csv, ...packed } })).toEqual(counts(1))
    const json = gzipSync('[{"id":1},{"id":2}]')
    expect(await imported(json, { table: 'u', reading: { ...plainJson, ...packed } })).toEqual(counts(2))
    expect(await imported(gzipSync('{"id":1}\n'), { table: 'v', reading: { ...lines, ...packed } })).toEqual(counts(1))
  })

  it('that is cut keeps the rows before the cut, and says so', async () => {
    const rows = Array.from({ length: 50_000 }, (_, id) => `{"id":${id},"x":"${Math.imul(id, 0x9e3779b1)}"}\n`)
    const whole = gzipSync(rows.join(''))
    const reading = { ...lines, isGzip: true }
    const cut = await imported(whole.subarray(0, Math.floor(whole.length / 2)), { reading })
    expect(cut).toMatchObject({ type: 'failed', error: { code: 'file_bad_gzip' } })
    expect(query('select count(*) > 1000 from t')).toEqual([[1]])
  })

  it('IMP-10 that is a bomb is stopped, unless the person knows it', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, '{"id":1}                        \n'))
    const reading = { ...lines, isGzip: true }
    expect(await imported(bomb, { reading, keyField: 'id' })).toMatchObject({
      error: { code: 'file_unpacks_too_large' },
    })
    expect(await run({ importId: 'again', reading: { ...reading, mayBeHuge: true }, keyField: 'id' })).toMatchObject({
      type: 'succeeded',
    })
  }, 120_000)
})

describe('GeoJSON', () => {
  it('IMP-1 has a row a feature', async () => {
    const features = [
      { type: 'Feature', id: 5, properties: { name: 'a' }, geometry: { type: 'Point', coordinates: [1, 2] } },
      { type: 'Feature', properties: null, geometry: null },
    ]
    const reading = { ...plainJson, isGeo: true, recordsPath: 'features' }
    expect(await imported(JSON.stringify({ type: 'FeatureCollection', features }), { reading })).toEqual(counts(2))
    expect(query('select id, name, geometry from t')).toEqual([
      [5, 'a', '{"type":"Point","coordinates":[1,2]}'],
      [null, null, null],
    ])
  })
})

describe('what is known of imports', () => {
  const people = 'id,age\n1,36\n2,x\n3\n'
  const strict: Reading = { ...csv, types: { age: 'integer' } }

  it('IMP-8 has each file that was imported, by its content, while its table is there', async () => {
    await imported(people, { keyField: 'id' })
    const db = openForReading(at('imports.db'))
    const known = finishedImports(db, Buffer.byteLength(people))
    expect(known).toMatchObject([{ table: 't', rows: 2, finishedAt: 1_800_000_000_000 }])
    expect(known[0]?.hash).toHaveLength(64)
    expect(finishedImports(db, 1)).toEqual([])
    db.close()
  })

  it('IMP-8 a trial counts what would be, and stores nothing of it', async () => {
    await imported(people, { keyField: 'id' })
    writeFileSync(at('file'), 'id,age\n1,37\n2,x\n4,5\n4,6\n,7\n')
    expect(await run({ keyField: 'id', isTrial: true })).toEqual({
      type: 'succeeded',
      output: { rowsRead: 5, inserted: 1, updated: 2, unchanged: 1, setAside: 1, isTrial: true },
    })
    expect(query('select id, age from t')).toEqual([
      [1, '36'],
      [2, 'x'],
    ])
    expect(query('select count(*) from _file_imports')).toEqual([[1]])
  })

  it('a table known by one field takes no rows known by another', async () => {
    await imported(people, { keyField: 'id' })
    expect(await run({ keyField: null })).toMatchObject({ error: { code: 'file_other_key' } })
    expect(await run({ keyField: 'age' })).toMatchObject({ error: { code: 'file_other_key' } })
    expect(await run({ keyField: 'none', table: 'new' })).toMatchObject({ error: { code: 'file_no_key_column' } })
  })

  it('IMP-5 what was set aside is a file that can be corrected and imported again', async () => {
    await imported(people, { keyField: 'id', reading: strict })
    const db = openForReading(at('imports.db'))
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
    const target = { library: at('imports.db'), asideOf: 'j1', partial: at('part'), path: at('aside.csv') }
    expect(await exportTable({ call: 'export', id: 0, ...target }, () => {})).toBe(2)
    const saved = readFileSync(at('aside.csv'), 'utf8')
    expect(saved).toContain('"bad_value (age), line 3, byte 12",2,x\n')
    writeFileSync(at('file'), saved.replace('2,x', '2,40').replace(',3\n', ',3,50\n'))
    expect(await run({ keyField: 'id', reading: strict })).toEqual(counts(2))
    expect(query('select id, age from t order by id')).toEqual([
      [1, 36],
      [2, 40],
      [3, 50],
    ])
    expect(query("select count(*) from _columns where column_name like '%error%'")).toEqual([[0]])
  })
})
