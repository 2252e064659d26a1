// Decides how library.db and imports.db are opened: which pragmas, which SQLite, what is made anew and what is set aside.
// Rows of library.db can be fetched again, so a damaged one is set aside whole and a new one begun (P5); imports.db is never
// set aside by itself, because the file a row came from may be gone (D3). Both have the same inner tables: schema.ts.
import { closeSync, constants, openSync } from 'node:fs'
import Database, { type Statement } from 'better-sqlite3'
import { examine, setAside } from './damage'
import { LIBRARY_VERSION, librarySchemas } from './schema'

export type LibraryDb = Database.Database

export interface LibraryFile {
  db: LibraryDb
  path: string
  /** Where a damaged file was moved just now; null: nothing was wrong. */
  setAsideTo: string | null
  close(): void
}

/** The file cannot be used as it is. `code` is stable; trying again does not help. */
export class LibraryUnusable extends Error {
  constructor(
    readonly code: 'library_too_new' | 'library_damaged' | 'sqlite_unsafe',
    message: string,
  ) {
    super(message)
    this.name = 'LibraryUnusable'
  }
}

/** How long one statement may wait for another writer, ms. Longer waits belong to the caller's own loop (transaction.ts). */
const BUSY_TIMEOUT_MS = 1_000
const WAL_KEPT_BYTES = 64 * 1024 * 1024

/** Opens library.db for writing: WAL, NORMAL (D3). Damage is set aside. Throws LibraryUnusable, or SQLite's own error. */
export function openLibrary(path: string, now: () => number = Date.now): LibraryFile {
  const soundness = examine(path, probe)
  if (soundness === 'newer_format') throw tooNew()
  const setAsideTo = soundness === 'damaged' ? setAside(path, now(), probe) : null
  return { ...openForWriting(path, 'NORMAL'), setAsideTo }
}

/** Opens imports.db for writing: WAL, FULL (D3). Throws LibraryUnusable when it is damaged, or SQLite's own error. */
export function openImports(path: string): LibraryFile {
  const soundness = examine(path, probe)
  if (soundness === 'newer_format') throw tooNew()
  if (soundness === 'damaged') {
    throw new LibraryUnusable('library_damaged', 'The file of imported tables is damaged. It was left as it is.')
  }
  return { ...openForWriting(path, 'FULL'), setAsideTo: null }
}

/** Opens either file read-only, for the reader (D9). Throws SQLite's own error when it is not there. */
export function openForReading(path: string): LibraryDb {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  guard(db)
  return db
}

/** Two processes writing one WAL file need SQLite 3.51.3 or later, and never 3.52.0 (F69). */
export function isSafeSqlite(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major !== 3) return major > 3
  if (minor === 52 && patch === 0) return false
  return minor > 51 || (minor === 51 && patch >= 3)
}

/** A trial opening: whether the schema can be read, and with `whole` whether every page can. */
function probe(path: string, whole: boolean): boolean {
  const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    db.pragma('trusted_schema = OFF')
    db.prepare('select count(*) from sqlite_schema').get()
    return !whole || db.pragma('quick_check(1)', { simple: true }) === 'ok'
  } finally {
    db.close()
  }
}

function openForWriting(path: string, synchronous: 'NORMAL' | 'FULL'): Omit<LibraryFile, 'setAsideTo'> {
  makeFile(path)
  const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    assertSafeSqlite(db)
    guard(db)
    // Before the first page is written, or it does nothing.
    db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${synchronous}`)
    db.pragma('foreign_keys = ON')
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`)
    makeSchema(db)
  } catch (error) {
    db.close()
    throw error
  }
  return { db: keepingStatements(db), path, close: () => db.close() }
}

const MOST_STATEMENTS = 200

/** What every page of a run executes is prepared once for its connection. No statement of a writing connection is stepped through. */
function keepingStatements(db: LibraryDb): LibraryDb {
  const prepare = db.prepare.bind(db)
  const kept = new Map<string, Statement>()
  const keeping = (sql: string): Statement => {
    const known = kept.get(sql)
    if (known) return known.reader ? known.pluck(false) : known
    if (kept.size >= MOST_STATEMENTS) kept.clear()
    const made = prepare(sql)
    kept.set(sql, made)
    return made
  }
  return Object.assign(db, { prepare: keeping as LibraryDb['prepare'] })
}

function guard(db: LibraryDb): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
}

function assertSafeSqlite(db: LibraryDb): void {
  const version = String(db.prepare('select sqlite_version()').pluck().get())
  if (!isSafeSqlite(version)) {
    throw new LibraryUnusable('sqlite_unsafe', `SQLite ${version} can damage a file that two processes write.`)
  }
}

function makeSchema(db: LibraryDb): void {
  db.transaction(() => {
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version > LIBRARY_VERSION) throw tooNew()
    if (version === LIBRARY_VERSION) return
    for (const schema of librarySchemas.slice(version)) db.exec(schema)
    db.pragma(`user_version = ${LIBRARY_VERSION}`)
  }).immediate()
}

/** Made by us with mode 0600 before SQLite sees it; -wal and -shm take the same mode (S46). */
function makeFile(path: string): void {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)
  try {
    closeSync(openSync(path, flags, 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function tooNew(): LibraryUnusable {
  return new LibraryUnusable('library_too_new', 'The local copy was made by a newer version of the app.')
}
