// What a preview finds in a file, and what it says of files that are none to import.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type FilePreview, PREVIEW_COLUMNS } from '@shared/filePreview'
import { plainJson, type ReadingChoice } from '@shared/imports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BEGINNING_BYTES } from '../imports/beginning'
import { previewFile } from './previewFile'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-preview-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { signal } = new AbortController()

function preview(
  content: string | Buffer,
  recordsPath: string | null = null,
  choice: ReadingChoice = {},
  name = 'file.json',
): Promise<FilePreview> {
  const path = join(folder, name)
  writeFileSync(path, content)
  return previewFile({ input: { path, choice: recordsPath === null ? choice : { recordsPath } }, signal })
}

describe('IMP-2 the preview of a file', () => {
  it('shows the list, its columns with their types, and what could identify a row', async () => {
    const rows = [
      { name: 'a', id: 1, size: 1.5, tags: ['x'], ok: true },
      { name: 'b', id: 2, size: 2, tags: [], ok: null, more: { deep: 'é' } },
    ]
    expect(await preview(JSON.stringify({ page: 1, data: { items: rows }, errors: [] }))).toEqual({
      bytesRead: 165,
      isWhole: true,
      endsEarly: false,
      lists: [
        { path: 'data.items', rows: 2, isWhole: true },
        { path: 'errors', rows: 0, isWhole: true },
      ],
      recordsPath: 'data.items',
      reading: { ...plainJson, recordsPath: 'data.items' },
      isSuspicious: false,
      asideSeen: 0,
      rowsSeen: 2,
      columns: [
        { name: 'name', types: ['text'], filled: 2 },
        { name: 'id', types: ['integer'], filled: 2 },
        { name: 'size', types: ['number', 'integer'], filled: 2 },
        { name: 'tags', types: ['list'], filled: 2 },
        { name: 'ok', types: ['boolean'], filled: 1 },
        { name: 'more', types: ['object'], filled: 1 },
      ],
      columnCount: 6,
      keys: ['id', 'name'],
      keyIsLikely: true,
      rows: [
        ['a', '1', '1.5', '["x"]', 'true', null],
        ['b', '2', '2', '[]', null, '{"deep":"é"}'],
      ],
    })
  })

  it('shows the list that was asked for', async () => {
    const both = JSON.stringify({ big: [{ a: 1 }, { a: 2 }], small: [{ b: 1 }] })
    expect(await preview(both)).toMatchObject({ recordsPath: 'big', rowsSeen: 2 })
    expect(await preview(both, 'small')).toMatchObject({ recordsPath: 'small', rows: [['1']] })
    await expect(preview(both, 'none')).rejects.toMatchObject({ code: 'preview_no_list', data: { path: 'none' } })
    await expect(preview(both, '')).rejects.toMatchObject({ code: 'preview_no_list' })
  })

  it('takes a property for the key only while it is named like one', async () => {
    const rows = (name: string, count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, at) => ({ [name]: at })))
    expect(await preview(rows('id', 2))).toMatchObject({ keys: ['id'], keyIsLikely: true })
    expect(await preview(rows('orderId', 2))).toMatchObject({ keys: ['orderId'], keyIsLikely: false })
    expect(await preview(rows('order_id', 30))).toMatchObject({ keys: ['order_id'], keyIsLikely: true })
    expect(await preview(rows('size', 900))).toMatchObject({ keys: ['size'], keyIsLikely: false })
    expect(await preview('[{"id":1},{"id":1}]')).toMatchObject({ keys: [], keyIsLikely: false })
    expect(await preview('[{"id":1},{"a":1}]')).toMatchObject({ keys: [] })
    expect(await preview('[{"id":1},{"id":null}]')).toMatchObject({ keys: [] })
    expect(await preview('[{"id":1.5},{"id":{}}]')).toMatchObject({ keys: [] })
  })

  it('reads no more than the first 4 MiB, and shows no more than 100 rows of 60 columns', async () => {
    const wide = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`c${at}`, 'é'.repeat(300)]))
    const line = JSON.stringify(wide)
    const count = Math.ceil((BEGINNING_BYTES * 1.2) / Buffer.byteLength(line))
    const found = await preview(`{"items":[${Array.from({ length: count }, () => line).join(',\n')}]}`)
    expect(found).toMatchObject({ bytesRead: BEGINNING_BYTES, isWhole: false, columnCount: 80, recordsPath: 'items' })
    expect(found.lists[0]?.isWhole).toBe(false)
    expect(found.rowsSeen).toBeGreaterThan(50)
    expect(found.rows.length).toBeLessThanOrEqual(100)
    expect(found.columns).toHaveLength(PREVIEW_COLUMNS)
    expect(found.rows[0]).toHaveLength(PREVIEW_COLUMNS)
    expect(found.rows[0]?.[0]).toHaveLength(200)
  })

  it('shows what is there of a file that ends too early, and says that it does', async () => {
    const found = await preview('{"items":[{"id":1},{"id":2},{"i')
    expect(found).toMatchObject({ isWhole: true, endsEarly: true, recordsPath: 'items', rows: [['1'], ['2']] })
    expect(await preview('{"a":{"b')).toMatchObject({ endsEarly: true, recordsPath: null })
  })

  it('says so where the list has not begun within them, and still takes a path for it', async () => {
    const late = `{"pad":"${'x'.repeat(BEGINNING_BYTES)}","items":[{"id":1}]}`
    expect(await preview(late)).toMatchObject({ isWhole: false, lists: [], recordsPath: null, rows: [] })
    expect(await preview(late, 'items')).toMatchObject({ recordsPath: 'items', rowsSeen: 0 })
  })

  it('samples at least 10,000 ordinary rows', async () => {
    const rows = Array.from({ length: 12_000 }, (_, id) => ({
      id,
      title: `Row number ${id}`,
      url: 'https://example.com',
    }))
    expect((await preview(JSON.stringify(rows))).rowsSeen).toBe(12_000)
  })

  it('shows numbers as they were written and plain values as rows of one column', async () => {
    const found = await preview('[12345678901234567890,"x",null,0.1]')
    expect(found.columns).toEqual([{ name: 'value', types: ['integer', 'text', 'number'], filled: 3 }])
    expect(found.rows).toEqual([['12345678901234567890'], ['x'], [null], ['0.1']])
  })

  it('passes over a byte order mark, and takes any name for a column', async () => {
    const found = await preview('\uFEFF[{"__proto__":1,"constructor":2}]')
    expect(found.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
    expect(found.rows).toEqual([['1', '2']])
  })
})

describe('IMP-2 how a file is to be read', () => {
  const people = 'id;name;zip;paid;since\n1;Ada;01234;true;2020-01-01\n2;"Bo;b";99999;false;\n'

  it('is found: format, delimiter, header and the type of each column', async () => {
    const found = await preview(people, null, {}, 'people.csv')
    expect(found.reading).toMatchObject({ format: 'csv', delimiter: ';', hasHeader: true, encoding: 'utf-8' })
    expect(found.columns.map(({ name, types }) => [name, ...types])).toEqual([
      ['id', 'integer'],
      ['name', 'text'],
      ['zip', 'text'],
      ['paid', 'boolean'],
      ['since', 'text'],
    ])
    expect(found.rows[1]).toEqual(['2', 'Bo;b', '99999', 'false', null])
    expect(found.keys[0]).toBe('id')
  })

  it.each<[name: string, content: string | Buffer, file: string, reading: object]>([
    ['tabs', 'a\tb\n1\t2\n', 'x.tsv', { format: 'csv', delimiter: '\t' }],
    ['no header', '1,2\n3,4\n', 'x.csv', { hasHeader: false, delimiter: ',' }],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFFa,b\n1,é\n', 'utf16le'), 'x.csv', { encoding: 'utf-16le' }],
    ['UTF-8 with a byte order mark', '\uFEFF"a;b",c\n1,2\n', 'x.csv', { encoding: 'utf-8', delimiter: ',' }],
    ['UTF-16 without one', Buffer.from('name,city\nada,london\n', 'utf16le'), 'x.csv', { encoding: 'utf-16le' }],
    ['Windows-1252', Buffer.from('name\ncaf\u00e9\n', 'latin1'), 'x.csv', { encoding: 'windows-1252' }],
    ['a value a line', '{"a":1}\n{"a":2}\n', 'x.json', { format: 'ndjson' }],
    ['one line, by its name', '{"a":1}\n', 'x.ndjson', { format: 'ndjson' }],
    ['other text, whatever its name', 'name,age\nada,36\n', 'x.json', { format: 'csv' }],
    ['gzip', gzipSync('a,b\n1,2\n'), 'x.csv.gz', { isGzip: true, format: 'csv' }],
    ['GeoJSON', '{"type":"FeatureCollection","features":[]}', 'x.json', { isGeo: true, recordsPath: 'features' }],
  ])('is found for %s', async (_name, content, file, reading) => {
    expect((await preview(content, null, {}, file)).reading).toMatchObject(reading)
  })

  it('is found from all rows: types are no guess at the first', async () => {
    const kinds = 'a,b,c,d,e\n1,1,true,1,\n2,2.5,false,x,\n,3,,3,4\n'
    const found = await preview(kinds, null, {}, 'x.csv')
    expect(found.columns.map(({ name, types }) => [name, ...types])).toEqual([
      ['a', 'integer'],
      ['b', 'number'],
      ['c', 'boolean'],
      ['d', 'text'],
      ['e', 'integer'],
    ])
    const late = `n\n${'1\n'.repeat(9_000)}x\n`
    expect((await preview(late, null, {}, 'x.csv')).columns[0]?.types).toEqual(['text'])
  })

  it('is found for delimiters that stand within quotes as well, and by most rows rather than the first', async () => {
    const quoted = 'name;note\n"a, b";"c, d, e"\n"f, g";h\n'
    expect((await preview(quoted, null, {}, 'x.csv')).reading).toMatchObject({ delimiter: ';', hasHeader: true })
    const titled = 'Sales, of all shops, in 2026\nshop;sold\na;1\nb;2\nc;3\n'
    expect((await preview(titled, null, {}, 'x.csv')).reading).toMatchObject({ delimiter: ';' })
  })

  it('leaves the byte order mark out of the first name', async () => {
    const quoted = '\uFEFF"id",a\n1,2\n'
    for (const content of [quoted, '\uFEFFid,a\n1,2\n', Buffer.from(quoted, 'utf16le')]) {
      const { columns, keys } = await preview(content, null, {}, 'x.csv')
      expect([columns[0]?.name, keys[0]]).toEqual(['id', 'id'])
    }
  })

  it('is what the name of a file of prose says, which is then told that it is not', async () => {
    const prose = preview('Dear diary, today I wrote no JSON.', null, {}, 'diary.json')
    await expect(prose).rejects.toMatchObject({ code: 'preview_not_json' })
  })

  it('follows what the person corrects', async () => {
    const byComma = await preview(people, null, { delimiter: ',', hasHeader: false }, 'people.csv')
    expect(byComma.columns.map(({ name }) => name)).toEqual(['column_1'])
    const zip = await preview(people, null, { types: { zip: 'integer' } }, 'people.csv')
    expect(zip).toMatchObject({ asideSeen: 1, rowsSeen: 1 })
    const asText = await preview('[1]', null, { format: 'csv' }, 'x.json')
    expect(asText).toMatchObject({ reading: { format: 'csv' }, columnCount: 1 })
    const accents = Buffer.from('na\u00efve\n\u00e9\n', 'latin1')
    const latin = await preview(accents, null, { encoding: 'windows-1252', hasHeader: true }, 'x.csv')
    expect(latin).toMatchObject({ columns: [{ name: 'na\u00efve' }], rows: [['\u00e9']] })
    const wrong = await preview(accents, null, { encoding: 'utf-8', hasHeader: true }, 'x.csv')
    expect(wrong.reading.encoding).toBe('utf-8')
  })

  it('shows features of GeoJSON as rows', async () => {
    const feature = {
      type: 'Feature',
      id: 7,
      properties: { name: 'x', id: 'own' },
      geometry: { type: 'Point', coordinates: [1, 2] },
    }
    const found = await preview(JSON.stringify({ type: 'FeatureCollection', features: [feature] }))
    expect(found.columns.map(({ name }) => name)).toEqual(['feature_id', 'name', 'id', 'geometry'])
  })

  it('IMP-10 tells of what unpacks to a hundred times its size', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, 'a,b\n'))
    expect(await preview(bomb, null, {}, 'x.csv.gz')).toMatchObject({ isSuspicious: true, reading: { isGzip: true } })
    expect(await preview(gzipSync(people), null, {}, 'x.csv.gz')).toMatchObject({ isSuspicious: false })
  })
})

describe('a file that is none to import', () => {
  it.each<[name: string, content: string | Buffer, code: string]>([
    ['nothing', '', 'preview_empty'],
    ['white space', ' \n\n ', 'preview_empty'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d4948445200000010', 'hex'), 'preview_not_text'],
    ['two values on a line', '{"a":1} {"a":2}', 'preview_many_values'],
    ['half a gzip file', gzipSync('[{"id":1}]').subarray(0, 10), 'preview_bad_gzip'],
    ['a bad escape in a record', '[{"a":"\\x"}]', 'preview_not_json'],
  ])('is told of when it holds %s', async (_name, content, code) => {
    await expect(preview(content)).rejects.toMatchObject({ name: 'ComputeRefused', code })
  })

  it('has the place of the mistake told', async () => {
    await expect(preview('[\n  {"é": 1},\n  {"b": tru}\n]')).rejects.toMatchObject({ data: { line: 3, column: 9 } })
  })

  it('is told of when it is not there, or is no file', async () => {
    const run = (path: string) => previewFile({ input: { path, choice: {} }, signal })
    await expect(run(join(folder, 'none'))).rejects.toMatchObject({ code: 'preview_unreadable' })
    await expect(run(folder)).rejects.toMatchObject({ code: 'preview_unreadable' })
  })

  it('is read no further when nobody wants it any more', async () => {
    const path = join(folder, 'file.json')
    writeFileSync(path, '[]')
    await expect(previewFile({ input: { path, choice: {} }, signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
  })

  it('is no list, which is no mistake, where it is JSON', async () => {
    expect(await preview('{"a":1}')).toMatchObject({ isWhole: true, lists: [], recordsPath: null })
  })
})
