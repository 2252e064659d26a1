// The decision: given the live attempts, the first jobs behind each open gate and the time, which attempts stop, which jobs start, and
// which cannot be started at all. Pure; a plan that has been carried out leaves nothing to plan (D25). Carrying out: scheduler.ts.
import type { Constraints } from '@shared/jobs/constraints'
import type { Kind } from '@shared/jobs/kind'
import type { StopReason } from '@shared/jobs/outcome'
import { type GateRecord, type JobRecord } from '@shared/jobs/record'
import type { GateState } from './eligibility'
import { type Surroundings, signalMissing, signalsNeeded, stopReasonOf } from './signals'

export interface LiveAttempt {
  id: string
  jobId: string
  kind: string
  /** Unique names nobody else may run under until it has ended: those of a job that is gone or over while its attempt winds down (D22). */
  names: readonly string[]
  origin: string | null
  stopping: boolean
  needs: Constraints
  /** Bound by what is asked of automatic work only. */
  isAutomatic: boolean
  /** Paused or switched off, over its job, kind, source or everything. */
  isHeldByUser: boolean
  /** Beyond its kind's limit of time. */
  isOverTime: boolean
}

/** A job that is due behind a gate that lets it through. */
export interface Candidate {
  job: JobRecord
  gate: GateRecord
  state: GateState
  /** Unique names it carries; only needed while some attempt holds a name. */
  names: readonly string[]
  /** What lets it through a gate that is not open to all. */
  by: 'gate' | 'deadline' | 'user'
}

export interface PlanInput extends Surroundings {
  slots: number
  /** Nothing starts any more. */
  isQuitting: boolean
  live: readonly LiveAttempt[]
  candidates: readonly Candidate[]
  kindNamed(name: string): Kind | undefined
  /** Whether this origin lets only one go first: just after a resume, until it answered (D17). */
  isProbing(origin: string): boolean
  /** How many more expedited starts this hour allows; Infinity off battery. */
  expeditedLeft: number
}

export interface Plan {
  stop: { attemptId: string; reason: StopReason }[]
  start: Candidate[]
  /** Their kind is unknown to this version. */
  refuse: Candidate[]
  /** Expedited jobs without quota that asked to be dropped then. */
  drop: Candidate[]
}

export function plan(input: PlanInput): Plan {
  const refuse = input.candidates.filter((candidate) => input.kindNamed(candidate.job.kind) === undefined)
  const stop = input.live.flatMap((attempt) => {
    const reason = attempt.stopping ? null : reasonToStop(attempt, input)
    return reason === null ? [] : [{ attemptId: attempt.id, reason }]
  })
  return { stop, refuse, ...(input.isQuitting ? { start: [], drop: [] } : chooseStarts(input)) }
}

/** The first of the order in which reasons win (D12); null: it may go on. */
function reasonToStop(attempt: LiveAttempt, input: PlanInput): StopReason | null {
  if (input.isQuitting) return 'quit'
  if (attempt.isHeldByUser) return 'paused'
  if (attempt.isOverTime) return 'timeout'
  const lost = signalsNeeded(attempt.needs, attempt.isAutomatic).find((signal) => signalMissing(signal, input) !== null)
  return lost === undefined ? null : stopReasonOf(lost)
}

function chooseStarts(input: PlanInput): Pick<Plan, 'start' | 'drop'> {
  const start: Candidate[] = []
  const drop: Candidate[] = []
  const taken = takenBy(input.live)
  let expeditedLeft = input.expeditedLeft
  for (const candidate of input.candidates.toSorted(inStartOrder)) {
    const kind = input.kindNamed(candidate.job.kind)
    if (kind === undefined || isTaken(candidate, kind, taken, input)) continue
    const isExpedited = candidate.job.expedited === 1
    if (isExpedited && expeditedLeft <= 0 && candidate.job.outOfQuota === 'drop') {
      drop.push(candidate)
      continue
    }
    const hasQuota = isExpedited && expeditedLeft > 0
    // Expedited work may use one slot above the limit (semantics 1.17).
    if (taken.count >= input.slots + (hasQuota ? 1 : 0)) continue
    if (hasQuota) expeditedLeft -= 1
    start.push(candidate)
    take(taken, { ...candidate.job, jobId: candidate.job.id, origin: candidate.state.origin })
  }
  return { start, drop }
}

interface Taken {
  count: number
  jobs: Set<string>
  names: Set<string>
  origins: Set<string>
  ofKind: Map<string, number>
}

function takenBy(live: readonly LiveAttempt[]): Taken {
  const taken: Taken = { count: 0, jobs: new Set(), names: new Set(), origins: new Set(), ofKind: new Map() }
  for (const attempt of live) {
    take(taken, attempt)
    for (const name of attempt.names) taken.names.add(name)
  }
  return taken
}

function take(taken: Taken, by: { jobId: string; origin: string | null; kind: string }): void {
  taken.count += 1
  taken.jobs.add(by.jobId)
  if (by.origin !== null) taken.origins.add(by.origin)
  taken.ofKind.set(by.kind, (taken.ofKind.get(by.kind) ?? 0) + 1)
}

/** Its own attempt winds down, its name is held, its kind is full, or another goes first to its origin. */
function isTaken(candidate: Candidate, kind: Kind, taken: Taken, input: PlanInput): boolean {
  const { job, state, names } = candidate
  if (taken.jobs.has(job.id) || names.some((name) => taken.names.has(name))) return true
  if (kind.concurrency !== undefined && (taken.ofKind.get(job.kind) ?? 0) >= kind.concurrency) return true
  return state.origin !== null && taken.origins.has(state.origin) && input.isProbing(state.origin)
}

/** What the user asked for, then expedited, priority, due time, id (semantics 1.16). */
function inStartOrder(a: Candidate, b: Candidate): number {
  return (
    b.job.urged - a.job.urged ||
    a.gate.rank - b.gate.rank ||
    (a.job.dueAt ?? 0) - (b.job.dueAt ?? 0) ||
    (a.job.id < b.job.id ? -1 : 1)
  )
}
