// Sources, destinations, flags and news over the real schema in memory.
import { usualDestination } from '@shared/destinations'
import type { OccurrenceRecord } from '@shared/jobs/record'
import { pullSettingsOf } from '@shared/pullSettings'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aSource } from '../../testing/sourceBuilder'
import { createDestinationStore } from './destinationStore'
import { createEngineStore } from './engineStore'
import { createFlagStore } from './flagStore'
import { allMigrations } from './migrations/all'
import { createNewsStore } from './newsStore'
import { createSourceStore } from './sourceStore'

let db: Database
beforeEach(() => {
  db = new BetterSqlite3(':memory:')
  for (const migration of allMigrations) migration.up(db)
})
afterEach(() => db.close())

const matches = aSource({
  id: 'a',
  everyMs: 900_000,
  constraints: { network: 'unmetered', idle: true },
  createdAt: 1_000,
})

describe('sourceStore', () => {
  it('gives back what was stored', () => {
    const store = createSourceStore(db)
    expect(store.put(matches)).toBe('stored')
    expect(store.get('a')).toEqual(matches)
    expect(store.get('b')).toBeUndefined()
  })

  it('keeps how a source is pulled, with every default filled in', () => {
    const store = createSourceStore(db)
    const pull = pullSettingsOf({ headers: { 'x-version': '2' }, deletes: { mode: 'full' } })
    store.put({ ...matches, pull })
    expect(store.get('a')?.pull).toEqual(pull)
    store.put(matches)
    expect(store.get('a')).toEqual(matches)
  })

  it('lists the oldest first', () => {
    const store = createSourceStore(db)
    store.put({ ...matches, id: 'z', table: 'z', createdAt: 1 })
    store.put(matches)
    expect(store.all().map(({ id }) => id)).toEqual(['z', 'a'])
  })

  it('changes what a person may set, and nothing that was fixed when it was made', () => {
    const store = createSourceStore(db)
    store.put(matches)
    store.succeeded('a', 5_000)
    store.put({
      ...matches,
      name: 'Games',
      everyMs: null,
      enabled: false,
      table: 'other',
      servedBy: 'sample',
      createdAt: 9,
    })
    expect(store.get('a')).toEqual({ ...matches, name: 'Games', everyMs: null, enabled: false, lastSuccessAt: 5_000 })
  })

  it('refuses a table that another source has, whatever its case', () => {
    const store = createSourceStore(db)
    store.put(matches)
    expect(store.put({ ...matches, id: 'b', table: 'MATCHES' })).toBe('table_taken')
    expect(store.all()).toHaveLength(1)
  })

  it('switches and removes, and says whether there was one', () => {
    const store = createSourceStore(db)
    store.put(matches)
    expect(store.setEnabled('a', false)).toBe(true)
    expect(store.get('a')?.enabled).toBe(false)
    expect(store.setEnabled('b', false)).toBe(false)
    expect(store.remove('a')).toBe(true)
    expect(store.remove('a')).toBe(false)
  })
})

describe('destinationStore', () => {
  const reports = { ...usualDestination, id: 'd', name: 'Reports', url: 'https://example.org/r', sourceId: 'a' }

  it('keeps a hold over a change, and ends it for its source only', () => {
    const store = createDestinationStore(db)
    store.put(reports)
    store.put({ ...reports, id: 'e', sourceId: 'b' })
    store.hold('d', 'auth_required', 1_000)
    store.hold('e', 'auth_required', 1_000)
    store.hold('d', 'auth_required', 2_000)
    store.put({ ...reports, name: 'Renamed' })
    expect(store.get('d')).toEqual({ ...reports, name: 'Renamed', heldReason: 'auth_required', heldSince: 1_000 })
    expect(store.release('auth_required', 'a')).toEqual(['d'])
    expect(store.get('d')?.heldReason).toBeNull()
    expect(store.release('auth_required', null)).toEqual(['e'])
    expect(store.release('auth_required', null)).toEqual([])
  })

  it('says whether there was one to remove', () => {
    const store = createDestinationStore(db)
    store.put(reports)
    expect([store.remove('d'), store.remove('d')]).toEqual([true, false])
    expect(store.all()).toEqual([])
  })
})

describe('flagStore', () => {
  it('remembers the last value; the empty one forgets it', () => {
    const store = createFlagStore(db)
    expect(store.get('asked')).toBeUndefined()
    store.set('asked', 'yes')
    store.set('asked', '')
    expect(store.get('asked')).toBeUndefined()
  })
})

describe('newsStore', () => {
  const sampleRun: Omit<OccurrenceRecord, 'id' | 'kind' | 'sourceId' | 'sumsJson' | 'endedAt'> = {
    jobId: 'j',
    label: null,
    result: 'ran',
    trigger: 'schedule',
    attempt: 1,
    marks: [],
    stopReason: null,
    errorJson: null,
    mergedCount: 1,
    dueAt: null,
    startedAt: null,
    waitedJson: null,
  }
  let runs = 0
  const ran = (kind: string, sourceId: string | null, sums: object, endedAt: number): void => {
    const store = createEngineStore(db)
    const run = { kind, sourceId, sumsJson: JSON.stringify(sums), endedAt }
    store.transaction(() => store.occurrences.add({ ...sampleRun, ...run, id: `o${runs++}` }))
  }

  it('adds up what pulls brought for each source, until the user has looked', () => {
    createSourceStore(db).put(matches)
    const store = createNewsStore(db)
    ran('feed.sync', 'a', { inserted: 3, unchanged: 9 }, 10)
    ran('feed.sync', 'a', { inserted: 1, updated: 2, deleted: 4 }, 20)
    ran('feed.sync', 'a', { unchanged: 9 }, 30)
    ran('feed.sync', 'a', {}, 40)
    expect(store.all()).toEqual([{ sourceId: 'a', inserted: 4, updated: 2, deleted: 4, lastAt: 20 }])
    store.clear()
    expect(store.all()).toEqual([])
    ran('feed.sync', 'a', { updated: 1 }, 50)
    expect(store.all()).toEqual([{ sourceId: 'a', inserted: 0, updated: 1, deleted: 0, lastAt: 50 }])
  })

  it('counts no other kind, and nothing of a source that is gone', () => {
    const sources = createSourceStore(db)
    const store = createNewsStore(db)
    sources.put(matches)
    ran('source.forget', 'a', { deleted: 5 }, 10)
    ran('feed.sync', 'gone', { inserted: 5 }, 10)
    ran('feed.sync', null, { inserted: 5 }, 10)
    expect(store.all()).toEqual([])
    ran('feed.sync', 'a', { inserted: 5 }, 10)
    sources.remove('a')
    expect(store.all()).toEqual([])
  })
})
