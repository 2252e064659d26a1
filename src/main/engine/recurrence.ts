// When a job is due: semantics part 2 section 4 with the changes of part 1, for one-time, interval and cron work.
// Pure over the row and the calendar; what the device says about it is eligibility.ts.
import type { JobRecord } from '@shared/jobs/record'
import { BATTERY_INTERVAL_MS } from '@shared/preferences'
import { MINUTE_MS } from '@shared/time'
import type { Calendar } from './ports'

/** An override of the schedule is at least this long after the last run, except before the first (semantics 4.1). */
export const OVERRIDE_SPACING_MS = 15 * MINUTE_MS
/** No grid point in sight: far enough never to come due, and still an ordinary integer. */
const NEVER = Number.MAX_SAFE_INTEGER

type Timing = Pick<
  JobRecord,
  | 'everyMs'
  | 'flexMs'
  | 'cron'
  | 'timeZone'
  | 'initialDelayMs'
  | 'lastEnqueuedAt'
  | 'periodCount'
  | 'backoffUntil'
  | 'overrideAt'
>

export function isPeriodic(job: Pick<JobRecord, 'everyMs' | 'cron'>): boolean {
  return job.everyMs !== null || job.cron !== null
}

/** ms UTC; null while the job is blocked. The order of the branches is the rule. */
export function nextRunAt(job: Timing, calendar: Calendar): number | null {
  const anchor = job.lastEnqueuedAt
  if (anchor === null) return null
  if (isPeriodic(job) && job.overrideAt !== null) {
    return job.periodCount === 0 ? job.overrideAt : Math.max(job.overrideAt, anchor + OVERRIDE_SPACING_MS)
  }
  if (job.backoffUntil !== null) return job.backoffUntil
  if (job.cron !== null) {
    const after = job.periodCount === 0 ? anchor + job.initialDelayMs : anchor
    return calendar.next(job.cron, job.timeZone ?? 'UTC', after) ?? NEVER
  }
  if (job.everyMs === null) return anchor + job.initialDelayMs
  if (job.periodCount > 0) return anchor + job.everyMs
  const flexShift = job.flexMs === null ? 0 : job.everyMs - job.flexMs
  return anchor + job.initialDelayMs + flexShift
}

/** The due times that are stored with a row, from its schedule. */
export function dueTimes(
  job: Timing & Pick<JobRecord, 'deadlineMs' | 'lastEndedAt' | 'attempts'>,
  calendar: Calendar,
): Pick<JobRecord, 'dueAt' | 'batteryDueAt' | 'deadlineAt'> {
  return dueFrom(job, nextRunAt(job, calendar))
}

/** The same for a due time that was decided otherwise (a hold's end, freshness). */
export function dueFrom(
  job: Pick<JobRecord, 'everyMs' | 'cron' | 'periodCount' | 'attempts' | 'lastEndedAt' | 'deadlineMs'>,
  dueAt: number | null,
): Pick<JobRecord, 'dueAt' | 'batteryDueAt' | 'deadlineAt'> {
  if (dueAt === null) return { dueAt: null, batteryDueAt: null, deadlineAt: null }
  // Only the start of a period waits for the floor on battery: a retry or a restart belongs to a period already begun.
  const floor = job.attempts === 0 && job.lastEndedAt !== null ? job.lastEndedAt + BATTERY_INTERVAL_MS : dueAt
  return {
    dueAt,
    batteryDueAt: isPeriodic(job) ? Math.max(dueAt, floor) : null,
    deadlineAt: job.deadlineMs === null ? null : dueAt + job.deadlineMs,
  }
}

/** How many due times a start at `now` stands for, at least 1 (COND-8). Cron grids are counted to 1,000. */
export function mergedCount(
  job: Pick<JobRecord, 'everyMs' | 'cron' | 'timeZone' | 'dueAt'>,
  now: number,
  calendar: Calendar,
): number {
  if (job.dueAt === null || job.dueAt > now) return 1
  if (job.everyMs !== null) return Math.floor((now - job.dueAt) / job.everyMs) + 1
  if (job.cron === null) return 1
  let count = 1
  let at = calendar.next(job.cron, job.timeZone ?? 'UTC', job.dueAt)
  while (at !== null && at <= now && count < 1_000) {
    count += 1
    at = calendar.next(job.cron, job.timeZone ?? 'UTC', at)
  }
  return count
}

/** The first due time after `now` on the grid that `dueAt` is on: for occurrences that are skipped. */
export function dueAfterSkipping(
  job: Pick<JobRecord, 'everyMs' | 'cron' | 'timeZone' | 'dueAt'>,
  now: number,
  calendar: Calendar,
): number {
  const dueAt = job.dueAt ?? now
  if (job.cron !== null) return calendar.next(job.cron, job.timeZone ?? 'UTC', Math.max(dueAt, now)) ?? NEVER
  const everyMs = job.everyMs ?? 0
  if (dueAt > now) return dueAt + everyMs
  return dueAt + (Math.floor((now - dueAt) / everyMs) + 1) * everyMs
}
