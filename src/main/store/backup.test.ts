// Daily copies of a database in use.
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '@shared/time'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { backUpInSteps, backUpNow, isBackupDue, newestBackup } from './backup'

const NOW = Date.UTC(2026, 0, 2)
let folder: string
let db: BetterSqlite3.Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-backup-'))
  db = new BetterSqlite3(join(folder, 'core.db'))
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1)')
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

it('P6 makes a copy that opens by itself and holds what only the -wal had', async () => {
  const copy = new BetterSqlite3(await backUpInSteps(db, join(folder, 'b'), NOW), { readonly: true })
  expect(copy.prepare('SELECT n FROM a').pluck().all()).toEqual([1])
  copy.close()
})

it('is due when there is none, and again after a day', () => {
  const backups = join(folder, 'b')
  expect(isBackupDue(backups, NOW)).toBe(true)
  const at = (seconds: number): void => utimesSync(newestBackup(backups)!, seconds, seconds)
  backUpNow(db, backups, 'daily', NOW)
  at(NOW / 1_000)
  expect(isBackupDue(backups, NOW + DAY_MS - 1)).toBe(false)
  expect(isBackupDue(backups, NOW + DAY_MS)).toBe(true)
})

it('F71 is due when the newest copy is from a far future', () => {
  const backups = join(folder, 'b')
  backUpNow(db, backups, 'daily', NOW)
  utimesSync(newestBackup(backups)!, NOW / 1_000, NOW / 1_000)
  expect(isBackupDue(backups, NOW - 2 * DAY_MS)).toBe(true)
})

it('keeps the newest 2 daily copies, and touches no other file', async () => {
  const backups = join(folder, 'b')
  for (const day of [0, 1, 2]) await backUpInSteps(db, backups, NOW + day * DAY_MS)
  writeFileSync(join(backups, 'mine.db'), 'x')
  backUpNow(db, backups, 'before-migration', NOW)
  await backUpInSteps(db, backups, NOW + 3 * DAY_MS)
  expect(readdirSync(backups)).toEqual([
    'core-before-migration-2026-01-02T00-00-00-000Z.db',
    'core-daily-2026-01-04T00-00-00-000Z.db',
    'core-daily-2026-01-05T00-00-00-000Z.db',
    'mine.db',
  ])
  expect(newestBackup(backups)).toBe(join(backups, 'core-daily-2026-01-05T00-00-00-000Z.db'))
})

it('goes on after a copy that was cut off', async () => {
  const backups = join(folder, 'b')
  backUpNow(db, backups, 'daily', NOW)
  writeFileSync(join(backups, 'unfinished.db'), 'half of something')
  await backUpInSteps(db, backups, NOW + DAY_MS)
  expect(readdirSync(backups)).not.toContain('unfinished.db')
})
