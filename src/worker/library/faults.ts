// Decides what an error of SQLite means, by its code: damage, no space, or another writer. The driver is known to database.ts only.
// What becomes of an attempt that met one: outcomes.ts.

export type StorageFault = 'damaged' | 'no_space' | 'busy' | 'read_only' | 'io'

/** null: not SQLite's. */
export function storageFault(error: unknown): StorageFault | null {
  const code = sqliteCode(error)
  if (code === null) return null
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) return 'damaged'
  // A full disk also shows as these two while -shm or -wal grows (F34 to F36).
  if (/^SQLITE_(?:FULL|IOERR_SHMSIZE|IOERR_WRITE)/.test(code)) return 'no_space'
  if (code.startsWith('SQLITE_BUSY')) return 'busy'
  if (/^SQLITE_(?:READONLY|CANTOPEN)/.test(code)) return 'read_only'
  return code.startsWith('SQLITE_IOERR') ? 'io' : null
}

function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return error.code.startsWith('SQLITE_') ? error.code : null
}
