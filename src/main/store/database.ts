// Opens core.db: the one place that decides how safely it is written, what is refused, and what becomes of a file that is not
// ours or is damaged (P6: set aside whole, never overwritten). What the tables are is the migrations'; backups are backup.ts.
import { randomUUID } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Logger } from '@shared/logger'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { newestBackup } from './backup'
import { inspectFile, type SetAside, setAside } from './databaseFile'
import { type Migration, migrate } from './migrate'
import { allMigrations } from './migrations/all'

/** 'Lull' in ASCII: PRAGMA application_id of core.db. */
export const APPLICATION_ID = 0x4c_75_6c_6c
const BUSY_TIMEOUT_MS = 5_000
/** The WAL is cut to this after a checkpoint (P25). */
const JOURNAL_SIZE_LIMIT_BYTES = 8 * 1024 ** 2
/** So many pages in the WAL and the commit that brings the last of them puts them into the file (P25: 16 MB). */
const FOLDED_AT_ONCE_PAGES = 4_000
/** So many are worth folding in when nobody waits for a commit. */
const FOLDED_IN_REST_PAGES = 500
/** SC-173: three tries in all. */
const RETRY_WAITS_MS = [300, 600]

/** An open core.db, for rooms that may not know the library. */
export type CoreDatabase = Database

type CodedError = Error & { code: string }

export type DatabaseRefusalCode = 'newer_schema' | 'newer_format' | 'cannot_open' | 'unsafe_sqlite'

/** Thrown when core.db cannot or must not be used. The file is as it was. `message` is one sentence for a person. */
export class DatabaseRefusal extends Error {
  constructor(
    readonly code: DatabaseRefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'DatabaseRefusal'
  }
}

export interface OpenOptions {
  log?: Logger
  /** Blocks for so many ms between tries. Absent: really waits. */
  wait?: (ms: number) => void
  /** ms UTC; names what is set aside and backed up. */
  now?: () => number
  /** Where backups are; absent: the folder `backups` beside the file. */
  backupFolder?: string
  migrations?: readonly Migration[]
  /** Told when an earlier file was unusable and a new, empty one was made in its place. */
  onSetAside?: (notice: SetAside) => void
}

/** Where the backups of a core.db are kept unless said otherwise. */
export function backupFolderOf(path: string): string {
  return `${dirname(path)}/backups`
}

/** Whether this SQLite has no known way to corrupt a WAL database: 3.51.3 or later, and not the withdrawn 3.52.0. */
export function isSafeSqlite(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (version === '3.52.0') return false
  return major > 3 || (major === 3 && (minor > 51 || (minor === 51 && patch >= 3)))
}

/**
 * Opens core.db at `path`, making or migrating it as needed, ready for use.
 * @throws DatabaseRefusal when it was made by a newer version, or three tries 300 and 600 ms apart all failed (SC-173).
 */
export function openCoreDatabase(path: string, options: OpenOptions = {}): Database {
  const wait = options.wait ?? blockFor
  for (let attempt = 0; ; attempt++) {
    try {
      return openOrReplace(path, options)
    } catch (error) {
      if (!isSqliteError(error) && !isFileError(error)) throw error
      const waitMs = RETRY_WAITS_MS[attempt]
      if (waitMs === undefined) {
        throw new DatabaseRefusal('cannot_open', `The file ${path} cannot be opened: ${error.message}.`, {
          cause: error,
        })
      }
      options.log?.warn('core.db could not be opened, trying again', { code: error.code, waitMs })
      wait(waitMs)
    }
  }
}

/** Ends work with core.db: everything in the WAL goes into the file, then it is closed. */
export function closeCoreDatabase(db: Database): void {
  if (!db.open) return
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** Gives up to `limit` free pages at the end of the file back to the disk. */
export function freePages(db: Database, limit: number): void {
  db.pragma(`incremental_vacuum(${Math.trunc(limit)})`)
}

/** In a quiet moment: puts what has gathered in the WAL into the file, so that it need not be done in the middle of somebody's commit. */
export function foldInRest(db: Database): void {
  const [wal] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
  if (wal !== undefined && wal.log - wal.checkpointed >= FOLDED_IN_REST_PAGES) db.pragma('wal_checkpoint(PASSIVE)')
}

function openOrReplace(path: string, options: OpenOptions): Database {
  const folder = options.backupFolder ?? backupFolderOf(path)
  const backup = newestBackup(folder)
  const found = inspectFile(path)
  switch (found) {
    case 'newer_format':
      throw new DatabaseRefusal('newer_format', `The file ${path} has a format that only a newer SQLite can read.`)
    case 'garbage':
      return openAfresh(path, options, 'not_a_database', backup)
    case 'orphan_wal':
      return openAfresh(path, options, 'missing', backup)
    case 'absent':
    case 'empty':
      // A file of no length opens without a word as an empty database (F58): where a backup stands there was data.
      return backup === null ? openFresh(path, options) : openAfresh(path, options, 'missing', backup)
    case 'database':
      return openExisting(path, options, backup)
  }
}

function openExisting(path: string, options: OpenOptions, backup: string | null): Database {
  let unusable: SetAside['cause'] | null = null
  try {
    unusable = checkReadOnly(path, options)
    if (unusable === null) return openReady(path, options, false)
  } catch (error) {
    if (!isDamage(error)) throw error
    options.log?.error('core.db is damaged', { code: error.code })
    unusable = 'damaged'
  }
  return openAfresh(path, options, unusable, backup)
}

/** Looks without changing a byte (P30). */
function checkReadOnly(path: string, options: OpenOptions): SetAside['cause'] | null {
  const db = new BetterSqlite3(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get() as number
    // Our own creation, cut off before its first transaction.
    if (tables === 0 && db.pragma('user_version', { simple: true }) === 0) return null
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) return 'foreign'
    const version = db.pragma('user_version', { simple: true }) as number
    const known = (options.migrations ?? allMigrations).at(-1)?.number ?? 0
    if (version > known) {
      throw new DatabaseRefusal(
        'newer_schema',
        `The file ${path} was made by a newer version of Lull (${version}, this one knows ${known}).`,
      )
    }
    return db.prepare('SELECT 1 FROM identity WHERE only = 1').get() === undefined ? 'foreign' : null
  } finally {
    db.close()
  }
}

function openAfresh(path: string, options: OpenOptions, cause: SetAside['cause'], backup: string | null): Database {
  const movedTo = setAside(path, (options.now ?? Date.now)())
  options.log?.error('core.db was unusable, a new one is made', { cause, movedTo, backup })
  options.onSetAside?.({ cause, movedTo, newestBackup: backup })
  return openFresh(path, options)
}

function openFresh(path: string, options: OpenOptions): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // SQLite would make it readable by others; its -wal and -shm take the mode of the file.
  closeSync(openSync(path, 'a', 0o600))
  return openReady(path, options, true)
}

function openReady(path: string, options: OpenOptions, isNew: boolean): Database {
  chmodSync(path, 0o600)
  const db = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    const version = db.prepare('SELECT sqlite_version()').pluck().get() as string
    if (!isSafeSqlite(version)) throw new DatabaseRefusal('unsafe_sqlite', `SQLite ${version} may damage databases.`)
    if (isNew) db.pragma('auto_vacuum = INCREMENTAL')
    setPragmas(db)
    createIdentity(db, (options.now ?? Date.now)())
    migrate(db, options.migrations ?? allMigrations, {
      backupFolder: options.backupFolder ?? backupFolderOf(path),
      now: options.now ?? Date.now,
      ...(options.log ? { log: options.log } : {}),
    })
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function setPragmas(db: Database): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal')
    throw new DatabaseRefusal('cannot_open', `This disk cannot hold core.db (journal mode ${String(mode)}).`)
  // better-sqlite3 is built so that WAL would mean NORMAL, which loses acknowledged rows at a power cut.
  db.pragma('synchronous = FULL')
  if (process.platform === 'darwin') {
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
  }
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
  db.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES}`)
  db.pragma(`wal_autocheckpoint = ${FOLDED_AT_ONCE_PAGES}`)
}

/** A file without this row is not ours, or never finished being made. */
function createIdentity(db: Database, now: number): void {
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.exec(`CREATE TABLE IF NOT EXISTS identity (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      install_id TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT`)
    db.prepare('INSERT OR IGNORE INTO identity (only, install_id, created_at) VALUES (1, :installId, :now)').run({
      installId: randomUUID(),
      now,
    })
  }).immediate()
}

function isSqliteError(error: unknown): error is CodedError {
  return error instanceof BetterSqlite3.SqliteError
}

function isDamage(error: unknown): error is CodedError {
  return isSqliteError(error) && (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
}

function isFileError(error: unknown): error is CodedError {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
