// Rows of `flags`: small things the app remembers about itself, each under a name. What they mean is their writers'.
import type { Database } from 'better-sqlite3'

export interface FlagStore {
  get(name: string): string | undefined
  /** '' forgets it. */
  set(name: string, value: string): void
}

export function createFlagStore(db: Database): FlagStore {
  const get = db.prepare<{ name: string }, string>('SELECT value FROM flags WHERE name = :name').pluck()
  const set = db.prepare(
    'INSERT INTO flags (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value',
  )
  const remove = db.prepare('DELETE FROM flags WHERE name = :name')
  return {
    get: (name) => get.get({ name }),
    set(name, value) {
      if (value === '') remove.run({ name })
      else set.run({ name, value })
    },
  }
}
