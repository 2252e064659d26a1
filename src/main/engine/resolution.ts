// What an attempt's end does to its job: which event, which fields, what history says, and whether it now needs the user. Pure.
// Charged for failing, not for being interrupted (semantics 1.5 to 1.8, D14). Carrying it out is endings.ts.
import { assertNever } from '@shared/errors'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { JobError, Outcome, StopReason } from '@shared/jobs/outcome'
import { HELD, type JobRecord } from '@shared/jobs/record'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import { backoffDelayMs } from './backoff'
import type { Calendar } from './ports'
import { dueFrom, dueTimes, isPeriodic } from './recurrence'
import type { JobEvent } from './transitions'

export type Ending =
  | { type: 'outcome'; outcome: Outcome }
  /** From outside, uncharged. `progressJson` is what it had reported last. */
  | { type: 'stopped'; reason: StopReason; progressJson: string | null }
  /** By the user's word, and only this run of periodic work. */
  | { type: 'stoppedByUser' }
  | { type: 'timeout' }
  | { type: 'workerDied'; detail: string }
  | { type: 'mainDied' }

export interface Resolution {
  event: JobEvent
  patch: Partial<JobRecord>
  result: OccurrenceView['result']
  stopReason: StopReason | null
  error: JobError | null
  /** It needs the user now; null: it does not. */
  needsUser: boolean
}

export interface ResolutionContext {
  now: number
  /** 0 to 1 */
  random: number
  calendar: Calendar
  /** The job's own, else its kind's; null: none. */
  maxAttempts: number | null
  /** The override the attempt was started with. */
  overrideGeneration: number
}

/** So many deaths in a row and it is not started again by itself (D14). */
export const DEATHS_IN_A_ROW = 3

/** How long a wait without an end lasts before it is looked at again; sign-in lasts until the user has done it (D26). */
const WAIT_MS: Record<Extract<Outcome, { type: 'wait' }>['reason'], number | null> = {
  offline: 30 * SECOND_MS,
  captive_portal: MINUTE_MS,
  rate_limited: MINUTE_MS,
  service_down: 15 * MINUTE_MS,
  storage_low: MINUTE_MS,
  auth_required: null,
  needs_you: null,
}

/** ms UTC; null: until the cause goes. A time that has passed counts as none, and no wait is under a second (D26): nothing may spin. */
export function waitUntil(outcome: Extract<Outcome, { type: 'wait' }>, now: number): number | null {
  if (outcome.until !== undefined && outcome.until > now) return Math.max(outcome.until, now + SECOND_MS)
  const waitMs = WAIT_MS[outcome.reason]
  return waitMs === null ? null : now + waitMs
}

export function resolve(job: JobRecord, ending: Ending, context: ResolutionContext): Resolution {
  switch (ending.type) {
    case 'outcome':
      return resolveOutcome(job, ending.outcome, context)
    case 'stopped':
      return {
        ...interrupted(job, ending.reason, context.now),
        patch: {
          ...interrupted(job, ending.reason, context.now).patch,
          ...noDeaths,
          progressJson: ending.progressJson,
        },
      }
    case 'stoppedByUser':
      return stoppedByUser(job, context)
    case 'timeout':
      return charged(job, { code: 'timed_out', message: 'It took longer than it may.' }, 'timeout', noDeaths, context)
    case 'workerDied':
      return workerDied(job, ending.detail, context)
    case 'mainDied':
      return mainDied(job, context)
    default:
      return assertNever(ending)
  }
}

const noDeaths = { workerDeaths: 0, mainDeaths: 0 }

/** Fields that belong to the run that has ended. */
function afterRun(context: ResolutionContext): Partial<JobRecord> {
  return { progressJson: null, lastEndedAt: context.now, stopReason: null, trigger: 'schedule', ...noDeaths }
}

function overrideSpent(job: JobRecord, context: ResolutionContext): Partial<JobRecord> {
  return job.overrideGeneration === context.overrideGeneration ? { overrideAt: null } : {}
}

function resolveOutcome(job: JobRecord, outcome: Outcome, context: ResolutionContext): Resolution {
  switch (outcome.type) {
    case 'succeeded': {
      const end = { result: 'ran', stopReason: null, error: null, needsUser: false } as const
      if (isPeriodic(job)) return { event: 'endPeriod', patch: nextPeriod(job, null, context), ...end }
      const outputJson = outcome.output === undefined ? null : JSON.stringify(outcome.output)
      return { event: 'succeed', patch: { ...finished(context), outputJson, errorJson: null }, ...end }
    }
    case 'failed':
      return failed(job, outcome.error, outcome.output, context)
    case 'retry':
      return charged(job, outcome.error ?? null, null, noDeaths, context)
    case 'wait':
      return waits(job, outcome, context)
    default:
      return assertNever(outcome)
  }
}

function finished(context: ResolutionContext): Partial<JobRecord> {
  return {
    ...afterRun(context),
    finishedAt: context.now,
    dueAt: null,
    batteryDueAt: null,
    deadlineAt: null,
    backoffUntil: null,
  }
}

function failed(job: JobRecord, error: JobError, output: unknown, context: ResolutionContext): Resolution {
  const end = { result: 'failed', stopReason: null, error, needsUser: true } as const
  if (isPeriodic(job)) return { event: 'endPeriod', patch: nextPeriod(job, error, context), ...end }
  const outputJson = output === undefined ? null : JSON.stringify(output)
  return { event: 'fail', patch: { ...finished(context), outputJson, errorJson: JSON.stringify(error) }, ...end }
}

/** The end of a period: the next is counted from now, attempts start again at 0 (semantics 5). */
export function nextPeriod(job: JobRecord, error: JobError | null, context: ResolutionContext): Partial<JobRecord> {
  const patch: Partial<JobRecord> = {
    ...afterRun(context),
    ...overrideSpent(job, context),
    attempts: 0,
    failures: 0,
    periodCount: job.periodCount + 1,
    lastEnqueuedAt: context.now,
    backoffUntil: null,
    errorJson: error === null ? null : JSON.stringify(error),
  }
  return { ...patch, ...dueTimes({ ...job, ...patch }, context.calendar) }
}

/** A charged end: backs off, or ends the job (the period) when its attempts are used up. */
function charged(
  job: JobRecord,
  error: JobError | null,
  stopReason: StopReason | null,
  deaths: { workerDeaths: number; mainDeaths: number },
  context: ResolutionContext,
): Resolution {
  const failures = job.failures + 1
  const result = stopReason === null ? 'retry' : 'stopped'
  if (context.maxAttempts !== null && failures >= context.maxAttempts) {
    const last = exhausted(failures, error)
    const resolution = failed({ ...job, failures }, last, undefined, context)
    const patch = isPeriodic(job) ? resolution.patch : { ...resolution.patch, failures, stopReason }
    return { ...resolution, patch, stopReason, result: stopReason === null ? 'failed' : 'stopped' }
  }
  const patch: Partial<JobRecord> = {
    ...afterRun(context),
    ...overrideSpent(job, context),
    ...deaths,
    failures,
    stopReason,
    lastEnqueuedAt: context.now,
    backoffUntil: context.now + backoffDelayMs(job, failures, context.random),
    errorJson: error === null ? null : JSON.stringify(error),
  }
  const due = dueTimes({ ...job, ...patch }, context.calendar)
  return { event: 'retry', patch: { ...patch, ...due }, result, stopReason, error, needsUser: false }
}

function exhausted(failures: number, error: JobError | null): JobError {
  const why = error === null ? '' : ` The last time: ${error.message}`
  return {
    code: 'attempts_exhausted',
    message: `Tried ${failures} times without success.${why}`,
    ...(error === null ? {} : { details: { ...error.details, cause: error.code } }),
  }
}

function waits(job: JobRecord, outcome: Extract<Outcome, { type: 'wait' }>, context: ResolutionContext): Resolution {
  if (outcome.reason === 'needs_you') return waitsForUser(job, outcome.error ?? null, context)
  const until = waitUntil(outcome, context.now)
  const patch: Partial<JobRecord> = {
    ...afterRun(context),
    errorJson: outcome.error === undefined ? null : JSON.stringify(outcome.error),
    ...dueFrom(job, Math.min(job.dueAt ?? context.now, context.now)),
  }
  if (outcome.scope === 'job') {
    patch.holdReason = outcome.reason
    patch.holdSince = context.now
    patch.holdUntil = until
    if (until === null) patch.held = job.held | HELD.waiting
    else Object.assign(patch, dueFrom(job, until))
  }
  const error = outcome.error ?? null
  const needsUser = outcome.reason === 'auth_required'
  return { event: 'wait', patch, result: 'waited', stopReason: null, error, needsUser }
}

/** Only Retry makes it runnable again (D29); one-time work has nothing to wait with. */
function waitsForUser(job: JobRecord, error: JobError | null, context: ResolutionContext): Resolution {
  const why = error ?? { code: 'failed', message: 'It cannot go on by itself.' }
  const resolution = failed(job, why, undefined, context)
  if (!isPeriodic(job)) return resolution
  return { ...resolution, patch: { ...resolution.patch, held: job.held | HELD.parked } }
}

/** An end from outside: nothing is charged, it is due as it was, at the latest now. */
function interrupted(job: JobRecord, reason: StopReason, now: number): Resolution {
  const patch: Partial<JobRecord> = {
    stopReason: reason,
    lastEndedAt: now,
    trigger: 'schedule',
    ...dueFrom(job, Math.min(job.dueAt ?? now, now)),
  }
  return { event: 'stop', patch, result: 'stopped', stopReason: reason, error: null, needsUser: false }
}

/** It has had its period: were it due at once, the stop would have stopped nothing. */
function stoppedByUser(job: JobRecord, context: ResolutionContext): Resolution {
  const end = { result: 'stopped', stopReason: 'cancelled', error: null, needsUser: false } as const
  return { event: 'endPeriod', patch: { ...nextPeriod(job, null, context), stopReason: 'cancelled' }, ...end }
}

const crashed: JobError = {
  code: 'worker_crashed',
  message: 'It crashed 3 times in a row and is not tried again by itself.',
}

function workerDied(job: JobRecord, detail: string, context: ResolutionContext): Resolution {
  const error: JobError = { code: 'worker_died', message: `Its process ended unexpectedly. ${detail}`.trim() }
  const workerDeaths = job.workerDeaths + 1
  const resolution = charged(job, error, 'worker_died', { workerDeaths, mainDeaths: 0 }, context)
  if (resolution.event !== 'retry' || workerDeaths < DEATHS_IN_A_ROW) return resolution
  return parked(job, { ...resolution.patch, workerDeaths }, 'worker_died', context)
}

function mainDied(job: JobRecord, context: ResolutionContext): Resolution {
  const mainDeaths = job.mainDeaths + 1
  const resolution = interrupted(job, 'process_died', context.now)
  const patch = { ...resolution.patch, mainDeaths, progressJson: null }
  if (mainDeaths < DEATHS_IN_A_ROW) return { ...resolution, patch }
  return parked(job, patch, 'process_died', context)
}

/** Poison (semantics 1.8): one-time work fails, periodic work waits for the user. */
function parked(
  job: JobRecord,
  patch: Partial<JobRecord>,
  stopReason: StopReason,
  context: ResolutionContext,
): Resolution {
  const end = { result: 'stopped', stopReason, error: crashed, needsUser: true } as const
  const errorJson = JSON.stringify(crashed)
  if (isPeriodic(job)) {
    const due = dueFrom(job, context.now)
    return {
      event: 'stop',
      patch: { ...patch, ...due, backoffUntil: null, errorJson, held: job.held | HELD.parked },
      ...end,
    }
  }
  return { event: 'fail', patch: { ...patch, ...finished(context), stopReason, errorJson }, ...end }
}
