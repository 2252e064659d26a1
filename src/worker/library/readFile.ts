// Decides when a library file is opened for reading, and opened again: it may not be there yet, and it may have been set aside and made
// anew since (P5). What is read: browse.ts.
import { statSync } from 'node:fs'
import { markDamaged } from './damage'
import { type LibraryDb, openForReading } from './database'

export interface ReadFile {
  /** null while the file is not there, or has no tables yet. */
  current(): LibraryDb | null
  /** Damage was met: whoever writes next looks at the whole file first, and the reader opens it anew. */
  suspect(): void
  close(): void
}

export function openReadFile(path: string): ReadFile {
  let open: { db: LibraryDb; identity: string } | null = null
  const close = (): void => {
    open?.db.close()
    open = null
  }
  return {
    current: () => {
      const identity = identityOf(path)
      if (identity !== open?.identity) close()
      if (identity === null) return null
      if (open === null) open = { db: openForReading(path), identity }
      const isMade = open.db.prepare("select 1 from sqlite_schema where name = '_tables'").get() !== undefined
      return isMade ? open.db : null
    },
    suspect: () => {
      close()
      markDamaged(path)
    },
    close,
  }
}

function identityOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined || stat.size === 0 ? null : `${stat.dev}:${stat.ino}`
}
