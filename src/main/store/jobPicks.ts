// Finds the jobs that may run next: a few heads of one gate at a time, each by a SEARCH of one index, whatever the number of jobs (D6).
// Which gates are open, and which of the heads start, the engine decides.
import type { JobPicks } from '@shared/engineStore'
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { JOB_COLUMNS } from './jobColumns'

/**
 * The hot statements; jobPicks.test.ts holds each to the index it names. A parameter stands in a sum: SQLite, built with STAT4, looks at
 * the value of a bare one when it plans, and therefore plans the statement anew each time another value is bound.
 */
export const pickStatements = {
  due: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_due
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND due_at <= :now + 0 ORDER BY due_at, id LIMIT :limit + 0`,
  dueOnBattery: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_battery_due
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND battery_due_at IS NOT NULL AND battery_due_at <= :now + 0
    ORDER BY battery_due_at, id LIMIT :limit + 0`,
  urged: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_urged
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND urged = 1 ORDER BY id LIMIT :limit + 0`,
  pastDeadline: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_deadline
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND deadline_at IS NOT NULL AND deadline_at <= :now + 0
    ORDER BY deadline_at, id LIMIT :limit + 0`,
  earliestDue: `SELECT due_at FROM jobs INDEXED BY jobs_due
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 ORDER BY due_at LIMIT 1`,
  earliestDueOnBattery: `SELECT battery_due_at FROM jobs INDEXED BY jobs_battery_due
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND battery_due_at IS NOT NULL ORDER BY battery_due_at LIMIT 1`,
  earliestDeadline: `SELECT deadline_at FROM jobs INDEXED BY jobs_deadline
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND deadline_at IS NOT NULL ORDER BY deadline_at LIMIT 1`,
  hasUrged: `SELECT 1 FROM jobs INDEXED BY jobs_urged
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND urged = 1 LIMIT 1`,
  upcoming: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_due
    WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND due_at > :now + 0 ORDER BY due_at, id LIMIT :limit + 0`,
  anyEnqueued: `SELECT 1 FROM jobs INDEXED BY jobs_listed WHERE state = 'enqueued' AND state <> 'running' LIMIT 1`,
  heldSome: `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_held
    WHERE state = 'enqueued' AND held > 0 AND due_at <= :now + 0 ORDER BY due_at LIMIT :limit + 0`,
} as const

export function createJobPicks(db: Database): JobPicks {
  const heads = (sql: string) => db.prepare<{ gateId: number; now: number; limit: number }, JobRecord>(sql)
  const first = (sql: string) => db.prepare<{ gateId: number }, number>(sql).pluck()
  const due = heads(pickStatements.due)
  const dueOnBattery = heads(pickStatements.dueOnBattery)
  const pastDeadline = heads(pickStatements.pastDeadline)
  const upcoming = heads(pickStatements.upcoming)
  const urged = db.prepare<{ gateId: number; limit: number }, JobRecord>(pickStatements.urged)
  const earliestDue = first(pickStatements.earliestDue)
  const earliestDueOnBattery = first(pickStatements.earliestDueOnBattery)
  const earliestDeadline = first(pickStatements.earliestDeadline)
  const hasUrged = first(pickStatements.hasUrged)
  const anyEnqueued = db.prepare<[], number>(pickStatements.anyEnqueued).pluck()
  const heldSome = db.prepare<{ now: number; limit: number }, JobRecord>(pickStatements.heldSome)
  const countDue = db
    .prepare<{ gateId: number; now: number; cap: number }, number>(
      `SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_due
         WHERE gate_id = :gateId + 0 AND state = 'enqueued' AND held = 0 AND due_at <= :now + 0 LIMIT :cap + 0)`,
    )
    .pluck()
  const countHeld = db
    .prepare<{ mask: number; now: number; cap: number }, number>(
      `SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_held
         WHERE state = 'enqueued' AND held > 0 AND due_at <= :now + 0 AND held & :mask LIMIT :cap + 0)`,
    )
    .pluck()
  return {
    due: (gateId, now, limit) => due.all({ gateId, now, limit }),
    dueOnBattery: (gateId, now, limit) => dueOnBattery.all({ gateId, now, limit }),
    urged: (gateId, limit) => urged.all({ gateId, limit }),
    pastDeadline: (gateId, now, limit) => pastDeadline.all({ gateId, now, limit }),
    earliestDue: (gateId) => earliestDue.get({ gateId }) ?? null,
    earliestDueOnBattery: (gateId) => earliestDueOnBattery.get({ gateId }) ?? null,
    earliestDeadline: (gateId) => earliestDeadline.get({ gateId }) ?? null,
    hasUrged: (gateId) => hasUrged.get({ gateId }) !== undefined,
    anyEnqueued: () => anyEnqueued.get() !== undefined,
    countDue: (gateId, now, cap) => countDue.get({ gateId, now, cap }) ?? 0,
    upcoming: (gateId, now, limit) => upcoming.all({ gateId, now, limit }),
    heldSome: (now, limit) => heldSome.all({ now, limit }),
    countHeld: (mask, now, cap) => countHeld.get({ mask, now, cap }) ?? 0,
  }
}
