// Opens real files in a temporary folder: what is set, what is refused, and that nothing of a user's is ever overwritten.
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUpNow } from './backup'
import {
  APPLICATION_ID,
  closeCoreDatabase,
  DatabaseRefusal,
  isSafeSqlite,
  type OpenOptions,
  openCoreDatabase,
} from './database'
import type { SetAside } from './databaseFile'
import type { Migration } from './migrate'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const notes: Migration = {
  number: 1,
  name: 'notes',
  up: (db) => db.exec('CREATE TABLE notes (text TEXT NOT NULL) STRICT'),
}

let folder: string
let path: string
let notices: SetAside[]
let waits: number[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-database-'))
  path = join(folder, 'core.db')
  notices = []
  waits = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(options: OpenOptions = {}): BetterSqlite3.Database {
  return openCoreDatabase(path, {
    migrations: [notes],
    now: () => NOW,
    wait: (ms) => waits.push(ms),
    onSetAside: (notice) => notices.push(notice),
    ...options,
  })
}

function storeNote(text: string): void {
  const db = open()
  db.prepare('INSERT INTO notes (text) VALUES (:text)').run({ text })
  closeCoreDatabase(db)
}

function notesIn(db: BetterSqlite3.Database): unknown[] {
  const texts = db.prepare('SELECT text FROM notes').pluck().all()
  closeCoreDatabase(db)
  return texts
}

function refusal(act: () => unknown): DatabaseRefusal {
  try {
    act()
  } catch (error) {
    if (error instanceof DatabaseRefusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('an opened core.db', () => {
  it('P2 OUT-1 is written so that a power cut loses nothing that was acknowledged', () => {
    const db = open()
    const read = (name: string): unknown => db.pragma(name, { simple: true })
    expect(read('journal_mode')).toBe('wal')
    expect(read('synchronous')).toBe(2)
    expect(read('foreign_keys')).toBe(1)
    expect(read('trusted_schema')).toBe(0)
    expect(read('cell_size_check')).toBe(1)
    expect(read('mmap_size')).toBe(0)
    expect(read('auto_vacuum')).toBe(2)
    expect(read('busy_timeout')).toBe(5_000)
    expect(read('journal_size_limit')).toBe(8 * 1024 ** 2)
    expect(read('application_id')).toBe(APPLICATION_ID)
    closeCoreDatabase(db)
  })

  it('keeps synchronous FULL when it is opened a second time', () => {
    closeCoreDatabase(open())
    const db = open()
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    closeCoreDatabase(db)
  })

  it.skipIf(process.platform === 'win32')('can be read by its owner only, with its -wal', () => {
    const db = open()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
    closeCoreDatabase(db)
  })

  it('keeps one identity over restarts', () => {
    const identity = (): unknown => {
      const db = open()
      const row = db.prepare('SELECT * FROM identity').all()
      closeCoreDatabase(db)
      return row
    }
    const first = identity()
    expect(first).toHaveLength(1)
    expect(identity()).toEqual(first)
  })

  it('leaves no -wal behind when it is closed', () => {
    storeNote('a')
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  it('reads what was only in the -wal after a kill', () => {
    const db = open()
    db.prepare('INSERT INTO notes (text) VALUES (:text)').run({ text: 'kept' })
    const wal = readFileSync(`${path}-wal`)
    const main = readFileSync(path)
    closeCoreDatabase(db)
    writeFileSync(path, main)
    writeFileSync(`${path}-wal`, wal)
    expect(notesIn(open())).toEqual(['kept'])
  })
})

describe('isSafeSqlite', () => {
  it.each([
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.52.0', false],
    ['3.52.1', true],
    ['3.54.1', true],
    ['4.0.0', true],
    ['2.9.9', false],
  ])('%s: %s', (version, safe) => expect(isSafeSqlite(version)).toBe(safe))
})

describe('a file that must not be used', () => {
  it('F62, P30 is refused without changing a byte when its schema is newer', () => {
    storeNote('a')
    const newer = new BetterSqlite3(path)
    newer.pragma('user_version = 9999')
    newer.close()
    const before = readFileSync(path)
    const { code, message } = refusal(open)
    expect(code).toBe('newer_schema')
    expect(message).toContain('made by a newer version of Lull (9999, this one knows 1)')
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(notices).toEqual([])
  })

  it('F63 is refused, not set aside, when its format is newer', () => {
    storeNote('a')
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.from([9, 9]), 0, 2, 18)
    closeSync(file)
    expect(refusal(open).code).toBe('newer_format')
    expect(readdirSync(folder)).toEqual(['core.db'])
  })
})

describe('a file that cannot be used', () => {
  it('F54, P6 is set aside whole with its -wal and -shm when it is no database, and a new one is made', () => {
    writeFileSync(path, 'x'.repeat(5_000))
    writeFileSync(`${path}-wal`, 'wal')
    writeFileSync(`${path}-shm`, 'shm')
    expect(notesIn(open())).toEqual([])
    const movedTo = `${path}.2026-01-02T03-04-05-000Z.set-aside`
    expect(notices).toEqual([{ cause: 'not_a_database', movedTo, newestBackup: null }])
    expect(readFileSync(movedTo, 'utf8')).toBe('x'.repeat(5_000))
    expect(readFileSync(`${movedTo}-wal`, 'utf8')).toBe('wal')
    expect(readFileSync(`${movedTo}-shm`, 'utf8')).toBe('shm')
  })

  it('P6 never overwrites what was set aside in the same instant before', () => {
    writeFileSync(path, 'first')
    closeCoreDatabase(open())
    writeFileSync(path, 'second')
    closeCoreDatabase(open())
    expect(notices.map((notice) => readFileSync(notice.movedTo!, 'utf8'))).toEqual(['first', 'second'])
  })

  it('F55 is set aside when it was cut in half', () => {
    const db = open()
    const insert = db.prepare('INSERT INTO notes (text) VALUES (:text)')
    for (let n = 0; n < 200; n++) insert.run({ text: 'n'.repeat(200) })
    closeCoreDatabase(db)
    truncateSync(path, 5_000)
    expect(notesIn(open())).toEqual([])
    expect(notices.map((notice) => notice.cause)).toEqual(['damaged'])
  })

  it('is set aside when it is a database of another program', () => {
    const other = new BetterSqlite3(path)
    other.exec('CREATE TABLE theirs (a)')
    other.close()
    closeCoreDatabase(open())
    expect(notices.map((notice) => notice.cause)).toEqual(['foreign'])
    const kept = new BetterSqlite3(notices[0]!.movedTo!)
    expect(kept.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs'])
    kept.close()
  })

  it('F58 is told as missing when it is empty and a backup shows there was data', () => {
    const db = open()
    const backup = backUpNow(db, join(folder, 'backups'), 'daily', NOW)
    closeCoreDatabase(db)
    truncateSync(path, 0)
    closeCoreDatabase(open())
    expect(notices).toMatchObject([{ cause: 'missing', newestBackup: backup }])
  })

  it('is told as missing when only its -wal is left, which is not replayed into the new file (F61)', () => {
    writeFileSync(`${path}-wal`, 'left over')
    closeCoreDatabase(open())
    expect(notices.map((notice) => notice.cause)).toEqual(['missing'])
    expect(readFileSync(`${notices[0]!.movedTo}-wal`, 'utf8')).toBe('left over')
  })

  it('is quietly new when its very first creation was cut off', () => {
    writeFileSync(path, '')
    closeCoreDatabase(open())
    expect(notices).toEqual([])
  })
})

describe('SC-173 a store that throws at open', () => {
  const flaky = (failures: number): Migration => ({
    number: 1,
    name: 'flaky',
    up: () => {
      if (failures-- > 0) throw new BetterSqlite3.SqliteError('disk I/O error', 'SQLITE_IOERR')
    },
  })

  it('opens at the third try, after 300 and 600 ms', () => {
    const db = open({ migrations: [flaky(2)] })
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    expect(waits).toEqual([300, 600])
    closeCoreDatabase(db)
  })

  it('is refused with one sentence after three failures', () => {
    expect(refusal(() => open({ migrations: [flaky(3)] }))).toMatchObject({
      code: 'cannot_open',
      message: `The file ${path} cannot be opened: disk I/O error.`,
    })
    expect(waits).toEqual([300, 600])
  })

  it('does not hide a bug behind tries', () => {
    const broken: Migration = {
      number: 1,
      name: 'broken',
      up: () => {
        throw new TypeError('a bug')
      },
    }
    expect(() => open({ migrations: [broken] })).toThrow(TypeError)
    expect(waits).toEqual([])
  })

  it('is refused where a folder stands in its place', () => {
    expect(refusal(() => openCoreDatabase(folder, { wait: (ms) => waits.push(ms) })).code).toBe('cannot_open')
    expect(waits).toEqual([300, 600])
  })
})
