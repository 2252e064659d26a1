// The model's world as plain objects, and what holds a job in it. It is written from semantics and decisions, imports nothing of the
// engine (D37), and does the obvious thing where the engine does the fast one. What a turn does is turn.ts, what an end does endings.ts.
import type { Constraints } from '@shared/jobs/constraints'
import type { PauseScope } from '@shared/queue'
import { T0, usualDevice } from '../fakesWorld'
import { deviceReasons, type ModelDevice, onBattery, type Settings, signalsOf } from './device'
import { isOver, MINUTE, type ModelJob } from './jobs'

export interface ModelAttempt {
  jobId: string
  kind: string
  name: string | null
  /** Its network destination, or null. */
  origin: string | null
  needs: Partial<Constraints>
  /** What settings add does not bind it: the user ran it now, or its deadline had come. */
  isFree: boolean
  /** By hand: what is asked of automatic work does not bind it. */
  isByHand: boolean
  startedAt: number
  isStopping: boolean
  /** When its process is killed, by the monotonic clock. */
  killedAt: number | null
}

export interface Model {
  now: number
  monotonic: number
  jobs: Map<string, ModelJob>
  attempts: ModelAttempt[]
  pauses: { scope: PauseScope; until: number | null }[]
  device: ModelDevice
  settings: Settings
  /** When the computer woke, and whose network has answered since (D17). */
  probing: { since: number; answered: Set<string> }
  /** Expedited starts on battery, ms UTC. */
  expeditedStarts: number[]
}

const PROBE = 30_000
const SOFT = new Set(['on_battery', 'battery_low', 'not_idle'])
const YIELDING = new Set([...SOFT, 'battery_saver', 'quiet_hours', 'thermal', 'metered', 'settling'])

export function createModel(): Model {
  return {
    now: T0,
    monotonic: 0,
    jobs: new Map(),
    attempts: [],
    pauses: [],
    device: { is: usualDevice, returnedAt: new Map() },
    settings: {
      backgroundWork: true,
      onlyWhenCharging: false,
      onlyWhenIdle: false,
      waitOnBatterySaver: true,
      quietHours: { enabled: false, fromMinute: 0, toMinute: 0, days: [] },
      networkRules: [],
    },
    probing: { since: Number.NEGATIVE_INFINITY, answered: new Set() },
    expeditedStarts: [],
  }
}

export function probesUntil(model: Model): number {
  return model.probing.since + PROBE
}

export function isProbing(model: Model, origin: string): boolean {
  return probesUntil(model) > model.monotonic && !model.probing.answered.has(origin)
}

/** Paused or switched off, over the kind or everything. */
export function userReasons(model: Model, kind: string): string[] {
  const isPaused = model.pauses.some(
    ({ scope }) => scope.type === 'all' || (scope.type === 'kind' && scope.kind === kind),
  )
  return [...(model.settings.backgroundWork ? [] : ['disabled']), ...(isPaused ? ['paused_by_user'] : [])]
}

export function waitReason(model: Model, job: ModelJob): string | null {
  if (job.wait === null) return null
  return job.wait.until === null || job.wait.until > model.now ? job.wait.reason : null
}

/** What holds it besides its time, its own word and its turn. */
export function gateReasons(model: Model, job: ModelJob): string[] {
  const needed = signalsOf(job.needs, model.settings, true)
  return [...userReasons(model, job.kind), ...deviceReasons(needed, model, model.monotonic)]
}

export function isDue(model: Model, job: ModelJob): boolean {
  const at = job.everyMs !== null && onBattery(model.device) ? job.batteryDueAt : job.dueAt
  return at !== null && at <= model.now
}

export function isPastDeadline(model: Model, job: ModelJob): boolean {
  return job.deadlineAt !== null && job.deadlineAt <= model.now
}

export function yieldsTo(model: Model, job: ModelJob, reason: string): boolean {
  return (job.isUrged && YIELDING.has(reason)) || (isPastDeadline(model, job) && SOFT.has(reason))
}

/** Held by what winds down: the job's own last attempt, or one under its name whose job is over or gone (D22). */
export function isReplacing(model: Model, job: ModelJob): boolean {
  return model.attempts.some((attempt) => {
    if (attempt.jobId === job.id) return true
    const other = model.jobs.get(attempt.jobId)
    return attempt.isStopping && attempt.name !== null && attempt.name === job.name && (!other || isOver(other))
  })
}

export function originOf(job: ModelJob): string | null {
  return job.needs.network === undefined || job.needs.network === 'notRequired' ? null : job.kind
}

/** Another goes first to the same place, just after a resume (D17). */
export function isSecond(model: Model, job: ModelJob): boolean {
  const origin = originOf(job)
  return origin !== null && isProbing(model, origin) && model.attempts.some((attempt) => attempt.origin === origin)
}

export function limitOf(kind: string): number {
  return kind === 'single' ? 30_000 : 10 * MINUTE
}
