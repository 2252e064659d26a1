// core.db for tests: with a path the product's own opening, without one in memory with the same schema, which is a good deal faster.
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { openCoreDatabase } from '../main/store/database'
import { allMigrations } from '../main/store/migrations/all'

export function openTestDatabase(path?: string): Database {
  if (path !== undefined) return openCoreDatabase(path)
  const db = new BetterSqlite3(':memory:')
  db.pragma('foreign_keys = ON')
  for (const migration of allMigrations) migration.up(db)
  return db
}
