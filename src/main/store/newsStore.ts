// Rows of `news`: what came in for each source since the user last looked, added up with every pull that ends.
import type { News } from '@shared/core'
import type { RunSums } from '@shared/jobs/occurrence'
import type { OccurrenceRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

export interface NewsStore {
  /** Newest first. */
  all(): News[]
  /** The user has looked. */
  clear(): void
  /** What this run brought, if it is a pull of a source that is still there. In the transaction that adds its row of history. */
  add(run: OccurrenceRecord): void
}

/** What of a run's sums is news: a pull that brought nothing mostly says so in none of these. */
const BROUGHT = /"(?:inserted|updated|deleted)"/

export function createNewsStore(db: Database): NewsStore {
  const all = db.prepare<[], News>(
    'SELECT source_id AS sourceId, inserted, updated, deleted, last_at AS lastAt FROM news ORDER BY last_at DESC, source_id',
  )
  const clear = db.prepare('DELETE FROM news')
  const add = db.prepare<[News]>(
    `INSERT INTO news (source_id, inserted, updated, deleted, last_at)
     SELECT id, :inserted, :updated, :deleted, :lastAt FROM sources WHERE id = :sourceId
     ON CONFLICT DO UPDATE SET inserted = inserted + excluded.inserted, updated = updated + excluded.updated,
       deleted = deleted + excluded.deleted, last_at = max(last_at, excluded.last_at)`,
  )
  return {
    all: () => all.all(),
    clear() {
      clear.run()
    },
    add({ kind, sourceId, sumsJson, endedAt: lastAt }) {
      if (kind !== 'feed.sync' || sourceId === null || !BROUGHT.test(sumsJson)) return
      const { inserted = 0, updated = 0, deleted = 0 } = JSON.parse(sumsJson) as RunSums
      if (inserted + updated + deleted > 0) add.run({ sourceId, inserted, updated, deleted, lastAt })
    },
  }
}
