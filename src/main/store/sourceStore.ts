// Rows of `sources`: what a person set about each, its switch, and when it last succeeded. What follows from a change is its caller's.
import { constraintChoicesSchema } from '@shared/jobs/constraints'
import { pullSettingsSchema } from '@shared/pullSettings'
import { paginatorSchema, type Source } from '@shared/sources'
import type { Database } from 'better-sqlite3'

interface SourceRow {
  id: string
  name: string
  served_by: Source['servedBy']
  url: string
  records_path: string
  key_field: string
  paginator: string
  auth: Source['auth']
  every_ms: number | null
  constraints: string
  table_name: string
  enabled: 0 | 1
  created_at: number
  last_success_at: number | null
  pull: string | null
}

export type PutSource = 'stored' | 'table_taken'

export interface SourceStore {
  /** By creation, oldest first. */
  all(): Source[]
  get(id: string): Source | undefined
  /**
   * Makes the source, or changes what a person may set about it. What was fixed when it was made (table, servedBy, createdAt) and
   * its lastSuccessAt stay. `table_taken`: another source has that table, whatever its case; nothing is stored.
   */
  put(source: Source): PutSource
  /** Answers whether there was one. */
  remove(id: string): boolean
  /** Answers whether there is one. */
  setEnabled(id: string, enabled: boolean): boolean
  /** `at`: ms UTC. */
  succeeded(id: string, at: number): void
}

export function createSourceStore(db: Database): SourceStore {
  const all = db.prepare<[], SourceRow>('SELECT * FROM sources ORDER BY created_at, id')
  const get = db.prepare<{ id: string }, SourceRow>('SELECT * FROM sources WHERE id = :id')
  const holderOf = db.prepare<{ table: string }, string>('SELECT id FROM sources WHERE table_name = :table').pluck()
  const put = db.prepare(`
    INSERT INTO sources (id, name, served_by, url, records_path, key_field, paginator, auth, every_ms, constraints, table_name,
      enabled, created_at, last_success_at, pull)
    VALUES (:id, :name, :servedBy, :url, :recordsPath, :keyField, :paginator, :auth, :everyMs, :constraints, :table, :enabled,
      :createdAt, :lastSuccessAt, :pull)
    ON CONFLICT (id) DO UPDATE SET name = :name, url = :url, records_path = :recordsPath, key_field = :keyField,
      paginator = :paginator, auth = :auth, every_ms = :everyMs, constraints = :constraints, enabled = :enabled, pull = :pull`)
  const remove = db.prepare('DELETE FROM sources WHERE id = :id')
  const setEnabled = db.prepare('UPDATE sources SET enabled = :enabled WHERE id = :id')
  const succeeded = db.prepare('UPDATE sources SET last_success_at = :at WHERE id = :id')

  const putIfFree = db.transaction((source: Source): PutSource => {
    const holder = holderOf.get({ table: source.table })
    if (holder !== undefined && holder !== source.id) return 'table_taken'
    put.run({
      ...source,
      paginator: JSON.stringify(source.paginator),
      constraints: JSON.stringify(source.constraints),
      pull: source.pull ? JSON.stringify(source.pull) : null,
      enabled: source.enabled ? 1 : 0,
    })
    return 'stored'
  })

  return {
    all: () => all.all().map(sourceOf),
    get(id) {
      const row = get.get({ id })
      return row && sourceOf(row)
    },
    put: (source) => putIfFree.immediate(source),
    remove: (id) => remove.run({ id }).changes > 0,
    setEnabled: (id, enabled) => setEnabled.run({ id, enabled: enabled ? 1 : 0 }).changes > 0,
    succeeded(id, at) {
      succeeded.run({ id, at })
    },
  }
}

function sourceOf(row: SourceRow): Source {
  return {
    id: row.id,
    name: row.name,
    servedBy: row.served_by,
    url: row.url,
    recordsPath: row.records_path,
    keyField: row.key_field,
    paginator: paginatorSchema.parse(JSON.parse(row.paginator)),
    auth: row.auth,
    everyMs: row.every_ms,
    constraints: constraintChoicesSchema.parse(JSON.parse(row.constraints)),
    table: row.table_name,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    lastSuccessAt: row.last_success_at,
    ...(row.pull === null ? {} : { pull: pullSettingsSchema.parse(JSON.parse(row.pull)) }),
  }
}
