// Reads a request: refuses what is out of range with a code and a sentence (semantics 1.1), and makes the row of what is accepted.
// Nothing is clamped or dropped in silence. Unique names and chains are enqueueing.ts.
import { granted, type Reply, refused } from '@shared/errors'
import { type JobRequest, jobRequestSchema } from '@shared/jobs/job'
import type { Kind } from '@shared/jobs/kind'
import type { Trigger } from '@shared/jobs/outcome'
import type { GateRecord, JobRecord, JobSpec, PriorityPlace } from '@shared/jobs/record'
import { defaultBackoff } from '@shared/jobs/schedule'
import { SHORTEST_INTERVAL_MS } from '@shared/preferences'
import { HOUR_MS, SECOND_MS } from '@shared/time'
import { jsonText } from './json'
import { mergeInput } from './merge'
import type { Calendar, EnginePorts } from './ports'
import { dueTimes } from './recurrence'

type Refused = Extract<Reply<never>, { ok: false }>

/** Longest interval and initial delay that are taken for meant. */
const LONGEST_DELAY_MS = 10 * 366 * 24 * HOUR_MS

/**
 * The specification a request comes to; refused when any part of it cannot be meant. With `hasParents` its input is only a part of what
 * its kind needs: their outputs are the rest, and it is read when it starts.
 */
export function readRequest(
  request: JobRequest,
  ports: Pick<EnginePorts, 'kindNamed' | 'calendar' | 'clock'>,
  hasParents = false,
): Reply<JobSpec> {
  const problem =
    scheduleProblem(request, ports.calendar) ?? rangeProblem(request, ports.clock.now()) ?? expeditedProblem(request)
  if (problem) return problem
  const shape = jobRequestSchema.safeParse(request)
  if (!shape.success) {
    const issue = shape.error.issues[0]
    return refused('invalid_request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
  }
  // Absent input is null; an input of `undefined` was a mistake.
  const input = jsonText('input' in request ? request.input : null)
  if (!input.ok) return refused(`input_${input.refusal.code}`, input.refusal.message)
  const kind = ports.kindNamed(request.kind)
  if (kind && !hasParents && !isInputOf(kind, request)) {
    return refused('invalid_input', `The input is not what ${request.kind} needs.`)
  }
  return granted(specOf(request, kind, input.value))
}

function isInputOf(kind: Kind, request: JobRequest): boolean {
  const merged = mergeInput(request.merger ?? 'overwrite', request.input ?? null, [])
  return merged.ok && kind.input.safeParse(merged.value).success
}

function scheduleProblem({ schedule }: JobRequest, calendar: Calendar): Refused | null {
  if (schedule === undefined) return null
  if ('cron' in schedule) {
    return calendar.isValid(schedule.cron, schedule.timeZone)
      ? null
      : refused('invalid_cron', `“${schedule.cron}” in ${schedule.timeZone} is not a schedule.`)
  }
  const { everyMs, flexMs } = schedule
  if (everyMs < SHORTEST_INTERVAL_MS) {
    return refused('interval_too_short', 'The shortest interval is one minute.', { everyMs })
  }
  if (flexMs !== undefined && (flexMs < 10 * SECOND_MS || flexMs > everyMs)) {
    return refused('flex_out_of_range', 'The flexible part is 10 seconds to the whole interval.', { flexMs })
  }
  return null
}

function rangeProblem(request: JobRequest, now: number): Refused | null {
  const delay = request.initialDelayMs ?? 0
  if (delay < 0 || delay > LONGEST_DELAY_MS || !Number.isSafeInteger(now + delay)) {
    return refused('delay_out_of_range', 'The initial delay is 0 to ten years.')
  }
  if ((request.nextRunAt ?? 0) >= Number.MAX_SAFE_INTEGER) {
    return refused('next_run_out_of_range', 'The next run must be at a real time.')
  }
  const { backoff } = request
  if (backoff === undefined) return null
  const isOut = (ms: number | undefined): boolean => ms !== undefined && (ms < 10 * SECOND_MS || ms > 5 * HOUR_MS)
  return isOut(backoff.delayMs) || isOut(backoff.capMs)
    ? refused('backoff_out_of_range', 'A backoff is 10 seconds to 5 hours.', { delayMs: backoff.delayMs })
    : null
}

function expeditedProblem(request: JobRequest): Refused | null {
  if (request.expedited !== true) return null
  const { charging, batteryNotLow, idle } = request.constraints ?? {}
  if (charging || batteryNotLow || idle) {
    return refused('expedited_constraints', 'Expedited work may only need a network and storage.')
  }
  if ((request.initialDelayMs ?? 0) > 0) return refused('expedited_delay', 'Expedited work cannot be delayed.')
  return request.schedule ? refused('expedited_periodic', 'Periodic work cannot be expedited.') : null
}

function specOf(request: JobRequest, kind: Kind | undefined, inputJson: string): JobSpec {
  const backoff = request.backoff ?? kind?.backoff ?? defaultBackoff
  const { schedule } = request
  const interval = schedule && 'everyMs' in schedule ? schedule : null
  const cron = schedule && 'cron' in schedule ? schedule : null
  const choices = Object.entries(request.constraints ?? {}).filter(([, value]) => value !== undefined)
  return {
    kind: request.kind,
    inputJson,
    sourceId: request.sourceId ?? null,
    label: request.label ?? null,
    choicesJson: JSON.stringify(Object.fromEntries(choices.toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    priority: placeOf(request.priority),
    expedited: request.expedited ? 1 : 0,
    outOfQuota: request.outOfQuota ?? 'runAsNormal',
    everyMs: interval?.everyMs ?? null,
    flexMs: interval?.flexMs ?? null,
    cron: cron?.cron ?? null,
    timeZone: cron?.timeZone ?? null,
    missed: request.missed ?? 'once',
    initialDelayMs: request.initialDelayMs ?? 0,
    backoffPolicy: backoff.policy,
    backoffDelayMs: backoff.delayMs,
    backoffJitter: backoff.jitter ?? 0,
    backoffCapMs: backoff.capMs ?? null,
    maxAttempts: request.maxAttempts ?? null,
    deadlineMs: request.deadlineMs ?? null,
    merger: request.merger ?? 'overwrite',
    keepForMs: request.keepForMs ?? null,
    overrideAt: schedule ? (request.nextRunAt ?? null) : null,
  }
}

function placeOf(priority: JobRequest['priority']): PriorityPlace {
  if (priority === 'high') return 0
  return priority === 'low' ? 2 : 1
}

/** The gate of a specification: what opens and closes with it. */
export function gateOf(spec: JobSpec): Omit<GateRecord, 'id'> {
  const periodic = spec.everyMs !== null || spec.cron !== null ? 1 : 0
  const rank = (spec.expedited === 1 ? 0 : 3) + spec.priority
  return { kind: spec.kind, sourceId: spec.sourceId, choicesJson: spec.choicesJson, rank, periodic }
}

/** Expedited gates come before all others. */
export function isExpedited(rank: number): boolean {
  return rank < 3
}

/** The row of a new job, enqueued or blocked, never run. */
export function newJob(
  spec: JobSpec,
  life: {
    id: string
    gateId: number
    state: 'enqueued' | 'blocked'
    soleName: string | null
    trigger: Trigger
    now: number
  },
  calendar: Calendar,
): JobRecord {
  const { now, ...rest } = life
  const job: JobRecord = {
    ...spec,
    ...rest,
    attempts: 0,
    failures: 0,
    workerDeaths: 0,
    mainDeaths: 0,
    periodCount: 0,
    generation: 0,
    overrideGeneration: spec.overrideAt === null ? 0 : 1,
    enqueuedAt: now,
    lastEnqueuedAt: life.state === 'enqueued' ? now : null,
    backoffUntil: null,
    dueAt: null,
    batteryDueAt: null,
    deadlineAt: null,
    startedAt: null,
    lastEndedAt: null,
    finishedAt: null,
    held: 0,
    holdReason: null,
    holdSince: null,
    holdUntil: null,
    urged: 0,
    overridesJson: null,
    stopReason: null,
    outputJson: null,
    errorJson: null,
    progressJson: null,
    retryOf: null,
  }
  return { ...job, ...dueTimes(job, calendar) }
}
