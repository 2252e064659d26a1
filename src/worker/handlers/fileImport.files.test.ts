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

  it('with ragged rows sets those aside that are too short or too long, each with its line and text', async () => {
    expect(await world.imported('a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n10,11,12,,\n13\n')).toEqual(endedWith(2, 3))
    expect(world.query('select a, b, c from t')).toEqual([
      [1, 2, 3],
      [10, 11, 12],
    ])
    expect(world.query('select line, code, cast(text as text) from _rejects order by line')).toEqual([
      [3, 'too_few_cells', '4,5'],
      [5, 'too_many_cells', '6,7,8,9'],
      [7, 'too_few_cells', '13'],
    ])
  })

  it('with every kind of line end has its lines counted by each', async () => {
    expect(await world.imported('a,b\r\n1,"x\r\ny"\r2,"p\nq"\n3\r\n4,d\r\n')).toEqual(endedWith(3, 1))
    expect(world.query('select a, b from t')).toEqual([
      [1, 'x\r\ny'],
      [2, 'p\nq'],
      [4, 'd'],
    ])
    expect(world.query('select line from _rejects')).toEqual([[6]])
  })

  it('is the same wherever its pieces of 256 kB are cut: in quotes, between two, in a line end, in a letter', async () => {
    const odd = '"é""한",""",""\r\n"""\r\n'
    for (let before = 1; before <= Buffer.byteLength(odd); before++) {
      const fill = 'y'.repeat(256 * 1024 - 'a,b\r\n,1\r\n'.length - before)
      const table = `t${before}`
      expect(await world.imported(`a,b\r\n${fill},1\r\n${odd}3\r\nend,2\r\n`, { table })).toEqual(endedWith(3, 1))
      expect(world.query(`select a, b from ${table} where length(a) < 10`)).toEqual([
        ['é"한', '","\r\n"'],
        ['end', '2'],
      ])
    }
    expect(world.query('select distinct line from _rejects')).toEqual([[5]])
  })

  it('sets rows aside that are not UTF-8, and only those', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,é\n2,'), Buffer.from([0xe9]), Buffer.from('\n3,한\n')])
    expect(await world.imported(bytes)).toEqual(endedWith(2, 1))
    expect(world.query('select a, b from t')).toEqual([
      [1, 'é'],
      [3, '한'],
    ])
    expect(world.query('select line, code, text from _rejects')).toEqual([
      [3, 'not_utf8', Buffer.from([0x32, 0x2c, 0xe9])],
    ])
  })

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

  it('that is empty, or holds only empty lines, makes an empty table', async () => {
    expect(await world.imported('', { reading: linesReading })).toEqual(endedWith(0))
    expect(await world.imported('\n \r\n\n', { reading: linesReading, table: 'u' })).toEqual(endedWith(0))
    expect(world.query('select table_name, rows from _tables order by 1')).toEqual([
      ['t', 0],
      ['u', 0],
    ])
  })

  it('comes behind a byte order mark, with any line ends, and with NUL written as JSON has it', async () => {
    const text = '\uFEFF{"id":1,"a":"x\\u0000y"}\r\n{"id":2}\n\r\n{"id":3}'
    expect(await world.imported(text, { reading: linesReading, keyField: 'id' })).toEqual(endedWith(3))
    expect(world.query('select id, a from t')).toEqual([
      [1, 'x\0y'],
      [2, null],
      [3, null],
    ])
  })
})

describe('IMP-11 a JSON file', () => {
  it.each<[name: string, content: Buffer, reading: Reading]>([
    ['a byte order mark', Buffer.from('\uFEFF[{"id":1,"é":"한"}]'), plainJson],
    ['UTF-16', Buffer.from('\uFEFF[{"id":1,"é":"한"}]', 'utf16le'), { ...plainJson, encoding: 'utf-16le' }],
    ['UTF-16 BE', Buffer.from('[{"id":1,"é":"한"}]', 'utf16le').swap16(), { ...plainJson, encoding: 'utf-16be' }],
  ])('with %s is read as what it says', async (_name, content, reading) => {
    expect(await world.imported(content, { reading, keyField: 'id' })).toEqual(endedWith(1))
    expect(world.query('select _key, "é" from t')).toEqual([['1', '한']])
  })

  it('in Windows-1252 has its own letters', async () => {
    const content = Buffer.from([...Buffer.from('[{"a":"caf'), 0xe9, ...Buffer.from('"}]')])
    await world.imported(content, { reading: { ...plainJson, encoding: 'windows-1252' } })
    expect(world.query('select a from t')).toEqual([['café']])
  })

  it('keeps what is 64 deep, sets aside what is deeper, and reads on', async () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const deep = [nested(63), nested(64), nested(100_000), nested(1)].join(',')
    expect(await world.imported(`[${deep}]`, { reading: plainJson })).toEqual(endedWith(2, 2))
    expect(world.query('select position, code from _rejects')).toEqual([
      [1, 'record_too_deep'],
      [2, 'record_too_deep'],
    ])
  })
})

it.each<[name: string, content: string, reading: Reading]>([
  ['CSV', 'id,a\n1,x\n2,"y, z"\n', csvReading],
  ['TSV', 'id\ta\n1\tx\n2\ty, z\n', { ...csvReading, delimiter: '\t' }],
  ['JSON', '{"data":{"rows":[{"id":1,"a":"x"},{"id":2,"a":"y, z"}]}}', { ...plainJson, recordsPath: 'data.rows' }],
  ['JSON lines', '{"id":1,"a":"x"}\n{"id":2,"a":"y, z"}', linesReading],
  ['a JSON text sequence', '\u001e{"id":1,"a":"x"}\n\u001e{"id":2,"a":"y, z"}\n', linesReading],
  [
    'GeoJSON lines',
    '{"type":"Feature","id":1,"properties":{"a":"x"}}\n{"type":"Feature","properties":{"id":2,"a":"y, z"}}\n',
    { ...linesReading, isGeo: true },
  ],
])('IMP-1 a file of %s, as it is and as gzip in one or several parts', async (_name, content, reading) => {
  const half = Math.floor(content.length / 2)
  const parts = Buffer.concat([gzipSync(content.slice(0, half)), gzipSync(content.slice(half))])
  const files: [string, string | Buffer, boolean][] = [
    ['t', content, false],
    ['u', gzipSync(content), true],
    ['v', parts, true],
  ]
  for (const [table, bytes, isGzip] of files) {
    expect(await world.imported(bytes, { table, reading: { ...reading, isGzip } })).toEqual(endedWith(2))
    expect(world.query(`select id, a from ${table}`)).toEqual([
      [1, 'x'],
      [2, 'y, z'],
    ])
  }
})

describe('a packed file', () => {
  it('that is cut keeps the rows before the cut, and says so', async () => {
    const rows = Array.from({ length: 50_000 }, (_, id) => `{"id":${id},"x":"${Math.imul(id, 0x9e3779b1)}"}\n`)
    const whole = gzipSync(rows.join(''))
    const reading = { ...linesReading, isGzip: true }
    const cut = await world.imported(whole.subarray(0, Math.floor(whole.length / 2)), { reading })
    expect(cut).toMatchObject({ type: 'failed', error: { code: 'file_bad_gzip' } })
    expect(world.query('select count(*) > 1000 from t')).toEqual([[1]])
  })

  it('IMP-10 that is a bomb is stopped, unless the person knows it', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, `{"id":1}${' '.repeat(4_000)}\n`))
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
