// Rows in an order, with a text, or with news: nothing left out, nothing twice, and nothing that takes too long.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowsPage, RowsRequest } from '@shared/readerMessages'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aboutTable } from './aboutTable'
import { listTables, pageRows } from './browse'
import { type LibraryFile, openLibrary } from './database'
import { listPage } from './listed'
import { storeSetAside } from './setAside'
import { MOST_SORTED_ROWS } from './sortedRows'
import { openTable } from './tables'

let folder: string
let file: LibraryFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-browse-'))
  file = openLibrary(join(folder, 'library.db'))
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

function write(records: { id?: number; [name: string]: unknown }[], now = 9): void {
  const keyed = records.map((record, index) => ({ key: String(record.id ?? index), record }))
  openTable(file.db, { table: 'things', sourceId: 's-1', keyField: 'id' }, now).write(keyed, now)
}

type Look = Pick<RowsRequest, 'sort' | 'search' | 'only' | 'held'>

function page(look: Look, after: string | null = null, limit = 7, now: () => number = () => 0): RowsPage {
  const found = pageRows(file.db, { file: 'library', table: 'things', limit, after, ...look }, now)
  if (typeof found === 'string') throw new Error(found)
  return found
}

/** Every page of a look, by the text of one column. */
function all(look: Look, column = 0, limit = 7, now: () => number = () => 0): (string | null)[] {
  const seen: (string | null)[] = []
  let after: string | null = null
  do {
    const found = page(look, after, limit, now)
    for (const { cells } of found.rows) seen.push(cells[column]?.type === 'null' ? null : (cells[column]?.text ?? ''))
    after = found.next
  } while (after !== null)
  return seen
}

describe('sorted rows', () => {
  const values = [3, 'b', null, 1.5, 'A', 3, 'a', null, -2, 'B', 3, 'ü', 10]
  const sort = (descending: boolean) => ({ sort: { column: 'value', descending } })

  it.each([1, 2, 3, 7, 100])('come whole in pages of %i, numbers before text, nothing last', (limit) => {
    write(values.map((value, id) => ({ id, value })))
    const up = ['-2', '1.5', '3', '3', '3', '10', 'A', 'a', 'b', 'B', 'ü', null, null]
    expect(all(sort(false), 1, limit)).toEqual(up)
    const down = ['ü', 'b', 'B', 'A', 'a', '10', '3', '3', '3', '1.5', '-2', null, null]
    expect(all(sort(true), 1, limit)).toEqual(down)
  })

  it('keep to the search and stay whole where every value is the same', () => {
    write(Array.from({ length: 60 }, (_, id) => ({ id, value: id % 2 === 0 ? 'even' : 'odd' })))
    const even = Array.from({ length: 30 }, (_, index) => String(index * 2))
    expect(all({ ...sort(true), search: 'EVEN' })).toEqual(even)
  })

  it('are refused by a column that is not there, by a row that is gone, and for a table too long', () => {
    write([{ id: 1, value: 1 }])
    const look = (change: Partial<RowsRequest>) =>
      pageRows(file.db, { file: 'library', table: 'things', limit: 5, after: null, ...sort(false), ...change }, () => 0)
    expect(look({ sort: { column: 'x" desc --', descending: false } })).toBe('unknown_table')
    expect(look({ after: '99' })).toBe('bad_cursor')
    file.db.prepare('update _tables set rows = ?').run(BigInt(MOST_SORTED_ROWS + 1))
    expect(look({})).toBe('too_many_to_sort')
  })
})

describe('a search', () => {
  it('finds text in any column whatever its case, numbers too, and takes % and _ as they are', () => {
    write([
      { id: 1, a: 'Größe 100%', b: 'x' },
      { id: 2, a: 'y', b: 'HELLO world' },
      { id: 3, a: 'snake_case', b: 4711 },
      { id: 4, a: 'snakeXcase', b: null },
    ])
    expect(all({ search: 'hello' })).toEqual(['2'])
    expect(all({ search: '0%' })).toEqual(['1'])
    expect(all({ search: '_' })).toEqual(['3'])
    expect(all({ search: '471' })).toEqual(['3'])
    expect(all({ search: '\\' })).toEqual([])
    expect(all({ search: '  ' })).toHaveLength(4)
  })

  it('D9 stops after a while and goes on where it stopped', () => {
    write(Array.from({ length: 12_000 }, (_, id) => ({ id, a: id === 11_999 ? 'needle' : 'hay' })))
    let time = 0
    const slow = () => (time += 400)
    const first = page({ search: 'needle' }, null, 7, slow)
    expect([first.rows.length, first.next]).toEqual([0, '10000'])
    expect(all({ search: 'needle' }, 0, 7, slow)).toEqual(['11999'])
    expect(all({ search: 'hay' }, 0, 500)).toHaveLength(11_999)
  })
})

describe('news', () => {
  it('are rows that came, changed or went since a moment, each of one kind', () => {
    write([{ id: 1 }, { id: 2 }, { id: 3 }], 100)
    write([{ id: 2, a: 'changed' }, { id: 4 }], 200)
    file.db.exec("update things set _deleted_at = 250 where _key = '3'")
    const rows = (what: 'new' | 'changed' | 'gone', since: number) => all({ only: { what, since } })
    expect([rows('new', 150), rows('changed', 150), rows('gone', 150)]).toEqual([['4'], ['2'], ['3']])
    expect([rows('new', 300), rows('changed', 300), rows('gone', 300)]).toEqual([[], [], []])
    expect(rows('new', 0)).toEqual(['1', '2', '4'])
    expect(aboutTable(file.db, 'things', 150)?.news).toEqual({ new: 1, changed: 1, gone: 1 })
  })

  it('come with what was set aside and how the shape changed', () => {
    write([{ id: 1 }])
    file.db.exec(`insert into _set_aside_rows values ('things', 'p', 4, 'no_key', 12, '{"a":1}', 9)`)
    file.db.exec(`insert into _schema_log (table_name, property, change, new_type, rows, at)
      values ('things', 'late', 'column_added', 'text', 1, 9)`)
    expect(aboutTable(file.db, 'things', 0)).toMatchObject({
      pull: null,
      setAsideCount: 1,
      setAside: [{ position: 4, reason: 'no_key', record: '{"a":1}' }],
      schemaChanges: [{ property: 'late', change: 'column_added', oldType: null }],
    })
    expect(aboutTable(file.db, 'other', 0)).toBeNull()
  })
})

describe('what waits for an answer', () => {
  it('PULL-15 is the rows that no page of the list holds and that are still here', () => {
    write([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }])
    inTransactionNow(() => listPage(file.db, 'things', 'page1')(['1', '3']))
    inTransactionNow(() => listPage(file.db, 'other', 'page1')(['2']))
    expect(all({ held: { window: null } })).toEqual(['2', '4'])
    file.db.prepare("update things set _deleted_at = 5 where _key = '2'").run()
    expect(all({ held: { window: null }, sort: { column: 'id', descending: true } })).toEqual(['4'])
  })

  it('D29 PULL-13 with a window finds those young enough for the list to speak of them', () => {
    write([{ id: 1, at: 50 }, { id: 2, at: 5 }, { id: 3 }, { id: 4, at: 70 }])
    inTransactionNow(() => listPage(file.db, 'things', 'page1')(['1']))
    const window = { property: 'at', isInside: (value: unknown) => typeof value === 'number' && value > 10 }
    const held = { window: { field: 'at', windowMs: 10 } }
    const found = (one: typeof window) => {
      const rows = pageRows(file.db, { file: 'library', table: 'things', limit: 9, after: null, held }, () => 0, one)
      return typeof rows === 'string' ? rows : rows.rows.map(({ cells }) => cells[0]?.type !== 'null' && cells[0]?.text)
    }
    expect(found(window)).toEqual(['4'])
    expect(found({ ...window, property: 'gone' })).toEqual([])
  })
})

describe('what is to be reviewed of a table', () => {
  it('PULL-18 is when it last changed its shape, and how many records were set aside', () => {
    write([{ id: 1 }])
    expect(listTables(file.db, 'library')).toMatchObject([{ shapeChangedAt: null, setAside: 0 }])
    file.db
      .prepare(
        `insert into _schema_log (table_name, property, change, new_type, rows, at)
         values ('things', 'more', 'column_added', 'text', 1, 77), ('other', 'x', 'column_added', 'text', 1, 99)`,
      )
      .run()
    const aside = { position: 0, reason: 'no_key' as const, bytes: 2, text: '{}' }
    inTransactionNow(() => storeSetAside(file.db, 'things', 'page1', [aside], 78))
    expect(listTables(file.db, 'library')).toMatchObject([{ shapeChangedAt: 77, setAside: 1 }])
  })
})

function inTransactionNow(work: () => void): void {
  file.db.transaction(work).immediate()
}

describe('a file of an older app, which nobody has written since', () => {
  it('PULL-31 is read as it is', () => {
    write([{ id: 1, name: 'a' }])
    const before = all({}, 1)
    file.db.exec('alter table _columns drop column chosen')
    file.db.exec('alter table _columns drop column kinds')
    expect(all({}, 1)).toEqual(before)
    expect(all({ sort: { column: 'name', descending: true } }, 1)).toEqual(before)
    expect(aboutTable(file.db, 'things', 0)?.schemaChanges).toEqual([])
  })
})
