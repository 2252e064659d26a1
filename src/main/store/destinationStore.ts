// Rows of `destinations`: where the outbox sends to, and whether a refused sign-in holds one (OUT-8). What a hold means: main/outbox.
import { type Destination, type DestinationSettings, usualDestination } from '@shared/destinations'
import type { DestinationStore, StoredDestination } from '@shared/outboxStore'
import type { Database } from 'better-sqlite3'

interface DestinationRow {
  id: string
  name: string
  url: string
  method: Destination['method']
  source_id: string | null
  held_reason: 'auth_required' | null
  held_since: number | null
  settings: string | null
}

export function createDestinationStore(db: Database): DestinationStore {
  const all = db.prepare<[], DestinationRow>('SELECT * FROM destinations ORDER BY name, id')
  const get = db.prepare<{ id: string }, DestinationRow>('SELECT * FROM destinations WHERE id = :id')
  const put = db.prepare(`
    INSERT INTO destinations (id, name, url, method, source_id, settings) VALUES (:id, :name, :url, :method, :sourceId, :settings)
    ON CONFLICT (id) DO UPDATE SET name = :name, url = :url, method = :method, source_id = :sourceId, settings = :settings`)
  const remove = db.prepare('DELETE FROM destinations WHERE id = :id')
  const hold = db.prepare(
    'UPDATE destinations SET held_reason = :reason, held_since = :since WHERE id = :id AND held_reason IS NULL',
  )
  const release = db
    .prepare<{ reason: string; sourceId: string | null }, string>(
      `UPDATE destinations SET held_reason = NULL, held_since = NULL
       WHERE held_reason = :reason AND (:sourceId IS NULL OR source_id = :sourceId) RETURNING id`,
    )
    .pluck()
  const releaseOne = db.prepare(
    'UPDATE destinations SET held_reason = NULL, held_since = NULL WHERE id = :id AND held_reason IS NOT NULL',
  )

  return {
    all: () => all.all().map(destinationOf),
    get(id) {
      const row = get.get({ id })
      return row && destinationOf(row)
    },
    put({ id, name, url, method, sourceId, auth, tokenAs, key, lookupUrl, filesAs, constraints }) {
      const settings = JSON.stringify({ auth, tokenAs, key, lookupUrl, filesAs, constraints })
      put.run({ id, name, url, method, sourceId, settings })
    },
    remove: (id) => remove.run({ id }).changes > 0,
    hold(id, reason, since) {
      hold.run({ id, reason, since })
    },
    release: (reason, sourceId) => release.all({ reason, sourceId }),
    releaseOne: (id) => releaseOne.run({ id }).changes > 0,
  }
}

function destinationOf(row: DestinationRow): StoredDestination {
  const settings = row.settings === null ? {} : (JSON.parse(row.settings) as Partial<DestinationSettings>)
  return {
    ...usualDestination,
    ...settings,
    id: row.id,
    name: row.name,
    url: row.url,
    method: row.method,
    sourceId: row.source_id,
    heldReason: row.held_reason,
    heldSince: row.held_since,
  }
}
