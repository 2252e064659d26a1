// What the Data view may see: tables and pages of rows of both files, bounded, exact, and read-only.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromReader, RowsPage, TableView } from '@shared/readerMessages'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openForReading, openLibrary } from './library/database'
import { openTable } from './library/tables'
import { openReader, type Reader } from './readerCalls'

let folder: string
let library: string
let imports: string
let reader: Reader
let calls = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-reader-'))
  library = join(folder, 'library.db')
  imports = join(folder, 'imports.db')
  reader = openReader()
  reader.answer({ call: 'hello', id: 0, library, imports })
})

afterEach(() => {
  reader.close()
  rmSync(folder, { recursive: true })
})

function write(records: Record<string, unknown>[], path = library): void {
  const file = openLibrary(path)
  const keyed = records.map((record, index) => ({ key: String(index), record }))
  openTable(file.db, { table: 'things', sourceId: 's-1', keyField: 'id' }, 9).write(keyed, 9)
  file.close()
}

function ask(call: Record<string, unknown>): unknown {
  const answer = reader.answer({ id: ++calls, ...call })
  if (!answer?.ok) throw new Error(answer?.code)
  return answer.value
}

const tables = (): TableView[] => ask({ call: 'tables' }) as TableView[]
const rows = (limit: number, after: string | null = null, table = 'things'): RowsPage =>
  ask({ call: 'rows', request: { file: 'library', table, limit, after } }) as RowsPage

describe('tables', () => {
  it('are none while there is no file, and are there once it appears', () => {
    expect(tables()).toEqual([])
    write([{ id: 1, name: 'a' }])
    expect(tables()).toEqual([
      {
        file: 'library',
        table: 'things',
        sourceId: 's-1',
        keyField: 'id',
        columns: ['id', 'name'],
        rows: 1,
        rowsAreEstimate: false,
        changedAt: 9,
        shapeChangedAt: null,
        setAside: 0,
      },
    ])
  })

  it('D3 come from both files', () => {
    write([{ id: 1 }])
    write([{ id: 1 }], imports)
    expect(tables().map((table) => table.file)).toEqual(['library', 'imports'])
  })

  it('are counted up to ten thousand rows, and estimated beyond', () => {
    write(Array.from({ length: 10_000 }, (_, id) => ({ id })))
    expect(tables()[0]).toMatchObject({ rows: 10_000, rowsAreEstimate: false })
    write(Array.from({ length: 10_001 }, (_, id) => ({ id })))
    expect(tables()[0]).toMatchObject({ rows: 10_001, rowsAreEstimate: true })
  })

  it('P5 are those of the new file after a damaged one was set aside', () => {
    write([{ id: 1 }])
    expect(rows(10).rows).toHaveLength(1)
    rmSync(library)
    rmSync(`${library}-wal`, { force: true })
    rmSync(`${library}-shm`, { force: true })
    write([{ id: 1 }, { id: 2 }])
    expect(rows(10).rows).toHaveLength(2)
  })
})

describe('rows', () => {
  it('F90 come in pages that leave nothing out and repeat nothing', () => {
    write(Array.from({ length: 1_050 }, (_, id) => ({ id })))
    const seen: string[] = []
    let after: string | null = null
    const sizes: number[] = []
    do {
      const page = rows(500, after)
      sizes.push(page.rows.length)
      for (const row of page.rows) seen.push(row.cells[0]?.type === 'number' ? row.cells[0].text : '?')
      after = page.next
    } while (after !== null)
    expect(sizes).toEqual([500, 500, 50])
    expect(seen).toEqual(Array.from({ length: 1_050 }, (_, id) => String(id)))
  })

  it('F90 fill at most a megabyte a reply', () => {
    write(Array.from({ length: 400 }, (_, id) => ({ id, ...wide(3, '가'.repeat(1_900)) })))
    const page = rows(400)
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_048_576)
    expect(page.rows.length).toBeGreaterThan(20)
    expect(page.next).toBe(page.rows.at(-1)?.cursor)
  })

  it('F90 cut the cells of a row that alone is larger', () => {
    write([wide(199, '가'.repeat(5_000)), { id: 2 }])
    const page = rows(10)
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_048_576)
    expect(page.rows).toHaveLength(1)
    expect(rows(10, page.next).rows).toHaveLength(1)
  })

  it('show integers beyond 2^53 in full, and cut long text at 2,000 characters', () => {
    write([{ big: 0, text: 'x'.repeat(2_001), short: 'y'.repeat(2_000), none: null }])
    const file = openLibrary(library)
    file.db.prepare('update things set big = ?').run(9007199254740993n)
    file.close()
    expect(rows(1).rows[0]?.cells).toEqual([
      { type: 'number', text: '9007199254740993' },
      { type: 'text', text: 'x'.repeat(2_000), more: true },
      { type: 'text', text: 'y'.repeat(2_000) },
      { type: 'null' },
    ])
  })

  it('F163 do not end at a NUL byte, in short text or in long', () => {
    write([{ short: 'a\0b', long: `a\0${'é'.repeat(9_000)}` }])
    const [short, long] = rows(1).rows[0]?.cells ?? []
    expect(short).toEqual({ type: 'text', text: 'a\0b' })
    expect(long).toEqual({ type: 'text', text: `a\0${'é'.repeat(1_998)}`, more: true })
  })

  it('never cut a character in two', () => {
    write([{ text: `x${'💥'.repeat(5_000)}` }])
    const cell = rows(1).rows[0]?.cells[0]
    expect(cell?.type === 'text' && cell.text.isWellFormed() && !cell.text.includes('\uFFFD')).toBe(true)
  })

  it('say when they are deleted', () => {
    write([{ id: 1 }])
    const file = openLibrary(library)
    file.db.exec('update things set _deleted_at = 1')
    file.close()
    expect(rows(1).rows[0]?.deleted).toBe(true)
    expect(tables()[0]?.rows).toBe(0)
  })
})

describe('a wrong call', () => {
  const code = (answer: FromReader | null): string | null => (answer && !answer.ok ? answer.code : null)

  it.each([
    [
      'an unknown table',
      { call: 'rows', request: { file: 'library', table: 'x"; drop table things; --', limit: 1, after: null } },
      'unknown_table',
    ],
    [
      "the file's own tables",
      { call: 'rows', request: { file: 'library', table: '_tables', limit: 1, after: null } },
      'unknown_table',
    ],
    [
      'a cursor of nobody',
      { call: 'rows', request: { file: 'library', table: 'things', limit: 1, after: '1 or 1' } },
      'unknown_table',
    ],
    [
      'too many rows',
      { call: 'rows', request: { file: 'library', table: 'things', limit: 501, after: null } },
      'bad_call',
    ],
    ['an unknown name', { call: 'delete' }, 'bad_call'],
  ])('is answered: %s', (_what, call, expected) => {
    write([{ id: 1 }])
    expect(code(reader.answer({ id: 1, ...call }))).toBe(expected)
  })

  it('before the files are known is refused', () => {
    expect(code(openReader().answer({ id: 1, call: 'tables' }))).toBe('no_hello')
  })

  it('without a number has nobody to answer to', () => expect(reader.answer('nonsense')).toBeNull())
})

it('D9 the reader cannot write', () => {
  write([{ id: 1 }])
  const db = openForReading(library)
  expect(() => db.exec('delete from things')).toThrow(/readonly/)
  db.close()
})

function wide(count: number, text: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, text]))
}

describe('one value', () => {
  const cell = (request: object): unknown =>
    ask({ call: 'cell', request: { file: 'library', column: 'a', ...request } })

  it('comes whole, and is refused where there is none', () => {
    write([{ id: 1, a: 'x'.repeat(5_000) }])
    expect(cell({ table: 'things', cursor: '1' })).toEqual({ text: 'x'.repeat(5_000), isCut: false })
    expect(() => cell({ table: 'things', cursor: '9' })).toThrow('unknown_table')
    expect(() => cell({ file: 'imports', table: 'things', cursor: '1' })).toThrow('unknown_table')
  })
})
