// Brings a database to the newest schema: numbered steps, forward only, all in one transaction, after a backup of what is there
// (P30, F64). The steps are in migrations/.
import type { Logger } from '@shared/logger'
import type { Database } from 'better-sqlite3'
import { backUpNow } from './backup'

export interface Migration {
  /** 1, 2, 3 …; PRAGMA user_version after it. */
  number: number
  /** What it brings, as in its file's name. */
  name: string
  /** Runs inside the transaction. Never changed after a release. */
  up: (db: Database) => void
}

export interface MigrateOptions {
  backupFolder: string
  /** ms UTC. */
  now: () => number
  log?: Logger
}

/**
 * Applies what the database has not had yet; either all of it or nothing.
 * @throws when a step throws, when numbers are not 1, 2, 3 …, or when a step leaves a broken foreign key.
 */
export function migrate(db: Database, migrations: readonly Migration[], options: MigrateOptions): void {
  for (const [index, migration] of migrations.entries()) {
    if (migration.number !== index + 1) throw new Error(`migration ${migration.name} must have number ${index + 1}`)
  }
  const from = schemaVersion(db)
  const pending = migrations.filter((migration) => migration.number > from)
  if (pending.length === 0) return
  if (from > 0) {
    const copy = backUpNow(db, options.backupFolder, 'before-migration', options.now())
    options.log?.info('core.db was backed up before it changes', { copy, from })
  }
  db.transaction(() => {
    for (const migration of pending) {
      migration.up(db)
      db.pragma(`user_version = ${migration.number}`)
    }
    if ((db.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new Error('a migration left a broken foreign key')
  }).immediate()
  options.log?.info('core.db has a new schema', { from, to: schemaVersion(db) })
}

function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}
