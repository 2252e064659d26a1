// Opening the library files: how they are kept, and what becomes of damaged, foreign and newer ones.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { markDamaged } from './damage'
import { isSafeSqlite, type LibraryFile, openImports, openLibrary } from './database'
import { LIBRARY_VERSION, librarySchemas } from './schema'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-library-'))
  path = join(folder, 'library.db')
})

afterEach(() => rmSync(folder, { recursive: true }))

function pragma(file: LibraryFile, name: string): unknown {
  return file.db.pragma(name, { simple: true })
}

/** A library with rows in enough pages that half of the file can go missing. */
function filled(): void {
  const file = openLibrary(path)
  file.db.exec('create table filler (a text) strict')
  const insert = file.db.prepare('insert into filler values (?)')
  for (let row = 0; row < 200; row++) insert.run('x'.repeat(1_000))
  file.close()
}

function overwrite(offset: number, bytes: Buffer): void {
  const content = readFileSync(path)
  bytes.copy(content, offset)
  writeFileSync(path, content)
}

describe('a library file', () => {
  it('S41 S46 D3 is WAL, guarded, and readable by its owner only', () => {
    const file = openLibrary(path)
    const names = [
      'journal_mode',
      'synchronous',
      'trusted_schema',
      'cell_size_check',
      'foreign_keys',
      'mmap_size',
      'auto_vacuum',
    ]
    expect(names.map((name) => pragma(file, name))).toEqual(['wal', 1, 0, 1, 1, 0, 2])
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    file.close()
  })

  it('D3 is FULL for imports', () => {
    const file = openImports(join(folder, 'imports.db'))
    expect(pragma(file, 'synchronous')).toBe(2)
    file.close()
  })

  it('keeps what is in it when it is opened again', () => {
    filled()
    const file = openLibrary(path)
    expect(file.setAsideTo).toBeNull()
    expect(file.db.prepare('select count(*) from filler').pluck().get()).toBe(200)
    file.close()
  })

  it('F69 is opened only by an SQLite that two processes may write with', () => {
    const verdicts = ['3.45.0', '3.51.2', '3.51.3', '3.52.0', '3.52.1', '3.54.1', '4.0.0'].map(isSafeSqlite)
    expect(verdicts).toEqual([false, false, true, false, true, true, true])
  })
})

describe('a damaged library', () => {
  const damages: [string, () => void][] = [
    ['F54 a garbled header', () => overwrite(0, Buffer.alloc(100, 0xa5))],
    ['F55 half of it gone', () => truncateSync(path, Math.floor(statSync(path).size / 2 / 4_096) * 4_096 + 100)],
  ]

  it.each(damages)('P5 %s: it is set aside whole and a new one begun', (_what, damage) => {
    filled()
    damage()
    writeFileSync(`${path}-wal`, '')
    const before = readFileSync(path)
    const file = openLibrary(path, () => 42)
    expect(file.setAsideTo).toBe(`${path}.damaged-42`)
    expect(readFileSync(`${path}.damaged-42`).equals(before)).toBe(true)
    expect(file.db.prepare('select count(*) from _tables').pluck().get()).toBe(0)
    file.close()
    const again = openLibrary(path)
    expect(again.setAsideTo).toBeNull()
    again.close()
  })

  it('F56 a bad page in the middle is found once an attempt has met it', () => {
    filled()
    overwrite(4_096 * 20, Buffer.alloc(4_096, 0x5a))
    const unaware = openLibrary(path)
    expect(unaware.setAsideTo).toBeNull()
    unaware.close()
    markDamaged(path)
    const file = openLibrary(path, () => 7)
    expect(file.setAsideTo).toBe(`${path}.damaged-7`)
    file.close()
    expect(existsSync(`${path}.suspect`)).toBe(false)
  })

  it('is left alone when a suspicion was wrong', () => {
    filled()
    markDamaged(path)
    const file = openLibrary(path)
    expect([file.setAsideTo, existsSync(`${path}.suspect`)]).toEqual([null, false])
    file.close()
  })

  it('D3 is never set aside when it holds imports', () => {
    filled()
    overwrite(0, Buffer.alloc(100, 0xa5))
    const before = readFileSync(path)
    expect(() => openImports(path)).toThrow(/damaged/)
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['library.db'])
  })
})

describe('a library from the future', () => {
  it('PULL-20 is brought to the present schema whole, with its rows, or not at all', () => {
    const old = new Database(path)
    old.exec(librarySchemas[0] as string)
    old.exec("insert into _sources (source_id, table_name, mapping) values ('s', 't', 'm')")
    old.exec('create table _pass (in_the_way)')
    old.pragma('user_version = 1')
    expect(() => openLibrary(path)).toThrow(/_pass/)
    expect(old.prepare("select count(*) from pragma_table_info('_columns') where name = 'kinds'").pluck().get()).toBe(0)
    old.exec('drop table _pass')
    old.close()
    const file = openLibrary(path)
    expect(file.db.prepare('select source_id, mark from _sources').raw().all()).toEqual([['s', null]])
    expect(file.db.pragma('user_version', { simple: true })).toBe(LIBRARY_VERSION)
    file.close()
  })

  it('PULL-18 PULL-20 keeps its log of changes when the log learns another', () => {
    const old = new Database(path)
    for (const schema of librarySchemas.slice(0, 3)) old.exec(schema)
    old.exec(`insert into _schema_log (table_name, property, change, new_type, rows, at)
      values ('t', 'a', 'column_added', 'text', 7, 1), ('t', 'b', 'kept_in_raw', 'number', 1, 2)`)
    old.pragma('user_version = 3')
    old.close()
    const file = openLibrary(path)
    const log = file.db.prepare('select id, property, rows from _schema_log order by id')
    expect(log.raw().all()).toEqual([
      [1, 'a', 7],
      [2, 'b', 1],
    ])
    file.close()
  })

  it('F62 P30 is refused by its version and not touched', () => {
    const file = openLibrary(path)
    file.db.pragma('user_version = 9999')
    file.close()
    expect(() => openLibrary(path)).toThrow(/newer version/)
    const db = new Database(path)
    expect(db.pragma('user_version', { simple: true })).toBe(9_999)
    db.close()
  })

  it('F63 is refused by its file format, which is not damage', () => {
    filled()
    overwrite(18, Buffer.from([9, 9]))
    expect(() => openLibrary(path)).toThrow(/newer version/)
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })
})
