// What is looked for over all jobs is found by an index, however many there are; only pruning everything reads everything.
import type { Database } from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openTestDatabase } from '../../testing/testDatabase'
import { createJobSweeps } from './jobSweeps'

/** The plan of every statement that is prepared, without those that look for dependents. */
function plansOf(db: Database): string[] {
  const asked: string[] = []
  const prepare = (sql: string): unknown => {
    asked.push(sql)
    return db.prepare(sql)
  }
  createJobSweeps(
    new Proxy(db, { get: (of, name) => (name === 'prepare' ? prepare : Reflect.get(of, name)) as unknown }),
  )
  return asked.flatMap((sql) => {
    const names = [...sql.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? [])
    const values = Object.fromEntries(names.map((name) => [name, 1]))
    const steps = db.prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values)
    return steps.map(({ detail }) => detail).filter((detail) => / jobs\b/.test(detail))
  })
}

it('D6 a start, the return of the network and the daily sweep read only the rows they are for', () => {
  const plans = plansOf(openTestDatabase())
  expect(plans).toHaveLength(8)
  expect(plans.filter((plan) => !plan.includes('INDEX'))).toEqual(['SCAN jobs'])
})
