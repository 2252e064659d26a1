// A turn of the model: who stops, who starts, until nothing is left to do at this instant. From the rules alone (D37).
import { firstLost, onBattery, signalsOf } from './device'
import { charge, endAttempt, endPause, interrupt, tellToStop } from './endings'
import { dueAt, HOUR, type ModelJob } from './jobs'
import {
  gateReasons,
  isDue,
  isReplacing,
  isSecond,
  limitOf,
  type Model,
  type ModelAttempt,
  originOf,
  userReasons,
  waitReason,
  yieldsTo,
} from './model'

const SLOTS = 2
const EXPEDITED_AN_HOUR = 20

/** `quick` ends by itself, and all but `deaf` end at once when they are told to stop. */
function endsByItself(attempt: ModelAttempt): boolean {
  return attempt.isStopping ? attempt.kind !== 'deaf' : attempt.kind === 'quick'
}

/** Turns until nothing is left to do at this instant. */
export function settle(model: Model): void {
  for (;;) {
    turn(model)
    const over = model.attempts.filter((attempt) => endsByItself(attempt) || isKilled(model, attempt))
    if (over.length === 0) return
    for (const attempt of over) endAttempt(model, attempt, 'ok')
  }
}

function isKilled(model: Model, { killedAt }: ModelAttempt): boolean {
  return killedAt !== null && killedAt <= model.monotonic
}

function turn(model: Model): void {
  for (const { scope, until } of model.pauses) if (until !== null && until <= model.now) endPause(model, scope)
  const candidates = [...model.jobs.values()].filter((job) => mayStart(model, job))
  for (const attempt of model.attempts.filter(({ isStopping }) => !isStopping)) {
    const job = model.jobs.get(attempt.jobId)
    if (job === undefined) continue
    if (isHeldByUser(model, attempt.kind, job)) interrupt(model, attempt, job)
    else if (model.monotonic - attempt.startedAt >= limitOf(attempt.kind)) {
      tellToStop(model, attempt)
      charge(model, job, 'timeout')
    } else if (firstLost(neededBy(model, attempt), model) !== undefined) interrupt(model, attempt, job)
  }
  for (const job of candidates.toSorted(inOrder)) if (hasRoom(model, job)) start(model, job)
}

function neededBy(model: Model, attempt: ModelAttempt): ReturnType<typeof signalsOf> {
  const none = { ...model.settings, onlyWhenCharging: false, onlyWhenIdle: false }
  return signalsOf(attempt.needs, attempt.isFree ? none : model.settings, !attempt.isByHand)
}

/** What the user asked for, then rank, due time, id (semantics 1.16). */
function inOrder(a: ModelJob, b: ModelJob): number {
  return (
    Number(b.isUrged) - Number(a.isUrged) ||
    a.rank - b.rank ||
    (a.dueAt ?? 0) - (b.dueAt ?? 0) ||
    (a.id < b.id ? -1 : 1)
  )
}

function isHeldByUser(model: Model, kind: string, job: ModelJob): boolean {
  return job.isPaused || userReasons(model, kind).length > 0
}

function mayStart(model: Model, job: ModelJob): boolean {
  if (job.state !== 'enqueued' || job.isPaused || job.isParked || waitReason(model, job) !== null) return false
  if (!job.isUrged && !isDue(model, job)) return false
  return gateReasons(model, job).every((reason) => yieldsTo(model, job, reason))
}

function hasRoom(model: Model, job: ModelJob): boolean {
  if (isReplacing(model, job) || isSecond(model, job)) return false
  if (job.kind === 'single' && model.attempts.some((attempt) => attempt.kind === 'single')) return false
  return model.attempts.length < SLOTS + (job.expedited && hasQuota(model) ? 1 : 0)
}

function hasQuota(model: Model): boolean {
  if (!onBattery(model.device)) return true
  return model.expeditedStarts.filter((at) => at > model.now - HOUR).length < EXPEDITED_AN_HOUR
}

/** What was a setting when it began is a need of this run. */
function withSettings({ settings }: Model, needs: ModelJob['needs']): ModelJob['needs'] {
  const { onlyWhenCharging, onlyWhenIdle } = settings
  return { ...needs, ...(onlyWhenCharging && { charging: true }), ...(onlyWhenIdle && { idle: true }) }
}

function start(model: Model, job: ModelJob): void {
  const isUrged = job.isUrged
  const isByDeadline = !isUrged && gateReasons(model, job).length > 0
  const soft = { charging: false, batteryNotLow: false, idle: false }
  const network = isUrged && originOf(job) !== null ? { network: 'connected' as const } : {}
  if (job.expedited && onBattery(model.device)) model.expeditedStarts.push(model.now)
  if (isUrged) {
    job.backoffUntil = null
    dueAt(job, Math.min(job.dueAt ?? 0, model.now))
  }
  Object.assign(job, { state: 'running', isUrged: false, wait: null })
  job.attempts += 1
  model.attempts.push({
    jobId: job.id,
    kind: job.kind,
    name: job.name,
    origin: originOf(job),
    needs: isUrged || isByDeadline ? { ...job.needs, ...soft, ...network } : withSettings(model, job.needs),
    isFree: isUrged || isByDeadline,
    isByHand: isUrged,
    startedAt: model.monotonic,
    isStopping: false,
    killedAt: null,
  })
}
