// What a person does to one job by hand: run now, stop, skip the next run, try again (D21, COND-4). Pause and resume are pauses.ts.
import { granted, type Reply, refused } from '@shared/errors'
import { isFinished } from '@shared/jobs/job'
import { HELD, type JobRecord } from '@shared/jobs/record'
import { cancelJobs } from './cancelling'
import { givesWayToUser } from './eligibility'
import { endPeriodOf, recordOccurrence } from './endings'
import type { Parts } from './parts'
import { endProblem } from './problems'
import { dueAfterSkipping, dueFrom, dueTimes, isPeriodic, OVERRIDE_SPACING_MS } from './recurrence'
import { newJob } from './requests'
import { reasonsOf } from './views'

/** Not holds of its own, so it simply waits its turn: slots, and the run before it that winds down. */
const TURN_CODES: ReadonlySet<string> = new Set(['concurrency', 'replacing'])

/** Refused with the code of the first hold that is not the user's to run over. */
export function runNow(parts: Parts, id: string): Reply<{ overrides: string[] }> {
  const job = parts.store.jobs.get(id)
  if (job === undefined) return refused('unknown_job', `There is no job ${id}.`)
  if (isFinished(job.state)) return refused('finished', 'It is over; retry makes a new one.')
  if (job.state === 'running') return refused('already_running', 'It is running.')
  const world = parts.world()
  const state = parts.gates.gate(job.gateId, world).state
  const holding = reasonsOf(parts, { ...job, urged: 1 }, state, world)
  const hard = holding.find((reason) => !TURN_CODES.has(reason.code) && !givesWayToUser(reason.code))
  if (hard) return refused(hard.code, 'It is held by what cannot be run over.')
  const asUsual = [
    ...reasonsOf(parts, { ...job, urged: 0 }, state, world),
    // Not due, and held besides once it were.
    ...reasonsOf(parts, { ...job, urged: 0, dueAt: world.now, batteryDueAt: null, backoffUntil: null }, state, world),
  ]
  const overrides = [...new Set(asUsual.filter((reason) => givesWayToUser(reason.code)).map((reason) => reason.code))]
  parts.ledger.amend(job, { urged: 1, trigger: 'user', overridesJson: JSON.stringify(overrides) })
  return granted({ overrides })
}

/** Ends the running attempt, not the job: periodic work is back for its next period. One-time work has nothing after it: cancelled. */
export function stop(parts: Parts, id: string): Reply<{ nextRunAt: number | null }> {
  const job = parts.store.jobs.get(id)
  if (job === undefined) return refused('unknown_job', `There is no job ${id}.`)
  const attempt = job.state === 'running' ? parts.store.attempts.ofJob(id) : undefined
  if (attempt === undefined) return refused('not_running', 'It is not running.')
  if (!isPeriodic(job)) {
    cancelJobs(parts, [job])
    return granted({ nextRunAt: null })
  }
  endPeriodOf(parts, attempt)
  return granted({ nextRunAt: parts.store.jobs.get(id)?.dueAt ?? null })
}

/** The next period ends unrun; the one after it is due one interval later. History says it was skipped. */
export function skipNext(parts: Parts, id: string): Reply<{ nextRunAt: number }> {
  const job = parts.store.jobs.get(id)
  if (job === undefined) return refused('unknown_job', `There is no job ${id}.`)
  if (!isPeriodic(job)) return refused('not_periodic', 'Only periodic work has a next run to skip.')
  if (job.state !== 'enqueued') return refused('already_running', 'It is running.')
  // A run now that has not begun is taken back: the later word is not to run.
  return granted({ nextRunAt: skipPeriod(parts, { ...job, urged: 0, overridesJson: null }, 1) })
}

/** Ends the current period unrun; `count` due times are skipped. Answers when it is due next. */
export function skipPeriod(parts: Parts, job: JobRecord, count: number): number {
  const { calendar } = parts.ports
  const nextRunAt = dueAfterSkipping(job, parts.now(), calendar)
  const fresh = { attempts: 0, failures: 0, backoffUntil: null, trigger: 'schedule' as const }
  const skipped: JobRecord = {
    ...job,
    ...fresh,
    periodCount: job.periodCount + 1,
    ...anchorBefore(job, nextRunAt, parts.now()),
  }
  parts.ledger.amend(job, { ...skipped, ...dueTimes(skipped, calendar) })
  recordOccurrence(parts, {
    id: parts.ports.newId(),
    jobId: job.id,
    kind: job.kind,
    sourceId: job.sourceId,
    label: job.label,
    result: 'skipped',
    trigger: 'schedule',
    attempt: 0,
    marks: ['skipped'],
    stopReason: null,
    errorJson: null,
    mergedCount: count,
    dueAt: job.dueAt,
    startedAt: null,
    endedAt: parts.now(),
    sumsJson: '{}',
    waitedJson: null,
  })
  return nextRunAt
}

/**
 * An anchor that makes the job due at `nextRunAt`. One that lies far ahead would look as if the clock had been set back (clockEvents.ts),
 * so a grid's far point is set as an override.
 */
function anchorBefore(
  job: JobRecord,
  nextRunAt: number,
  now: number,
): Pick<JobRecord, 'lastEnqueuedAt' | 'overrideAt'> {
  if (job.everyMs !== null) return { lastEnqueuedAt: nextRunAt - job.everyMs, overrideAt: null }
  const isFar = nextRunAt - now > OVERRIDE_SPACING_MS
  return isFar ? { lastEnqueuedAt: now, overrideAt: nextRunAt } : { lastEnqueuedAt: nextRunAt - 1, overrideAt: null }
}

/** A failed one-time job becomes a new, linked one; a parked periodic one becomes runnable (semantics 1.8). */
export function retry(parts: Parts, id: string): Reply<{ id: string }> {
  const job = parts.store.jobs.get(id)
  if (job === undefined) return refused('unknown_job', `There is no job ${id}.`)
  if (isPeriodic(job)) {
    if (!(job.held & HELD.parked)) return refused('not_failed', 'It goes on by itself.')
    const held = job.held & ~HELD.parked
    parts.ledger.amend(job, { held, workerDeaths: 0, mainDeaths: 0, trigger: 'user', ...dueFrom(job, parts.now()) })
    endProblem(parts, id)
    return granted({ id })
  }
  if (job.state !== 'failed') return refused('not_failed', 'Only a failed job can be tried again.')
  return granted({ id: again(parts, job) })
}

function again(parts: Parts, failed: JobRecord): string {
  const { jobs } = parts.store
  const id = parts.ports.newId()
  const names = jobs.namesOf(failed.id).filter((name) => jobs.named(name).every((job) => isFinished(job.state)))
  const soleName = failed.soleName !== null && names.includes(failed.soleName) ? failed.soleName : null
  const life = { id, gateId: failed.gateId, state: 'enqueued', soleName, trigger: 'user', now: parts.now() } as const
  const fresh = newJob({ ...failed, initialDelayMs: 0 }, life, parts.ports.calendar)
  parts.ledger.insert({ ...fresh, retryOf: failed.id }, jobs.tagsOf(failed), names)
  endProblem(parts, failed.id)
  return id
}
