// The state of everything in one bounded value: read off the gates and a few rows of each, whatever the number of jobs.
import type { Reason } from '@shared/jobs/reasons'
import { HELD, type JobRecord } from '@shared/jobs/record'
import type { JobNote, Summary, WaitingGroup } from '@shared/summary'
import type { World } from './eligibility'
import { type Gate, isPast } from './gateBook'
import type { Parts } from './parts'
import { reasonsOf } from './views'

const EXAMPLES = 5
const NEXT = 5
const PROBLEMS = 50
/** Above this a group says at least so many. */
const COUNTED = 10_000

/** `outbox` is the outbox's to fill in, `notices` main's; there are none here. */
export function summarize(parts: Parts): Summary {
  const world = parts.world()
  const gates = parts.gates.all(world)
  const last = parts.store.occurrences.lastSuccess()
  return {
    at: world.now,
    backgroundWork: world.preferences.backgroundWork,
    running: running(parts),
    waiting: waiting(parts, gates, world),
    next: nextDue(parts, gates, world),
    lastSuccess: last ? { ...noteOf({ ...last, id: last.jobId }), at: last.endedAt } : null,
    problems: parts.store.problems.some(PROBLEMS),
    pauses: world.pauses.toSorted((a, b) => Number(b.scope.type === 'all') - Number(a.scope.type === 'all')),
    outbox: { pending: 0, needsYou: 0 },
    notices: [],
  }
}

function running(parts: Parts): JobNote[] {
  const live = parts.store.attempts.all().filter((attempt) => attempt.stopReason === null)
  return live.map((attempt) => noteOf({ ...attempt, id: attempt.jobId }))
}

/** Only what is due and held. Every gate is one group's; what is held job by job comes beside it. */
function waiting(parts: Parts, gates: readonly Gate[], world: World): WaitingGroup[] {
  const groups = new Map<string, Found>()
  const add = (reason: Reason, jobs: readonly JobRecord[], count: number): void => {
    const found = groups.get(reason.code) ?? newGroup(reason)
    groups.set(reason.code, found)
    found.group.count += count
    found.group.until = earlier(found.group.until, reason.until ?? null)
    for (const job of jobs) insertExample(found, job)
  }
  for (const gate of gates) {
    // The hint may be the battery's; jobs between their own time and that wait too.
    const due = parts.store.picks.earliestDue(gate.record.id)
    if (!isPast(due, world.now)) continue
    const heads = parts.store.picks.due(gate.record.id, world.now, EXAMPLES)
    const [first] = heads
    if (first === undefined) continue
    const reason = reasonsOf(parts, first, gate.state, world)[0]
    if (reason) add(reason, heads, parts.store.picks.countDue(gate.record.id, world.now, COUNTED))
  }
  addHeld(parts, world, add)
  return [...groups.values()].map((found) => found.group).toSorted((a, b) => b.count - a.count)
}

function addHeld(
  parts: Parts,
  world: World,
  add: (reason: Reason, jobs: readonly JobRecord[], count: number) => void,
): void {
  const masks = [HELD.parked, HELD.unknownKind, HELD.paused, HELD.waiting]
  for (const job of parts.store.picks.heldSome(world.now, 200)) {
    const reason = reasonsOf(parts, job, parts.gates.gate(job.gateId, world).state, world)[0]
    if (reason) add(reason, [job], 1)
  }
  const all = masks.reduce((sum, mask) => sum | mask, 0)
  const beyond = parts.store.picks.countHeld(all, world.now, COUNTED) - 200
  if (beyond > 0) add({ code: 'paused_by_user' }, [], beyond)
}

/** A group on its way, with the due times of its examples beside it. */
interface Found {
  group: WaitingGroup
  dueAts: number[]
}

function newGroup(reason: Reason): Found {
  return { group: { code: reason.code, count: 0, examples: [], until: null, data: reason.data ?? {} }, dueAts: [] }
}

/** Earliest due first, at most 5. */
function insertExample({ group, dueAts }: Found, job: JobRecord): void {
  const dueAt = job.dueAt ?? 0
  const place = dueAts.findIndex((other) => other > dueAt)
  const at = place === -1 ? dueAts.length : place
  dueAts.splice(at, 0, dueAt)
  group.examples.splice(at, 0, noteOf(job))
  dueAts.length = Math.min(dueAts.length, EXAMPLES)
  group.examples.length = Math.min(group.examples.length, EXAMPLES)
}

function nextDue(parts: Parts, gates: readonly Gate[], world: World): Summary['next'] {
  const found = gates
    .filter((gate) => gate.hint.due !== null)
    .flatMap((gate) => parts.store.picks.upcoming(gate.record.id, world.now, NEXT))
  return found
    .filter((job) => !isKeptByUser(parts, job, world))
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .slice(0, NEXT)
    .map((job) => ({ ...noteOf(job), at: job.dueAt ?? 0 }))
}

/** Switched off, or paused beyond its time: it does not come next, whatever the clock says. */
function isKeptByUser(parts: Parts, job: JobRecord, world: World): boolean {
  const reasons = reasonsOf(parts, job, parts.gates.gate(job.gateId, world).state, world)
  return reasons.some(
    ({ code, until }) => code === 'disabled' || (code === 'paused_by_user' && (until ?? Infinity) > (job.dueAt ?? 0)),
  )
}

function noteOf(of: { id: string; kind: string; sourceId: string | null; label: string | null }): JobNote {
  return { jobId: of.id, kind: of.kind, sourceId: of.sourceId, label: of.label }
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

/** Answers whether what waits, and why, differs from when it was asked last: time alone makes a held job due. */
export function createWaitWatch(parts: Parts): () => boolean {
  let seen = ''
  return () => {
    const before = seen
    seen = summarize(parts)
      .waiting.map((group) => `${group.code} ${group.count}`)
      .join()
    return seen !== before
  }
}
