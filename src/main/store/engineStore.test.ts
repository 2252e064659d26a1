// What the store keeps in memory is what is stored, after a rollback too; a change is written whole, however narrow the statement.
import type { AttemptRecord, JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { sampleJob } from '../../testing/sampleJob'
import { openTestDatabase } from '../../testing/testDatabase'
import { createEngineStore } from './engineStore'

const job: JobRecord = { ...sampleJob, id: 'job' }
const running: JobRecord = { ...job, state: 'running', attempts: 1, startedAt: 1 }
const attempt: AttemptRecord = {
  id: 'attempt',
  jobId: 'job',
  kind: 'a',
  sourceId: null,
  label: null,
  instanceId: 'i',
  epoch: 1,
  trigger: 'schedule',
  attempt: 1,
  generation: 0,
  overrideGeneration: 0,
  expedited: 0,
  dueAt: 0,
  mergedCount: 1,
  startedAt: 1,
  needsJson: '{}',
  marksJson: '[]',
  namesJson: '[]',
  waitedJson: null,
  stopReason: null,
}

let db: Database
let store: ReturnType<typeof createEngineStore>
beforeEach(() => {
  db = openTestDatabase()
  store = createEngineStore(db)
  store.transaction(() => store.jobs.insert(job, [], []))
})

/** As a process that has just begun reads it. */
const stored = (): JobRecord | undefined => createEngineStore(db).jobs.get('job')

function fails(): never {
  throw new Error('on purpose')
}

describe('a write', () => {
  it.each<[string, JobRecord]>([
    ['of a run', { ...running, dueAt: 5, lastEndedAt: 6 }],
    ['of what a job goes through', { ...running, failures: 2, backoffUntil: 7, errorJson: '{}', urged: 1, held: 2 }],
    ['of its specification', { ...running, label: 'other', priority: 0, gateId: 9, inputJson: '[]', soleName: 'n' }],
  ])('%s keeps every field', (_, after) => {
    store.transaction(() => store.jobs.write(after, job))
    expect(stored()).toEqual(after)
    expect(store.jobs.get('job')).toEqual(after)
  })

  it('keeps every field, each changed alone', () => {
    store.transaction(() => store.jobs.write(running, job))
    let before: JobRecord = running
    const others: Partial<JobRecord> = {
      ...job,
      trigger: 'user',
      outOfQuota: 'drop',
      missed: 'skip',
      merger: 'collect',
      backoffDelayMs: 10_000,
    }
    const fixed = new Set(['id', 'enqueuedAt', 'state', 'cron', 'timeZone', 'outputJson', 'finishedAt', 'flexMs'])
    for (const field of Object.keys(job) as (keyof JobRecord)[]) {
      if (fixed.has(field)) continue
      const was = before[field]
      const value = others[field] !== was ? others[field] : typeof was === 'number' ? 1 : textOf(field)
      const after: JobRecord = { ...before, [field]: value }
      store.transaction(() => store.jobs.write(after, before))
      expect(stored()).toEqual(after)
      before = after
    }
  })

  it('is refused when the row is in another state than it was believed to be', () => {
    expect(() => store.transaction(() => store.jobs.write(job, running))).toThrow('not running any more')
  })
})

describe('what is kept in memory', () => {
  it.each([
    ['a transaction', () => store.transaction(() => (begin(), fails()))],
    ['a savepoint', () => store.transaction(() => store.savepoint(() => (begin(), fails())))],
  ])('goes with %s that is rolled back', (_, act) => {
    expect(act).toThrow('on purpose')
    expect(store.attempts.all()).toEqual([])
    expect(store.jobs.get('job')).toEqual(job)
  })

  it('is there again after a rollback that came later', () => {
    store.transaction(begin)
    expect(() => store.transaction(() => (end(), fails()))).toThrow('on purpose')
    expect(store.attempts.all()).toEqual([attempt])
    expect(store.attempts.ofJob('job')).toEqual(attempt)
    expect(store.jobs.get('job')).toEqual(running)
  })

  it('follows a stop and an end', () => {
    store.transaction(begin)
    expect(store.attempts.markStopping('attempt', 'quit')).toBe(true)
    expect(store.attempts.markStopping('attempt', 'network')).toBe(false)
    expect(store.attempts.get('attempt')?.stopReason).toBe('quit')
    expect(createEngineStore(db).attempts.all()).toEqual(store.attempts.all())
    store.transaction(end)
    expect(store.attempts.get('attempt')).toBeUndefined()
    expect(store.jobs.get('job')).toEqual(stored())
  })

  function begin(): void {
    store.jobs.write(running, job)
    store.attempts.open(attempt)
  }
  function end(): void {
    store.jobs.write(job, running)
    store.attempts.close('attempt')
  }
})

/** Of a field that was null, or text. */
function textOf(field: keyof JobRecord): unknown {
  if (field.endsWith('Json')) return '[1]'
  if (field === 'everyMs' || field === 'backoffCapMs') return 60_000
  const isText = /^(?:kind|soleName|sourceId|label|holdReason|stopReason|retryOf|backoffPolicy)$/.test(field)
  return isText ? (field === 'backoffPolicy' ? 'linear' : field) : 1
}
