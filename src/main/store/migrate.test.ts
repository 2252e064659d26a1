// Migrations on real files: all or nothing, a backup before, the newest 2 backups kept.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Migration, migrate } from './migrate'

const NOW = Date.UTC(2026, 0, 2)
let folder: string
let db: Database

const one: Migration = { number: 1, name: 'one', up: (db) => db.exec('CREATE TABLE one (a INTEGER) STRICT') }
const two: Migration = { number: 2, name: 'two', up: (db) => db.exec('CREATE TABLE two (a INTEGER) STRICT') }
const throwing: Migration = {
  number: 2,
  name: 'throwing',
  up: (db) => {
    db.exec('CREATE TABLE half (a INTEGER) STRICT')
    throw new Error('cut off')
  },
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-migrate-'))
  db = new BetterSqlite3(join(folder, 'core.db'))
  db.pragma('foreign_keys = ON')
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const backups = (): string => join(folder, 'backups')
function bring(migrations: Migration[], now = NOW): void {
  migrate(db, migrations, { backupFolder: backups(), now: () => now })
}
function tables(of: Database = db): unknown[] {
  return of.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
}

describe('migrate', () => {
  it('brings a new database to the newest schema without a backup', () => {
    bring([one, two])
    expect(tables()).toEqual(['one', 'two'])
    expect(db.pragma('user_version', { simple: true })).toBe(2)
    expect(existsSync(backups())).toBe(false)
  })

  it('applies to an older database only what it has not had', () => {
    bring([one])
    db.exec('INSERT INTO one VALUES (7)')
    bring([one, two])
    expect(tables()).toEqual(['one', 'two'])
    expect(db.prepare('SELECT a FROM one').pluck().all()).toEqual([7])
  })

  it('P6 backs an older database up first, as it was', () => {
    bring([one])
    db.exec('INSERT INTO one VALUES (7)')
    bring([one, two])
    const names = readdirSync(backups())
    expect(names).toEqual(['core-before-migration-2026-01-02T00-00-00-000Z.db'])
    const file = join(backups(), names[0]!)
    const copy = new BetterSqlite3(file, { readonly: true })
    expect(tables(copy)).toEqual(['one'])
    expect(copy.pragma('user_version', { simple: true })).toBe(1)
    expect(copy.prepare('SELECT a FROM one').pluck().all()).toEqual([7])
    copy.close()
  })

  it.skipIf(process.platform === 'win32')('leaves a backup that only its owner can read', () => {
    bring([one])
    bring([one, two])
    const names = readdirSync(backups())
    expect(names.map((name) => statSync(join(backups(), name)).mode & 0o777)).toEqual([0o600])
  })

  it('P30, F64 leaves the old schema whole when a later step fails', () => {
    bring([one])
    expect(() => bring([one, throwing])).toThrow('cut off')
    expect(tables()).toEqual(['one'])
    expect(db.pragma('user_version', { simple: true })).toBe(1)
  })

  it('leaves nothing of a first start whose second step fails', () => {
    expect(() => bring([one, throwing])).toThrow('cut off')
    expect(tables()).toEqual([])
    expect(db.pragma('user_version', { simple: true })).toBe(0)
  })

  it('refuses a step that leaves a broken foreign key', () => {
    const breaking: Migration = {
      number: 1,
      name: 'breaking',
      up: (db) => {
        db.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT')
        db.exec('CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED) STRICT')
        db.exec('INSERT INTO child VALUES (1)')
      },
    }
    expect(() => bring([breaking])).toThrow('foreign key')
    expect(tables()).toEqual([])
  })

  it('throws for numbers that are not 1, 2, 3', () => {
    expect(() => bring([two])).toThrow('must have number 1')
  })

  it('does nothing at the newest schema', () => {
    bring([one, two])
    bring([one, two])
    expect(existsSync(backups())).toBe(false)
  })

  it('keeps the newest 2 backups', () => {
    const steps = [1, 2, 3, 4].map(
      (number): Migration => ({
        number,
        name: `t${number}`,
        up: (db) => db.exec(`CREATE TABLE t${number} (a INTEGER) STRICT`),
      }),
    )
    for (const count of [1, 2, 3, 4]) bring(steps.slice(0, count), NOW + count * 1_000)
    expect(readdirSync(backups())).toEqual([
      'core-before-migration-2026-01-02T00-00-03-000Z.db',
      'core-before-migration-2026-01-02T00-00-04-000Z.db',
    ])
  })
})
