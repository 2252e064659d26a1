// Files made of tables: safe in a spreadsheet, exact as JSON, and there only when they are whole.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportFormat, FromExporter } from '@shared/exports'
import { assert, property, string } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLibrary } from '../library/database'
import { openTable } from '../library/tables'
import { ARRAY, BOOLEAN, NUMBER, TEXT } from '../library/valueKinds'
import { csvText } from './csvCells'
import { exportCall } from './exportCall'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-export-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(records: Record<string, unknown>[]): void {
  const file = openLibrary(join(folder, 'library.db'))
  const keyed = records.map((record, index) => ({ key: String(index), record }))
  openTable(file.db, { table: 'things', sourceId: null, keyField: null }, 9).write(keyed, 9)
  file.close()
}

/** The kinds of value that a pull found in each column. */
function remember(kinds: Record<string, number>): void {
  const file = openLibrary(join(folder, 'library.db'))
  const update = file.db.prepare('update _columns set kinds = ? where source_name = ?')
  for (const [name, bits] of Object.entries(kinds)) update.run(BigInt(bits), name)
  file.close()
}

/** The answers, the last of them its end; the file is `out`. */
async function run(format: ExportFormat, change: Record<string, unknown> = {}): Promise<FromExporter[]> {
  const told: FromExporter[] = []
  const call = {
    call: 'export',
    id: 0,
    library: join(folder, 'library.db'),
    table: 'things',
    format,
    partial: join(folder, 'out.part'),
    path: join(folder, 'out'),
    ...change,
  }
  await exportCall(call, (one) => told.push(one))
  return told
}

const out = (): string => readFileSync(join(folder, 'out'), 'utf8')

describe('CSV', () => {
  it('S47 quotes every text and keeps every number', async () => {
    write([
      { id: 1, text: 'a "b", c', minus: -5, part: 0.5, big: 1 },
      { id: 2, text: '=1+1', minus: null },
    ])
    expect((await run('csv')).at(-1)).toEqual({ state: 'done', rows: 2 })
    expect(out()).toBe('"id","text","minus","part","big"\r\n1,"a ""b"", c",-5,0.5,1\r\n2,"\'=1+1",,,\r\n')
  })

  it.each(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])('S47 %j begins no formula', (sign) => {
    expect(csvText(`${sign}1`)).toBe(`"'${sign}1"`)
  })

  it('S47 any text, read back, begins with no trigger and is otherwise itself', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const quoted = csvText(text)
        const back = quoted.slice(1, -1).replaceAll('""', '"')
        expect(quoted.startsWith('"') && quoted.endsWith('"')).toBe(true)
        expect(quoted.slice(1, -1).replaceAll('""', '')).not.toContain('"')
        expect(/^[=+\-@\t\r\n＝＋－＠]/.test(back)).toBe(false)
        expect([text, `'${text}`]).toContain(back)
      }),
    )
  })

  it('begins with a byte order mark only where one is asked for', async () => {
    write([{ 이름: '가' }])
    await run('csv_bom')
    expect(out()).toBe('\uFEFF"이름"\r\n"가"\r\n')
  })
})

describe('JSON', () => {
  it('F161 F162 is what the source said: digits, nulls, what was missing, objects, true and false', async () => {
    const source =
      '[{"id":1,"big":9007199254740993,"on":true,"tags":["a"],"none":null,"text":"{\\"a\\":1}"},{"id":2,"on":false}]'
    const exact = JSON as unknown as { rawJSON(text: string): unknown }
    write([
      { id: 1, big: exact.rawJSON('9007199254740993'), on: true, tags: ['a'], none: null, text: '{"a":1}' },
      { id: 2, on: false },
    ])
    remember({ id: NUMBER, big: NUMBER, on: BOOLEAN, tags: ARRAY, text: TEXT })
    await run('json')
    expect(out().replaceAll('\n', '')).toBe(source)
  })

  it('has the properties past the last column too', async () => {
    write([Object.fromEntries(Array.from({ length: 203 }, (_, index) => [`p${index}`, index]))])
    await run('json')
    expect(JSON.parse(out())).toEqual([
      Object.fromEntries(Array.from({ length: 203 }, (_, index) => [`p${index}`, index])),
    ])
  })

  it('of no rows is an empty list, and gone rows are left out', async () => {
    write([{ id: 1 }])
    const file = openLibrary(join(folder, 'library.db'))
    file.db.exec('update things set _deleted_at = 1')
    file.close()
    await run('json')
    expect(out()).toBe('[]\n')
  })

  it('of many rows has them all', async () => {
    write(Array.from({ length: 2_500 }, (_, id) => ({ id, text: 'x'.repeat(300) })))
    expect((await run('json')).at(-1)).toEqual({ state: 'done', rows: 2_500 })
    expect((JSON.parse(out()) as { id: number }[]).map(({ id }) => id)).toEqual(
      Array.from({ length: 2_500 }, (_, id) => id),
    )
  })
})

describe('a file', () => {
  it('that was there is replaced only by a whole one', async () => {
    write([{ id: 1 }])
    writeFileSync(join(folder, 'out'), 'before')
    expect((await run('csv', { table: 'nothing' })).at(-1)).toMatchObject({ state: 'failed', code: 'unknown_table' })
    expect(out()).toBe('before')
    await run('csv')
    expect(out()).toBe('"id"\r\n1\r\n')
    expect(readdirSync(folder).some((name) => name.endsWith('.part'))).toBe(false)
  })

  it('that cannot be written is said so', async () => {
    write([{ id: 1 }])
    const partial = join(folder, 'no', 'out.part')
    expect((await run('csv', { partial })).at(-1)).toMatchObject({ state: 'failed', code: 'not_writable' })
  })

  it('is nothing that another call asks for', () =>
    expect(exportCall({ call: 'tables', id: 1 }, () => undefined)).toBeNull())
})
