// Odd files, each with a defined result (IMP-11): imported by the real handler into a real imports.db. Large ones are made here.
import { gzipSync } from 'node:zlib'
import { plainJson, type Reading } from '@shared/imports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  csvReading,
  endedWith,
  type ImportWorld,
  linesReading,
  openImportWorld,
} from '../../testing/imports/importWorld'

let world: ImportWorld
beforeEach(() => {
  world = openImportWorld()
})
afterEach(() => world.close())

describe('IMP-11 a CSV file', () => {
  it('that is empty changes nothing', async () => {
    expect(await world.imported('')).toMatchObject({ type: 'failed', error: { code: 'file_empty' } })
  })

  it('with a header only makes an empty table of its columns', async () => {
    expect(await world.imported('a,b\n')).toEqual(endedWith(0))
    expect(world.query('select column_name from _columns order by ordinal')).toEqual([['a'], ['b']])
  })

  it('with a header twice the same keeps both columns, and names what has no name', async () => {
    expect(await world.imported('id,id,,ID\n1,2,3,4\n')).toEqual(endedWith(1))
    expect(world.query('select source_name, column_name from _columns order by ordinal')).toEqual([
      ['id', 'id'],
      ['id_2', 'id_2'],
      ['column_3', 'column_3'],
      ['ID', 'ID_3'],
    ])
  })

  it('of 2,000 columns keeps every value', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `c${index}`)
    expect(await world.imported(`${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`)).toEqual(
      endedWith(1),
    )
    expect(world.query("select c0, c199, json_extract(_raw, '$.c200'), json_extract(_raw, '$.c1999') from t")).toEqual([
      [0, 199, 200, 1999],
    ])
  })

  it('of more columns than anybody meant changes nothing', async () => {
    expect(await world.imported(`${'a,'.repeat(30_000)}b\n`)).toMatchObject({
      error: { code: 'file_too_many_columns' },
    })
  })

  it('with a field of 10 MB keeps it whole', async () => {
    const long = 'x"\n'.repeat(3_500_000)
    expect(await world.imported(`id,text\n1,"${long.replaceAll('"', '""')}"\n2,b\n`)).toEqual(endedWith(2))
    expect(world.query('select length(text), substr(text, -3) from t order by rowid')).toEqual([
      [10_500_000, 'x"\n'],
      [1, 'b'],
    ])
  })

  it('of one line of 100 MB sets it aside without holding it', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'x')
    expect(await world.imported(Buffer.concat([Buffer.from('a,b\n1,2\n'), line, Buffer.from('\n3,4\n')]))).toEqual(
      endedWith(2, 1),
    )
    expect(world.query('select line, code, bytes, text from _rejects')).toEqual([
      [3, 'record_too_large', 100 * 1024 * 1024, null],
    ])
  }, 60_000)

  it.each<[name: string, content: Buffer, encoding: Reading['encoding']]>([
    ['UTF-16 LE', Buffer.from('\uFEFFid,name\n1,é한\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE', Buffer.from('\uFEFFid,name\n1,é한\n', 'utf16le').swap16(), 'utf-16be'],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFid,name\n1,é한\n'), 'utf-8'],
  ])('in %s is read as what it says', async (_name, content, encoding) => {
    expect(await world.imported(content, { keyField: 'id', reading: { ...csvReading, encoding } })).toEqual(
      endedWith(1),
    )
    expect(world.query('select _key, id, name from t')).toEqual([['1', 1, 'é한']])
  })

  it('in Windows-1252 has its own letters', async () => {
    const content = Buffer.from([...Buffer.from('name\ncaf'), 0xe9, 0x20, 0x80, 0x0a])
    await world.imported(content, { reading: { ...csvReading, encoding: 'windows-1252' } })
    expect(world.query('select name from t')).toEqual([['café €']])
  })

  it('IMP-10 with formulas keeps them as text, and with NUL keeps that', async () => {
    await world.imported('a,b\n=1+2,@x\n-5,a\0b\n')
    expect(world.query('select a, b from t')).toEqual([
      ['=1+2', '@x'],
      ['-5', 'a\0b'],
    ])
  })

  it('D30 stores what is a number as one, exactly, and what does not fit as text', async () => {
    await world.imported('n,zip,big,f\n1,007,9007199254740993,1.5\n-2,01,99999999999999999999,0.1\nN/A,2,1,1e400\n')
    expect(world.query('select n, zip, cast(big as text), typeof(big), f from t')).toEqual([
      ['1', '007', '9007199254740993', 'integer', 1.5],
      ['-2', '01', '99999999999999999999', 'text', 0.1],
      ['N/A', '2', '1', 'integer', '1e400'],
    ])
    await world.imported('n,f\n1,1.5\n-2,0.1\n', { table: 'u' })
    expect(world.query('select n, typeof(n), f, typeof(f) from u')).toEqual([
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
    expect(await world.imported(bytes, { reading: linesReading, keyField: 'id' })).toEqual(endedWith(3, 4))
    expect(world.query('select position, line, code from _rejects order by position')).toEqual([
      [1, 3, 'bad_json'],
      [2, 4, 'record_too_deep'],
      [3, 5, 'not_utf8'],
      [5, 7, 'bad_json'],
    ])
    expect(world.query('select _key from t')).toEqual([['1'], ['12345678901234567890'], ['5']])
  })

  it('F167 sets aside a line of 100 MB without holding it', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'x')
    const content = Buffer.concat([Buffer.from('{"id":1}\n"'), line, Buffer.from('"\n{"id":2}\n')])
    expect(await world.imported(content, { reading: linesReading })).toEqual(endedWith(2, 1))
  }, 60_000)
})

describe('a packed file', () => {
  it('IMP-1 is read as what is in it, in each format', async () => {
    const packed = { isGzip: true }
    expect(await world.imported(gzipSync('a,b\n1,2\n'), { reading: { ...csvReading, ...packed } })).toEqual(
      endedWith(1),
    )
    const json = gzipSync('[{"id":1},{"id":2}]')
    expect(await world.imported(json, { table: 'u', reading: { ...plainJson, ...packed } })).toEqual(endedWith(2))
    expect(
      await world.imported(gzipSync('{"id":1}\n'), { table: 'v', reading: { ...linesReading, ...packed } }),
    ).toEqual(endedWith(1))
  })

  it('that is cut keeps the rows before the cut, and says so', async () => {
    const rows = Array.from({ length: 50_000 }, (_, id) => `{"id":${id},"x":"${Math.imul(id, 0x9e3779b1)}"}\n`)
    const whole = gzipSync(rows.join(''))
    const reading = { ...linesReading, isGzip: true }
    const cut = await world.imported(whole.subarray(0, Math.floor(whole.length / 2)), { reading })
    expect(cut).toMatchObject({ type: 'failed', error: { code: 'file_bad_gzip' } })
    expect(world.query('select count(*) > 1000 from t')).toEqual([[1]])
  })

  it('IMP-10 that is a bomb is stopped, unless the person knows it', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, '{"id":1}                        \n'))
    const reading = { ...linesReading, isGzip: true }
    expect(await world.imported(bomb, { reading, keyField: 'id' })).toMatchObject({
      error: { code: 'file_unpacks_too_large' },
    })
    expect(
      await world.run({ importId: 'again', reading: { ...reading, mayBeHuge: true }, keyField: 'id' }),
    ).toMatchObject({
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
    expect(await world.imported(JSON.stringify({ type: 'FeatureCollection', features }), { reading })).toEqual(
      endedWith(2),
    )
    expect(world.query('select id, name, geometry from t')).toEqual([
      [5, 'a', '{"type":"Point","coordinates":[1,2]}'],
      [null, null, null],
    ])
  })
})
