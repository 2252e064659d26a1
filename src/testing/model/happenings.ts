// What happens to the model's computer: time, jumps of its clock, sleep, kill -9, a device that changes, a run that ends. From the rules
// alone (D37).
import { assertNever } from '@shared/errors'
import type { Call } from '../properties/performer'
import { changeDevice, settingsChanged, settledAt, signals } from './device'
import { endAttempt, mainDied } from './endings'
import { dueAt, HOUR, reanchor } from './jobs'
import { limitOf, type Model, probesUntil } from './model'
import { quietTurns } from './quiet'
import { settle } from './turn'

const SAME_RESUME = 10_000

export type Happening = Extract<
  Call,
  { do: 'nothing' | 'end' | 'advance' | 'jump' | 'suspend' | 'device' | 'settings' | 'signedIn' | 'restart' }
>

export function happen(model: Model, call: Happening): void {
  switch (call.do) {
    case 'nothing':
      return
    case 'end': {
      const attempt = model.attempts.find(({ jobId }) => jobId === call.id)
      if (attempt) endAttempt(model, attempt, call.how)
      return
    }
    case 'advance':
      advance(model, call.ms)
      return
    case 'jump':
      model.now += call.ms
      if (call.ms < 0) for (const job of model.jobs.values()) reanchor(job, model.now, -call.ms)
      return
    case 'suspend':
      model.now += call.ms
      if (model.monotonic - model.probing.since >= SAME_RESUME) {
        model.probing = { since: model.monotonic, answered: new Set() }
      }
      return
    case 'device':
      if (changeDevice(model, call.change, model.monotonic)) release(model, 'offline')
      return
    case 'settings':
      Object.assign(model.settings, call.change)
      settingsChanged(model)
      return
    case 'signedIn':
      release(model, 'auth_required')
      return
    case 'restart':
      restart(model)
      return
    default:
      assertNever(call)
  }
}

/** Every instant at which something may come to its end is a turn. */
function advance(model: Model, ms: number): void {
  for (let left = ms; left > 0; ) {
    const step = Math.min(left, ...instants(model))
    model.now += step
    model.monotonic += step
    left -= step
    settle(model)
  }
}

/** ms from now to each. */
function instants(model: Model): number[] {
  const jobs = [...model.jobs.values()].filter(({ state }) => state === 'enqueued')
  const wall = [
    ...jobs.flatMap((job) => [job.dueAt, job.batteryDueAt, job.deadlineAt, job.wait?.until ?? null]),
    ...model.pauses.map(({ until }) => until),
    // An hour after each the quota of expedited starts has room for one more.
    ...model.expeditedStarts.map((at) => at + HOUR),
    ...quietTurns(model.settings.quietHours, model.now),
  ].flatMap((at) => (at === null ? [] : [at - model.now]))
  const monotonic = [
    ...signals.map((of) => settledAt(of, model.device)),
    ...model.attempts.flatMap(({ startedAt, kind, killedAt }) => [startedAt + limitOf(kind), killedAt ?? 0]),
    probesUntil(model),
  ].map((at) => at - model.monotonic)
  return [...wall, ...monotonic].filter((inMs) => inMs > 0)
}

/** As after kill -9: nobody knows what ran, what had just come back, or that the computer slept. */
function restart(model: Model): void {
  const { attempts } = model
  model.attempts = []
  model.device.returnedAt.clear()
  model.probing = { since: Number.NEGATIVE_INFINITY, answered: new Set() }
  // The first reading may be another network's.
  release(model, 'offline')
  for (const { jobId, isStopping } of attempts) {
    const job = model.jobs.get(jobId)
    if (job && !isStopping) mainDied(model, job)
  }
  for (const job of model.jobs.values()) reanchor(job, model.now, null)
}

/** What had made these wait is gone. */
function release(model: Model, reason: string): void {
  for (const job of model.jobs.values()) {
    if (job.state !== 'enqueued' || job.wait?.reason !== reason) continue
    if (job.wait.until !== null && job.dueAt === job.wait.until) dueAt(job, Math.min(job.dueAt, model.now))
    job.wait = null
  }
}
