// Schema 6 on a file of schema 5 that has something of everything: every row is there afterwards, and reads as it did.
import type { Database } from 'better-sqlite3'
import BetterSqlite3 from 'better-sqlite3'
import { beforeEach, expect, it } from 'vitest'
import { sampleJob } from '../../testing/sampleJob'
import { createEngineStore } from './engineStore'
import { allMigrations } from './migrations/all'

const BEFORE = 5
let db: Database
beforeEach(() => {
  db = new BetterSqlite3(':memory:')
  db.pragma('foreign_keys = ON')
  to(BEFORE)
  fill()
})

function to(number: number): void {
  const from = db.pragma('user_version', { simple: true }) as number
  db.transaction(() => {
    for (const migration of allMigrations.slice(from, number)) migration.up(db)
    db.pragma(`user_version = ${number}`)
  })()
}

const columns = (table: string): string[] =>
  db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}') ORDER BY name`).pluck().all()
const rows = (table: string, names = columns(table)): unknown[] =>
  db.prepare(`SELECT ${names.join()} FROM ${table} ORDER BY ${names.join()}`).raw().all()

function fill(): void {
  const job = { ...sampleJob, kind: 'feed.sync' }
  for (const [id, state] of [
    ['parent', 'running'],
    ['child', 'blocked'],
    ['done', 'succeeded'],
    ['kept', 'failed'],
  ]) {
    db.prepare(
      `INSERT INTO jobs (id, kind, state, gate_id, input, choices, priority, expedited, out_of_quota, missed, initial_delay_ms,
         backoff_policy, backoff_delay_ms, backoff_jitter, merger, keep_for_ms, attempts, failures, worker_deaths, main_deaths,
         period_count, generation, override_generation, enqueued_at, last_enqueued_at, finished_at, held, trigger, urged)
       VALUES (:id, :kind, :state, 1, '{}', '{}', 1, 0, 'drop', 'once', 0, 'linear', 30000, 0, 'overwrite', :keepForMs, 0, 0, 0, 0,
         0, 0, 0, 3, :anchor, :finishedAt, 0, 'schedule', 0)`,
    ).run({
      ...job,
      id,
      state,
      keepForMs: id === 'kept' ? 100 : null,
      anchor: state === 'blocked' ? null : 5,
      finishedAt: id === 'done' || id === 'kept' ? 9 : null,
    })
    db.prepare('INSERT INTO job_tags VALUES (:id, :kind), (:id, :own)').run({ ...job, id, own: `own-${id}` })
    db.prepare('INSERT INTO job_names VALUES (:id, :name)').run({ id, name: 'all' })
  }
  db.exec(`INSERT INTO job_dependencies VALUES ('parent', 'child')`)
  db.exec(`INSERT INTO attempts VALUES
    ('run', 'parent', 'feed.sync', NULL, NULL, 'i', 7, 'schedule', 1, 0, 0, 0, 5, 1, 6, '{}', '[]', '[]', NULL, NULL)`)
  for (const [id, endedAt, result] of [
    ['old', 20, 'ran'],
    ['new', 10, 'ran'],
    ['bad', 30, 'failed'],
  ]) {
    db.prepare(
      `INSERT INTO occurrences (id, job_id, kind, result, trigger, attempt, marks, merged_count, ended_at, sums, waited)
       VALUES (:id, 'done', 'feed.sync', :result, 'schedule', 1, '[]', 1, :endedAt, '{}', '{"offline":5}')`,
    ).run({ id, endedAt, result })
  }
  db.exec(`INSERT INTO run_logs VALUES ('old', 4, 0, '[1]'), ('bad', 5, 1, '[22]')`)
}

it('P30 keeps every row of every table', () => {
  const tables = ['jobs', 'job_names', 'job_dependencies', 'attempts', 'occurrences', 'run_logs']
  const before = tables.map((table) => [columns(table), rows(table)])
  to(BEFORE + 1)
  expect(tables.map((table) => [columns(table), rows(table)])).toEqual(before)
  expect(db.pragma('foreign_key_check')).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})

it('finds jobs by their kind as a tag, which is stored no more, and by their own', () => {
  to(allMigrations.length)
  expect(rows('job_tags')).toHaveLength(4)
  const { jobs, listing } = createEngineStore(db)
  const kind = 'feed.sync'
  expect(jobs.tagsOf({ id: 'done', kind })).toEqual([kind, 'own-done'])
  expect(jobs.unfinishedTagged(kind).map(({ id }) => id)).toEqual(['child', 'parent'])
  expect(jobs.unfinishedTagged('own-parent').map(({ id }) => id)).toEqual(['parent'])
  const found = (query: object): string[] => {
    const page = listing.page(query, 10)
    return page === 'bad_cursor' ? [] : page.rows.map(({ id }) => id).toSorted()
  }
  expect(found({ tags: [kind] })).toEqual(['child', 'done', 'kept', 'parent'])
  expect(found({ tags: ['own-child', 'own-kept'] })).toEqual(['child', 'kept'])
  expect(found({ allTags: [kind, 'own-child'] })).toEqual(['child'])
  expect(found({ allTags: ['own-child', 'own-kept'] })).toEqual([])
  expect([listing.count({ tags: [kind] }), listing.count({ states: ['running'] })]).toEqual([4, 1])
})

it('still refuses a second attempt of a job, whatever its id, and goes with its job', () => {
  to(BEFORE + 1)
  const second = `INSERT INTO attempts SELECT 'other', job_id, kind, source_id, label, instance_id, epoch + 1, trigger, attempt,
    generation, override_generation, expedited, due_at, merged_count, started_at, needs, marks, names, stop_reason, waited FROM attempts`
  expect(() => db.exec(second)).toThrow('one live attempt')
  expect(() => db.exec("UPDATE attempts SET job_id = 'child'")).toThrow('stays what it is')
  db.exec("DELETE FROM jobs WHERE id = 'child'")
  expect([rows('job_dependencies'), rows('job_names').length]).toEqual([[], 3])
  db.exec("DELETE FROM occurrences WHERE id = 'old'")
  expect(rows('run_logs')).toHaveLength(1)
})

it('SC-157 SC-158 finds what is past its time, and the last success', () => {
  to(allMigrations.length)
  const { sweeps, occurrences } = createEngineStore(db)
  const prunable = (now: number): string[] => sweeps.prunable({ now, usuallyMs: 50 }, 10).toSorted()
  expect([prunable(59), prunable(60), prunable(110)]).toEqual([[], ['done'], ['done', 'kept']])
  expect(occurrences.lastSuccess()?.id).toBe('old')
})
