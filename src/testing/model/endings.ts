// What each end does to a job of the model and to those that wait for it: outcomes, stops, deaths, cancelling. From the rules alone (D37).
import type { PauseScope } from '@shared/queue'
import type { Ending } from '../properties/operations'
import { backOff, beginPeriod, dueAt, isOver, type ModelJob, schedule } from './jobs'
import type { Model, ModelAttempt } from './model'

const GRACE = 5_000
const DEATHS = 3
const WAIT_MS: Record<string, number | null> = { offline: 30_000, rate_limited: 90_000, auth_required: null }

export function tellToStop(model: Model, attempt: ModelAttempt): void {
  attempt.isStopping = true
  attempt.killedAt = model.monotonic + GRACE
}

/** From outside: not charged, and due as it was (semantics 1.5). */
export function interrupt(model: Model, attempt: ModelAttempt, job: ModelJob): void {
  tellToStop(model, attempt)
  Object.assign(job, { state: 'enqueued', workerDeaths: 0, mainDeaths: 0 })
  backInLine(model, job)
}

function backInLine(model: Model, job: ModelJob): void {
  job.endedAt = model.now
  dueAt(job, Math.min(job.dueAt ?? model.now, model.now))
}

/** The app was killed while it ran (D14): as an interruption, but three in a row are too many. */
export function mainDied(model: Model, job: ModelJob): void {
  job.state = 'enqueued'
  job.mainDeaths += 1
  backInLine(model, job)
  if (job.mainDeaths >= DEATHS) park(model, job)
}

export function endAttempt(model: Model, attempt: ModelAttempt, how: Ending): void {
  model.attempts = model.attempts.filter((other) => other !== attempt)
  const job = model.jobs.get(attempt.jobId)
  // What a stopped attempt returns is ignored (semantics 1.28).
  if (attempt.isStopping || job === undefined) return
  if (how === 'ok' && attempt.origin !== null) model.probing.answered.add(attempt.origin)
  if (how === 'again' || how === 'die') charge(model, job, how)
  else if (how === 'ok' || how === 'fail' || how === 'throw') {
    if (job.everyMs !== null) beginPeriod(job, model.now)
    else finish(model, job, how === 'ok' ? 'succeeded' : 'failed')
  } else {
    Object.assign(job, { state: 'enqueued', workerDeaths: 0, mainDeaths: 0 })
    backInLine(model, job)
    const ms = WAIT_MS[how] ?? null
    job.wait = { reason: how, until: ms === null ? null : model.now + ms }
    if (job.wait.until !== null) dueAt(job, job.wait.until)
  }
}

/** A failure that counts: it backs off, or its attempts are used up, or its worker has died too often. */
export function charge(model: Model, job: ModelJob, how: 'again' | 'timeout' | 'die'): void {
  job.failures += 1
  job.endedAt = model.now
  job.mainDeaths = 0
  job.workerDeaths = how === 'die' ? job.workerDeaths + 1 : 0
  if (job.maxAttempts !== null && job.failures >= job.maxAttempts) {
    if (job.everyMs !== null) beginPeriod(job, model.now)
    else finish(model, job, 'failed')
    return
  }
  job.state = 'enqueued'
  backOff(job, model.now)
  if (job.workerDeaths >= DEATHS) park(model, job)
}

/** Poison (semantics 1.8). */
function park(model: Model, job: ModelJob): void {
  if (job.everyMs === null) {
    finish(model, job, 'failed')
    return
  }
  job.isParked = true
  job.backoffUntil = null
  dueAt(job, model.now)
}

function childrenOf(model: Model, id: string): ModelJob[] {
  return [...model.jobs.values()].filter((job) => job.parents.includes(id))
}

export function finish(model: Model, job: ModelJob, state: 'succeeded' | 'failed' | 'cancelled'): void {
  Object.assign(job, { state, dueAt: null, isUrged: false })
  endPause(model, { type: 'job', id: job.id })
  for (const child of childrenOf(model, job.id)) {
    if (state !== 'succeeded') endBelow(model, child, state)
    else if (child.state === 'blocked' && child.parents.every((id) => model.jobs.get(id)?.state === 'succeeded')) {
      child.state = 'enqueued'
      child.anchor = model.now
      schedule(child)
    }
  }
}

/** A job after one that failed or was cancelled: it ends likewise unless it has ended, and so on below it. */
export function endBelow(model: Model, job: ModelJob, state: 'failed' | 'cancelled'): void {
  if (isOver(job)) for (const child of childrenOf(model, job.id)) endBelow(model, child, state)
  else {
    const attempt = model.attempts.find(({ jobId, isStopping }) => jobId === job.id && !isStopping)
    if (attempt) tellToStop(model, attempt)
    finish(model, job, state)
  }
}

export function endPause(model: Model, scope: PauseScope): void {
  model.pauses = model.pauses.filter((pause) => JSON.stringify(pause.scope) !== JSON.stringify(scope))
  if (scope.type !== 'job') return
  const job = model.jobs.get(scope.id)
  if (job) job.isPaused = false
}
