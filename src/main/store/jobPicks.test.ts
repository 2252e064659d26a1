// Picking work is a SEARCH of one index, whatever the number of jobs (D6): the query plans, and the rows really visited.
import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleJob } from '../../testing/sampleJob'
import { openTestDatabase } from '../../testing/testDatabase'
import { createEngineStore } from './engineStore'
import { pickStatements } from './jobPicks'

let db: Database
beforeEach(() => {
  db = openTestDatabase()
})
afterEach(() => void vi.restoreAllMocks())

describe('the statements that every plan runs', () => {
  it.each(Object.entries(pickStatements))('%s is a search without a scan or a sort', (_, sql) => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ gateId: 1, now: 1, limit: 1 }) as { detail: string }[]
    const details = steps.map((step) => step.detail)
    expect(details.every((detail) => /^SEARCH jobs USING (?:COVERING )?INDEX jobs_/.test(detail))).toBe(true)
  })

  it('D6 are planned once, whatever values they are given', () => {
    const store = createEngineStore(db)
    store.transaction(() => {
      for (let index = 0; index < 100; index += 1) {
        const times = { dueAt: index, deadlineAt: index, everyMs: 60_000, batteryDueAt: index }
        const job = {
          ...sampleJob,
          ...times,
          id: `job-${index}`,
          gateId: 1 + (index % 3),
          held: index % 10 === 0 ? 1 : 0,
        }
        store.jobs.insert({ ...job, urged: index % 2 ? 1 : 0 }, ['a'], ['a'])
      }
    })
    // better-sqlite3 makes a function for the rows of a statement whenever SQLite has planned that anew.
    const made = vi.spyOn(globalThis, 'Function')
    const ask = (gateId: number, now: number): void => {
      for (const name of ['due', 'dueOnBattery', 'pastDeadline', 'upcoming'] as const) {
        expect(store.picks[name](gateId, now, gateId).length).toBeGreaterThan(0)
      }
      expect(store.picks.urged(gateId, gateId).length).toBeGreaterThan(0)
      expect(store.picks.heldSome(now, gateId).length).toBeGreaterThan(0)
      expect(store.jobs.get(`job-${now}`)?.id).toBe(`job-${now}`)
    }
    ask(1, 50)
    expect(made).toHaveBeenCalledTimes(7)
    ask(2, 60)
    ask(3, 70)
    expect(made).toHaveBeenCalledTimes(7)
  })

  it('visit as many rows as they give, with 20,000 jobs before, behind and beside', () => {
    const store = createEngineStore(db)
    store.transaction(() => {
      for (let index = 0; index < 20_000; index += 1) {
        const gateId = 1 + (index % 4)
        store.jobs.insert(
          { ...sampleJob, id: `job-${index}`, gateId, dueAt: index, held: index % 7 === 0 ? 1 : 0 },
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
    const counted = pickStatements.due.replace('due_at <= :now + 0', 'due_at <= :now + 0 AND visited()')
    const heads = db.prepare(counted).all({ gateId: 2, now: 15_000, limit: 3 })
    expect(heads).toHaveLength(3)
    expect(visits).toBe(3)
    expect(store.picks.due(2, 15_000, 3).map((job) => job.dueAt)).toEqual([1, 5, 9])
    expect(store.picks.earliestDue(4)).toBe(3)
  })
})
