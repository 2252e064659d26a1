// Looks at a database file from outside, before SQLite opens it, and moves an unusable one out of the way as a set (P6, F61).
// Never called while this process has the file open: closing it again would drop SQLite's locks (F67).
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'

/** Told to the user: what was wrong, where the old file is now, and the backup that could be restored. */
export interface SetAside {
  /** `missing`: there had been data, and the file is gone or empty. `foreign`: a database of another program. */
  cause: 'not_a_database' | 'damaged' | 'foreign' | 'missing'
  /** null when nothing was there to keep. */
  movedTo: string | null
  newestBackup: string | null
}

export type FileFinding = 'absent' | 'empty' | 'orphan_wal' | 'garbage' | 'newer_format' | 'database'

const MAGIC = 'SQLite format 3\0'
/** Offsets 18 and 19 of the header: write and read format; 2 is WAL, and more is a SQLite to come (F63). */
const FORMAT_OFFSET = 18
const NEWEST_FORMAT = 2
const HEADER_BYTES = 100
/** The WAL first: beside a new file it would be replayed into it. */
const PARTS = ['-wal', '-shm', ''] as const

/** What stands at `path`, by its first bytes. */
export function inspectFile(path: string): FileFinding {
  const walBytes = sizeOf(`${path}-wal`) ?? 0
  const bytes = sizeOf(path)
  if (bytes === null || bytes === 0) {
    if (walBytes > 0) return 'orphan_wal'
    return bytes === null ? 'absent' : 'empty'
  }
  const header = Buffer.alloc(HEADER_BYTES)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, HEADER_BYTES, 0)
  } finally {
    closeSync(file)
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'garbage'
  const format = Math.max(header.readUInt8(FORMAT_OFFSET), header.readUInt8(FORMAT_OFFSET + 1))
  return format > NEWEST_FORMAT ? 'newer_format' : 'database'
}

/**
 * Renames db, -wal and -shm to one dated name that nothing has yet. Answers the new path of the database, or null when there
 * was nothing to move.
 */
export function setAside(path: string, now: number): string | null {
  const date = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  let target = `${path}.${date}.set-aside`
  for (let n = 2; PARTS.some((part) => existsSync(target + part)); n++) target = `${path}.${date}-${n}.set-aside`
  const moved = PARTS.filter((part) => existsSync(path + part))
  for (const part of moved) renameSync(path + part, target + part)
  return moved.length === 0 ? null : target
}

/**
 * Puts a copy of `backup` in the place of the database, which is set aside as a set (P6). Nobody may have it open. A crash in between
 * leaves no database, and the next opening offers the backup again. Throws where the disk refuses, and then changed nothing.
 */
export function putBack(path: string, backup: string, now: number): void {
  const copy = `${path}.restoring`
  rmSync(copy, { force: true })
  copyFileSync(backup, copy)
  chmodSync(copy, 0o600)
  const file = openSync(copy, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  setAside(path, now)
  renameSync(copy, path)
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
