// The model's jobs, and when each is due: the rules of time said once more, plainly, and from the rules alone. Nothing here knows the
// engine, and nothing may (D37).
import type { Constraints } from '@shared/jobs/constraints'
import type { JobRequest, JobState } from '@shared/jobs/job'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Periodic work on battery (semantics 1.3). */
const BATTERY_FLOOR = 15 * MINUTE
const LONGEST_BACKOFF = 5 * HOUR

export interface ModelJob {
  id: string
  state: JobState
  name: string | null
  parents: string[]
  kind: string
  tags: string[]
  needs: Partial<Constraints>
  everyMs: number | null
  flexMs: number | null
  delayMs: number
  /** Expedited before the rest, then high, normal, low. */
  rank: number
  expedited: boolean
  deadlineMs: number | null
  maxAttempts: number | null
  backoff: { policy: 'linear' | 'exponential'; delayMs: number }
  attempts: number
  failures: number
  workerDeaths: number
  mainDeaths: number
  periods: number
  /** What the next run is counted from; null while it is blocked. */
  anchor: number | null
  backoffUntil: number | null
  dueAt: number | null
  /** The same while on battery. */
  batteryDueAt: number | null
  deadlineAt: number | null
  endedAt: number | null
  isPaused: boolean
  /** It needs the user. */
  isParked: boolean
  wait: { reason: string; until: number | null } | null
  /** The user asked for its next run, over what gives way to that. */
  isUrged: boolean
}

export function isOver(job: ModelJob): boolean {
  return job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled'
}

/** What update() changes: the specification and nothing of the life. */
export function specOf(request: JobRequest): Omit<ModelJob, keyof Life> {
  const every = request.schedule && 'everyMs' in request.schedule ? request.schedule : null
  const place = { high: 0, normal: 1, low: 2 }[request.priority ?? 'normal']
  return {
    kind: request.kind,
    tags: [request.kind, ...(request.tags ?? [])],
    needs: request.constraints ?? {},
    everyMs: every?.everyMs ?? null,
    flexMs: every?.flexMs ?? null,
    delayMs: request.initialDelayMs ?? 0,
    rank: (request.expedited ? 0 : 3) + place,
    expedited: request.expedited ?? false,
    deadlineMs: request.deadlineMs ?? null,
    maxAttempts: request.maxAttempts ?? null,
    backoff: request.backoff ?? { policy: 'exponential', delayMs: 30_000 },
  }
}

type Life = Pick<
  ModelJob,
  | 'id'
  | 'state'
  | 'name'
  | 'parents'
  | 'attempts'
  | 'failures'
  | 'workerDeaths'
  | 'mainDeaths'
  | 'periods'
  | 'anchor'
  | 'backoffUntil'
  | 'dueAt'
  | 'batteryDueAt'
  | 'deadlineAt'
  | 'endedAt'
  | 'isPaused'
  | 'isParked'
  | 'wait'
  | 'isUrged'
>

export function bornJob(
  spec: Omit<ModelJob, keyof Life>,
  birth: Pick<ModelJob, 'id' | 'state' | 'name' | 'parents'>,
  now: number,
): ModelJob {
  const job: ModelJob = {
    ...spec,
    ...birth,
    attempts: 0,
    failures: 0,
    workerDeaths: 0,
    mainDeaths: 0,
    periods: 0,
    anchor: birth.state === 'enqueued' ? now : null,
    backoffUntil: null,
    dueAt: null,
    batteryDueAt: null,
    deadlineAt: null,
    endedAt: null,
    isPaused: false,
    isParked: false,
    wait: null,
    isUrged: false,
  }
  schedule(job)
  return job
}

/** Due by its schedule or its backoff, counted from its anchor. Flex shifts only the first run. */
export function schedule(job: ModelJob): void {
  if (job.anchor === null) return
  const first = job.anchor + job.delayMs + (job.everyMs !== null && job.flexMs !== null ? job.everyMs - job.flexMs : 0)
  const usual = job.everyMs !== null && job.periods > 0 ? job.anchor + job.everyMs : first
  dueAt(job, job.backoffUntil ?? usual)
}

export function dueAt(job: ModelJob, at: number): void {
  job.dueAt = at
  // Only the start of a period waits for the floor: a retry belongs to a period that has begun.
  const floor = job.everyMs !== null && job.attempts === 0 && job.endedAt !== null ? job.endedAt + BATTERY_FLOOR : at
  job.batteryDueAt = Math.max(at, floor)
  job.deadlineAt = job.deadlineMs === null ? null : at + job.deadlineMs
}

/** Counts from failures, not from starts (semantics 1.5). */
export function backOff(job: ModelJob, now: number): void {
  const { policy, delayMs } = job.backoff
  const grown = policy === 'linear' ? delayMs * job.failures : delayMs * 2 ** (job.failures - 1)
  job.anchor = now
  job.backoffUntil = now + Math.min(grown, LONGEST_BACKOFF)
  schedule(job)
}

/** The next period is counted from the end of this one (semantics 1.19). */
export function beginPeriod(job: ModelJob, now: number): void {
  Object.assign(job, {
    state: 'enqueued',
    attempts: 0,
    failures: 0,
    workerDeaths: 0,
    mainDeaths: 0,
    backoffUntil: null,
  })
  job.periods += 1
  job.anchor = now
  job.endedAt = now
  schedule(job)
}

/** The period that is next ends unrun; the one after it is one interval later, on the same grid. */
export function skipPeriod(job: ModelJob, now: number): void {
  const every = job.everyMs ?? 0
  const due = job.dueAt ?? now
  const next = due > now ? due + every : due + (Math.floor((now - due) / every) + 1) * every
  Object.assign(job, { attempts: 0, failures: 0, backoffUntil: null })
  job.periods += 1
  job.anchor = next - every
  schedule(job)
}

/** The clock went back: who would have to wait longer than its interval (one-time work: a day) is anchored to now (semantics 1.26). */
export function reanchor(job: ModelJob, now: number, backMs: number | null): void {
  if (job.state !== 'enqueued' || job.anchor === null || job.anchor <= now) return
  const aheadMs = job.anchor - now
  if ((backMs ?? aheadMs) <= (job.everyMs ?? DAY)) return
  job.anchor = now
  if (job.endedAt !== null) job.endedAt = Math.min(job.endedAt, now)
  if (job.backoffUntil !== null) job.backoffUntil -= aheadMs
  schedule(job)
  // A wait with an end lasts as long as it was to last.
  if (job.wait === null || job.wait.until === null) return
  job.wait.until -= aheadMs
  if (job.wait.until > now) dueAt(job, job.wait.until)
}
