// Decides whether a library file is damaged, and moves a damaged one aside with its -wal and -shm as one set: never deleted,
// never overwritten (P5, F54 to F56, F61, F63). Whether that may be done for a file is database.ts's decision.
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { storageFault } from './faults'

const FILE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1')
const NEWEST_FORMAT = 2
const FORGOTTEN_LOCK_MS = 60_000

export type Soundness = 'absent' | 'sound' | 'damaged' | 'newer_format'

/** Opens the file, reads its schema and, if asked, checks it whole: true when it is sound. Throws SQLite's errors. */
export type Probe = (path: string, whole: boolean) => boolean

/** Cheap: header and schema. The whole file is checked only when an attempt met damage before (markDamaged). */
export function examine(path: string, probe: Probe): Soundness {
  if (!existsSync(path)) return 'absent'
  const isSuspect = existsSync(markPath(path))
  try {
    if (!probe(path, isSuspect)) return 'damaged'
    if (isSuspect) rmSync(markPath(path), { force: true })
    return 'sound'
  } catch (error) {
    if (storageFault(error) !== 'damaged') throw error
    return hasNewerFormat(path) ? 'newer_format' : 'damaged'
  }
}

/** Leaves a mark, so that the next opening checks the whole file before it is used again. */
export function markDamaged(path: string): void {
  closeSync(openSync(markPath(path), 'a', 0o600))
}

/**
 * Moves the file, its -wal and its -shm to `<path>.damaged-<now>`, and returns that path; null when meanwhile another process has
 * done so, or is doing it. Two slots may meet the same damage: the lock keeps the second from moving the new, sound file.
 */
export function setAside(path: string, now: number, probe: Probe): string | null {
  const lock = `${path}.setting-aside`
  if (!isLockTaken(lock, now)) return null
  try {
    if (examine(path, probe) !== 'damaged') return null
    const target = `${path}.damaged-${now}`
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
    }
    rmSync(markPath(path), { force: true })
    return target
  } finally {
    rmSync(lock, { force: true })
  }
}

function isLockTaken(lock: string, now: number): boolean {
  const age = statSync(lock, { throwIfNoEntry: false })
  if (age && now - age.mtimeMs > FORGOTTEN_LOCK_MS) rmSync(lock, { force: true })
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function markPath(path: string): string {
  return `${path}.suspect`
}

/** Bytes 18 and 19 name the file format's version: a file of a newer SQLite answers NOTADB and is not damaged (F63). */
function hasNewerFormat(path: string): boolean {
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, header, 0, header.length, 0) < header.length) return false
  } finally {
    closeSync(file)
  }
  const isSqlite = header.subarray(0, FILE_MAGIC.length).equals(FILE_MAGIC)
  return isSqlite && (header.readUInt8(18) > NEWEST_FORMAT || header.readUInt8(19) > NEWEST_FORMAT)
}
