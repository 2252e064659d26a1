// A job as the views get it, with every reason why it is not running now (COND-1). Reasons are worked out on reading, never stored (D6).

import { assertNever } from '@shared/errors'
import type { Constraints, EffectiveConstraints } from '@shared/jobs/constraints'
import { type ConstraintChoices, noConstraints } from '@shared/jobs/constraints'
import type { JobView, Priority } from '@shared/jobs/job'
import type { JobError } from '@shared/jobs/outcome'
import type { Reason, ReasonCode } from '@shared/jobs/reasons'
import { HELD, type JobRecord } from '@shared/jobs/record'
import type { Backoff, Schedule } from '@shared/jobs/schedule'
import { type GateState, givesWayToDeadline, givesWayToUser, type World } from './eligibility'
import { namesHeld } from './names'
import type { Parts } from './parts'
import { isPeriodic } from './recurrence'

export function jobView(parts: Parts, job: JobRecord): JobView {
  const world = parts.world()
  const state = parts.gates.gate(job.gateId, world).state
  const attempt = job.state === 'running' ? parts.store.attempts.ofJob(job.id) : undefined
  const progressJson = (attempt && parts.live.get(attempt.id)?.progressJson) ?? job.progressJson
  const { id, kind, sourceId, label, attempts, failures, periodCount, generation, stopReason } = job
  const { enqueuedAt, lastEnqueuedAt, startedAt, finishedAt } = job
  return {
    id,
    kind,
    sourceId,
    label,
    attempts,
    failures,
    periodCount,
    generation,
    stopReason,
    enqueuedAt,
    lastEnqueuedAt,
    startedAt,
    finishedAt,
    state: job.state,
    tags: parts.store.jobs.tagsOf(job),
    names: parts.store.jobs.namesOf(id),
    priority: priorityOf(job),
    expedited: job.expedited === 1,
    schedule: scheduleOf(job),
    backoff: backoffOf(job),
    constraints: JSON.parse(job.choicesJson) as ConstraintChoices,
    effectiveConstraints: state?.needs ?? asOfKind(noConstraints),
    reasons: reasonsOf(parts, job, state, world),
    nextRunAt: job.state === 'enqueued' ? job.dueAt : null,
    progress: parsed(progressJson),
    output: parsed(job.outputJson),
    error: parsed(job.errorJson) as JobError | null,
  }
}

/** Why it is not running now: the one to show first; empty only while it runs or is finished. */
export function reasonsOf(parts: Parts, job: JobRecord, state: GateState | null, world: World): Reason[] {
  switch (job.state) {
    case 'running':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return []
    case 'blocked':
      return [{ code: 'dependency' }]
    case 'enqueued': {
      const reasons = waitingReasons(parts, job, state, world)
      return reasons.length > 0 ? reasons : [{ code: 'concurrency' }]
    }
    default:
      return assertNever(job.state)
  }
}

function waitingReasons(parts: Parts, job: JobRecord, state: GateState | null, world: World): Reason[] {
  const own = ownHolds(job, world)
  if (state === null) return own.length > 0 ? own : [{ code: 'not_ready' }]
  const passes = (reason: Reason): boolean => {
    if (job.urged === 1 && givesWayToUser(reason.code)) return true
    return job.deadlineAt !== null && job.deadlineAt <= world.now && givesWayToDeadline(reason.code)
  }
  const gate = state.reasons.filter((reason) => !passes(reason))
  const timing = job.urged === 1 ? [] : timingReasons(job, world)
  // Due by its schedule: what the device holds it for comes before the 15 minutes that a battery adds.
  if (timing[0]?.code === 'battery_interval') return [...own, ...gate, ...timing]
  if (timing.length > 0) {
    // Constraints are followed only once it is due (semantics 11); what a person or a server holds is true now.
    return [...own, ...gate.filter((reason) => !givesWayToUser(reason.code)).filter(isLasting), ...timing]
  }
  return [...own, ...gate, ...crowdReasons(parts, job, state)]
}

const OF_THE_MOMENT: ReadonlySet<ReasonCode> = new Set([
  'offline',
  'captive_portal',
  'network_not_allowed',
  'storage_low',
])

/** A reason that is about more than the device of this moment. */
function isLasting(reason: Reason): boolean {
  return !OF_THE_MOMENT.has(reason.code)
}

function ownHolds(job: JobRecord, world: World): Reason[] {
  const reasons: Reason[] = []
  if (job.held & HELD.parked) reasons.push({ code: 'needs_you' })
  if (job.held & HELD.unknownKind) reasons.push({ code: 'not_ready' })
  if (job.held & HELD.paused) {
    const pause = world.pauses.find(({ scope }) => scope.type === 'job' && scope.id === job.id)
    const since = pause ? { since: pause.since } : {}
    reasons.push({ code: 'paused_by_user', ...since, ...(pause?.until ? { until: pause.until } : {}) })
  }
  const isWaiting = job.held & HELD.waiting || (job.holdUntil !== null && job.holdUntil > world.now)
  if (job.holdReason !== null && isWaiting) {
    const since = job.holdSince === null ? {} : { since: job.holdSince }
    reasons.push({ code: job.holdReason, ...since, ...(job.holdUntil === null ? {} : { until: job.holdUntil }) })
  }
  return reasons
}

function timingReasons(job: JobRecord, world: World): Reason[] {
  const dueAt = job.dueAt ?? world.now
  if (dueAt > world.now) {
    if (job.holdUntil !== null && job.holdUntil >= dueAt) return []
    // A next run set by hand comes before the backoff (semantics 4).
    if (job.backoffUntil !== null && job.overrideAt === null)
      return [{ code: 'backoff', until: dueAt, data: { count: job.failures } }]
    return [{ code: 'not_due', until: dueAt }]
  }
  const floor = job.batteryDueAt ?? 0
  return isPeriodic(job) && world.reading.power.source === 'battery' && floor > world.now
    ? [{ code: 'battery_interval', until: floor }]
    : []
}

/** Due and let through, and still not running: somebody else is in the way. */
function crowdReasons(parts: Parts, job: JobRecord, state: GateState): Reason[] {
  const live = parts.store.attempts.all()
  if (live.some((attempt) => attempt.jobId === job.id)) return [{ code: 'replacing' }]
  const held = new Set(live.flatMap((attempt) => namesHeld(parts, attempt)))
  if (held.size > 0 && parts.store.jobs.namesOf(job.id).some((name) => held.has(name))) return [{ code: 'replacing' }]
  const isSecond = live.some((attempt) => parts.live.get(attempt.id)?.origin === state.origin)
  if (state.origin !== null && isSecond && parts.probes.isProbing(state.origin)) {
    return [{ code: 'settling', until: parts.now() + parts.probes.remainingMs() }]
  }
  return []
}

export function priorityOf(job: Pick<JobRecord, 'priority'>): Priority {
  switch (job.priority) {
    case 0:
      return 'high'
    case 1:
      return 'normal'
    case 2:
      return 'low'
    default:
      return assertNever(job.priority)
  }
}

export function scheduleOf(job: JobRecord): Schedule | null {
  if (job.cron !== null) return { cron: job.cron, timeZone: job.timeZone ?? 'UTC' }
  if (job.everyMs === null) return null
  return { everyMs: job.everyMs, ...(job.flexMs === null ? {} : { flexMs: job.flexMs }) }
}

export function backoffOf(job: JobRecord): Backoff {
  const capMs = job.backoffCapMs === null ? {} : { capMs: job.backoffCapMs }
  const jitter = job.backoffJitter === 0 ? {} : { jitter: job.backoffJitter }
  return { policy: job.backoffPolicy, delayMs: job.backoffDelayMs, ...jitter, ...capMs }
}

function asOfKind(constraints: Constraints): EffectiveConstraints {
  return {
    network: { value: constraints.network, from: 'kind' },
    charging: { value: constraints.charging, from: 'kind' },
    batteryNotLow: { value: constraints.batteryNotLow, from: 'kind' },
    idle: { value: constraints.idle, from: 'kind' },
    storageNotLow: { value: constraints.storageNotLow, from: 'kind' },
  }
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
