// Copies of core.db: one before each migration and one a day, the newest 2 of each kept (P6). A copy is complete and on the disk
// before it has its name. When to make the daily one is decided here; who calls is engineThread.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { DAY_MS } from '@shared/time'
import type { Database } from 'better-sqlite3'

const KEPT = 2
const NAME = /^core-(daily|before-migration)-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.db$/
export type BackupReason = 'daily' | 'before-migration'

/** Copies in one statement, for the short time before a migration when nobody else uses the database. Answers its path. */
export function backUpNow(db: Database, folder: string, reason: BackupReason, now: number): string {
  const { unfinished, finished } = prepare(folder, reason, now)
  db.prepare('VACUUM INTO :path').run({ path: unfinished })
  return finish(folder, reason, unfinished, finished)
}

/** Copies a few pages at a time between other work. Answers its path. */
export async function backUpInSteps(db: Database, folder: string, now: number): Promise<string> {
  const { unfinished, finished } = prepare(folder, 'daily', now)
  await db.backup(unfinished)
  return finish(folder, 'daily', unfinished, finished)
}

/** Whether the newest copy of any reason is a day old or there is none. A copy from the future counts as none (F71). */
export function isBackupDue(folder: string, now: number): boolean {
  const newest = newestBackup(folder)
  if (newest === null) return true
  const ageMs = now - statSync(newest).mtimeMs
  return ageMs >= DAY_MS || ageMs < -DAY_MS
}

/** The path of the newest copy, or null. */
export function newestBackup(folder: string): string | null {
  const newest = backupsIn(folder).toSorted((a, b) => dateOf(b).localeCompare(dateOf(a)))[0]
  return newest === undefined ? null : join(folder, newest)
}

function prepare(folder: string, reason: BackupReason, now: number): { unfinished: string; finished: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const date = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  const finished = join(folder, `core-${reason}-${date}.db`)
  const unfinished = join(folder, 'unfinished.db')
  rmSync(unfinished, { force: true })
  // So that a copy is never readable by others, not even while it is made.
  closeSync(openSync(unfinished, 'wx', 0o600))
  return { unfinished, finished }
}

function finish(folder: string, reason: BackupReason, unfinished: string, finished: string): string {
  // VACUUM INTO does not sync what it wrote.
  syncPath(unfinished, 'r+')
  renameSync(unfinished, finished)
  if (process.platform !== 'win32') syncPath(folder, 'r')
  const older = backupsIn(folder).filter((name) => name.startsWith(`core-${reason}-`))
  for (const name of older.toSorted().toReversed().slice(KEPT)) rmSync(join(folder, name), { force: true })
  return finished
}

function backupsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => NAME.test(name)) : []
}

function dateOf(name: string): string {
  return name.replace(/^core-(daily|before-migration)-/, '')
}

/** Windows syncs only what is open for writing. */
function syncPath(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
