// Rows of `news`: what came in for each source since the user last looked. The schema adds to them with every run that ends.
import type { News } from '@shared/core'
import type { Database } from 'better-sqlite3'

export interface NewsStore {
  /** Newest first. */
  all(): News[]
  /** The user has looked. */
  clear(): void
}

export function createNewsStore(db: Database): NewsStore {
  const all = db.prepare<[], News>(
    'SELECT source_id AS sourceId, inserted, updated, deleted, last_at AS lastAt FROM news ORDER BY last_at DESC, source_id',
  )
  const clear = db.prepare('DELETE FROM news')
  return {
    all: () => all.all(),
    clear() {
      clear.run()
    },
  }
}
