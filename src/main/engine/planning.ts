// Gathers what a plan needs, has it made, and carries it out, until planning again yields nothing (D25). Runs inside a transaction.
// The decision itself is plan.ts.
import type { Constraints } from '@shared/jobs/constraints'
import type { AttemptRecord, GateRecord } from '@shared/jobs/record'
import { cancelJobs } from './cancelling'
import { administrativeHolds, isAutomatic, type World } from './eligibility'
import { stopAttempt } from './endings'
import { namesHeld } from './names'
import { needsOf, type Parts } from './parts'
import { type Candidate, type LiveAttempt, type Plan, type PlanInput, plan } from './plan'
import { countExpedited, expeditedLeft } from './quota'
import { isExpedited } from './requests'
import { startJob } from './starts'

/** So many rounds a turn; a round more is needed only after jobs that could not be started at all. */
const MOST_ROUNDS = 100

/** Answers false when rounds ran out: plan again soon. */
export function planAndCarryOut(parts: Parts): boolean {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const decided = plan(planInput(parts))
    const hasFallenAway = carryOut(parts, decided)
    // Starts and stops leave nothing to plan (plan.test.ts); only what fell away makes room for what stood behind it.
    if (!hasFallenAway) return true
  }
  return false
}

export function planInput(parts: Parts): PlanInput {
  const { ports, situation } = parts
  const world = parts.world()
  const live = parts.store.attempts.all().map((attempt) => liveAttempt(parts, attempt, world))
  return {
    slots: ports.slots,
    isQuitting: situation.isQuitting,
    reading: world.reading,
    preferences: world.preferences,
    quietUntil: world.quietUntil,
    live,
    candidates: situation.isQuitting ? [] : candidates(parts, world, live),
    kindNamed: (name) => ports.kindNamed(name),
    isProbing: (origin) => parts.probes.isProbing(origin),
    expeditedLeft: expeditedLeft(parts),
  }
}

function candidates(parts: Parts, world: World, live: readonly LiveAttempt[]): Candidate[] {
  const ofKind = new Map<string, number>()
  for (const { kind } of live) ofKind.set(kind, (ofKind.get(kind) ?? 0) + 1)
  const { slots } = parts.ports
  const isFull = ({ kind, rank }: GateRecord): boolean => {
    const known = parts.ports.kindNamed(kind)
    if (known === undefined) return false
    // One slot above the limit is for expedited work.
    if (live.length >= slots + (isExpedited(rank) ? 1 : 0)) return true
    return known.concurrency !== undefined && (ofKind.get(kind) ?? 0) >= known.concurrency
  }
  // Of each gate as many as could start, and more while attempts that wind down may stand in the way of some.
  const inTheWay = live.some((attempt) => attempt.stopping) ? live.length : 0
  const limit = Math.max(0, slots - live.length) + 1 + inTheWay
  const found = parts.gates.candidates(world, limit, isFull)
  if (live.every((attempt) => attempt.names.length === 0)) return found
  return found.map((candidate) => ({ ...candidate, names: parts.store.jobs.namesOf(candidate.job.id) }))
}

function liveAttempt(parts: Parts, attempt: AttemptRecord, world: World): LiveAttempt {
  const note = parts.live.get(attempt.id)
  const ranMs = note ? parts.ports.clock.monotonic() - note.startedAtMonotonic : 0
  const isJobPaused = world.pauses.some(({ scope }) => scope.type === 'job' && scope.id === attempt.jobId)
  const isHeld = administrativeHolds(attempt, world).some(
    ({ code }) => code === 'disabled' || code === 'paused_by_user',
  )
  return {
    id: attempt.id,
    jobId: attempt.jobId,
    kind: attempt.kind,
    names: namesHeld(parts, attempt),
    origin: note?.origin ?? null,
    stopping: attempt.stopReason !== null,
    needs: needsNow(parts, attempt, world),
    isAutomatic: isAutomatic(parts.ports.kindNamed(attempt.kind)) && note?.by !== 'user',
    isHeldByUser: isJobPaused || isHeld,
    isOverTime: note !== undefined && note.limitMs !== null && ranMs >= note.limitMs,
  }
}

/** What it was started with (semantics 11); a preference about automatic runs that is switched on since acts at once. */
function needsNow(parts: Parts, attempt: AttemptRecord, world: World): Constraints {
  const needs = needsOf(parts, attempt)
  if (parts.live.get(attempt.id)?.by !== 'gate' || !isAutomatic(parts.ports.kindNamed(attempt.kind))) return needs
  return {
    ...needs,
    charging: needs.charging || world.preferences.onlyWhenCharging,
    idle: needs.idle || world.preferences.onlyWhenIdle,
  }
}

/** Answers whether a job fell away without an attempt. */
function carryOut(parts: Parts, decided: Plan): boolean {
  for (const { attemptId, reason } of decided.stop) {
    const attempt = parts.store.attempts.get(attemptId)
    if (attempt) stopAttempt(parts, attempt, reason)
  }
  for (const candidate of decided.refuse) startJob(parts, candidate)
  cancelJobs(
    parts,
    decided.drop.map((candidate) => candidate.job),
  )
  let hasFallenAway = decided.refuse.length + decided.drop.length > 0
  for (const candidate of decided.start) {
    if (!startJob(parts, candidate)) hasFallenAway = true
    else if (candidate.job.expedited === 1) countExpedited(parts)
  }
  return hasFallenAway
}
