// Picking work is a SEARCH of one index, whatever the number of jobs (D6): the query plans, and the rows really visited.
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../testing/testDatabase'
import { createEngineStore } from './engineStore'
import { pickStatements } from './jobPicks'

let db: Database
beforeEach(() => {
  db = openTestDatabase()
})

const sample: JobRecord = {
  id: '',
  kind: 'a',
  state: 'enqueued',
  gateId: 1,
  soleName: null,
  sourceId: null,
  label: null,
  inputJson: '{}',
  choicesJson: '{}',
  priority: 1,
  expedited: 0,
  outOfQuota: 'runAsNormal',
  everyMs: null,
  flexMs: null,
  cron: null,
  timeZone: null,
  missed: 'once',
  initialDelayMs: 0,
  backoffPolicy: 'exponential',
  backoffDelayMs: 30_000,
  backoffJitter: 0,
  backoffCapMs: null,
  maxAttempts: null,
  deadlineMs: null,
  merger: 'overwrite',
  keepForMs: null,
  overrideAt: null,
  attempts: 0,
  failures: 0,
  workerDeaths: 0,
  mainDeaths: 0,
  periodCount: 0,
  generation: 0,
  overrideGeneration: 0,
  enqueuedAt: 0,
  lastEnqueuedAt: 0,
  backoffUntil: null,
  dueAt: 0,
  batteryDueAt: null,
  deadlineAt: null,
  startedAt: null,
  lastEndedAt: null,
  finishedAt: null,
  held: 0,
  holdReason: null,
  holdSince: null,
  holdUntil: null,
  trigger: 'schedule',
  urged: 0,
  overridesJson: null,
  stopReason: null,
  outputJson: null,
  errorJson: null,
  progressJson: null,
  retryOf: null,
}

describe('the statements that every plan runs', () => {
  it.each(Object.entries(pickStatements))('%s is a search without a scan or a sort', (_, sql) => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ gateId: 1, now: 1, limit: 1 }) as { detail: string }[]
    const details = steps.map((step) => step.detail)
    expect(details.every((detail) => /^SEARCH jobs USING (?:COVERING )?INDEX jobs_/.test(detail))).toBe(true)
  })

  it('visit as many rows as they give, with 20,000 jobs before, behind and beside', () => {
    const store = createEngineStore(db)
    store.transaction(() => {
      for (let index = 0; index < 20_000; index += 1) {
        const gateId = 1 + (index % 4)
        store.jobs.insert(
          { ...sample, id: `job-${index}`, gateId, dueAt: index, held: index % 7 === 0 ? 1 : 0 },
          [],
          [],
        )
      }
    })
    let visits = 0
    db.function('visited', () => {
      visits += 1
      return 1
    })
    const counted = pickStatements.due.replace('due_at <= :now', 'due_at <= :now AND visited()')
    const heads = db.prepare(counted).all({ gateId: 2, now: 15_000, limit: 3 })
    expect(heads).toHaveLength(3)
    expect(visits).toBe(3)
    expect(store.picks.due(2, 15_000, 3).map((job) => job.dueAt)).toEqual([1, 5, 9])
    expect(store.picks.earliestDue(4)).toBe(3)
  })
})
