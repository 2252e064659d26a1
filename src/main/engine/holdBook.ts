// What has held jobs since this process began, in memory and bounded: gate by gate, the battery, sleep, and what a job's own row no longer
// says. A device change writes nothing for it (D6); when a job starts, what it waited for is worked out here once and goes into its row.
import type { Waited, WaitedFor } from '@shared/jobs/figures'
import { HELD, type JobRecord } from '@shared/jobs/record'
import { createHoldTimeline, type HoldTimeline } from './holdTimeline'
import { type HeldSpan, sharedOut } from './waited'

/** Jobs whose own holds are remembered, and how many of each; the oldest go first. */
const MOST_JOBS = 1_000
const MOST_OWN = 16
/** Sleeps and clock changes. */
const MOST_AWAY = 32

/** What only memory knows of a job that waits; gone when it starts. */
interface JobNote {
  ended: HeldSpan[]
  since: Map<WaitedFor, number>
  /** When it had to wait for the first time since its last run; when the user asked for it. */
  wantedAt: number | null
  askedAt: number | null
}

export interface HoldBook {
  /** A gate was judged: its first reason, null where it is open. */
  gateLooked(gateId: number, by: WaitedFor | null, now: number): void
  power(isOnBattery: boolean, now: number): void
  /** The computer slept, or the clock was set by `jumpMs`, just before now. */
  away(asleepMs: number, jumpMs: number, now: number): void
  jobWritten(job: JobRecord, before: JobRecord, now: number): void
  /** What this job waited for when it starts now. */
  waitedBy(job: JobRecord, now: number): Waited
  /** Gates that are gone are forgotten. */
  keepGates(ids: ReadonlySet<number>): void
}

export function createHoldBook(startedAt: number): HoldBook {
  const gates = new Map<number, HoldTimeline>()
  const battery = createHoldTimeline()
  const jobs = new Map<string, JobNote>()
  let away: HeldSpan[] = []
  let begunAt = startedAt
  return {
    gateLooked(gateId, by, now) {
      const timeline = gates.get(gateId) ?? createHoldTimeline()
      gates.set(gateId, timeline)
      timeline.note(by, now)
    },
    power: (isOnBattery, now) => battery.note(isOnBattery ? 'battery_interval' : null, now),
    away(asleepMs, jumpMs, now) {
      const before = now - Math.max(0, jumpMs)
      begunAt = Math.min(begunAt, now)
      const came: HeldSpan[] = [
        ...(jumpMs > 0 ? [{ from: before, to: now, by: null }] : []),
        ...(asleepMs > 0 ? [{ from: before - asleepMs, to: before, by: 'asleep' as const }] : []),
      ]
      away = [...away.filter((span) => span.to <= now), ...came].slice(-MOST_AWAY)
    },
    jobWritten: (job, before, now) => noteJob(jobs, job, before, now, begunAt),
    waitedBy(job, now) {
      const note = jobs.get(job.id)
      const from = wantedFrom(job, note, now)
      if (from >= now) return {}
      const gate = gates.get(job.gateId)?.spans(now) ?? []
      return sharedOut(from, now, [
        ...away.filter((span) => span.by === null),
        ...ownSpans(job, note, now),
        { from: Number.NEGATIVE_INFINITY, to: begunAt, by: 'app_not_running' },
        ...away,
        ...gate.filter((span) => span.by !== null),
        ...batterySpans(job, battery, now),
        // Due and let through, and still not running: somebody else was in the way (views.ts says the same).
        ...gate.map((span) => ({ ...span, by: 'concurrency' as const })),
      ])
    },
    keepGates(ids) {
      for (const id of gates.keys()) if (!ids.has(id)) gates.delete(id)
    },
  }
}

/** From when it would have run, ms UTC, were nothing in its way. */
function wantedFrom(job: JobRecord, note: JobNote | undefined, now: number): number {
  const dueAt = job.dueAt ?? now
  const endedAt = job.lastEndedAt ?? Number.NEGATIVE_INFINITY
  // One that backs off would have run again at once; one that was stopped has run until then.
  const anchor = job.failures > 0 && job.backoffUntil !== null ? (job.lastEnqueuedAt ?? dueAt) : dueAt
  const due = Math.max(anchor, endedAt)
  const held = note?.wantedAt ?? (job.holdReason === null ? now : (job.holdSince ?? now))
  return Math.min(due, held, note?.askedAt ?? now)
}

/** What its row says, and what it said. */
function ownSpans(job: JobRecord, note: JobNote | undefined, now: number): HeldSpan[] {
  const spans: HeldSpan[] = [...(note?.ended ?? [])]
  if (job.holdReason !== null) {
    spans.push({ from: job.holdSince ?? now, to: job.holdUntil ?? now, by: job.holdReason })
  }
  if (job.failures > 0 && job.backoffUntil !== null) {
    spans.push({ from: job.lastEnqueuedAt ?? now, to: job.backoffUntil, by: 'backoff' })
  }
  return spans
}

/** A new period of periodic work is due later on battery; it counts while there was no other power. */
function batterySpans(job: JobRecord, battery: HoldTimeline, now: number): HeldSpan[] {
  const [dueAt, until] = [job.dueAt ?? now, job.batteryDueAt ?? 0]
  if (until <= dueAt) return []
  return battery.spans(now).flatMap(({ from, to, by }) => {
    const span = { from: Math.max(from, dueAt), to: Math.min(to, until), by }
    return by === null || span.from >= span.to ? [] : [span]
  })
}

/** What its own row holds it for. */
function ownHolds({ held, holdReason }: JobRecord): WaitedFor[] {
  return [
    ...(held & HELD.paused ? (['paused_by_user'] as const) : []),
    ...(held & HELD.parked ? (['needs_you'] as const) : []),
    ...(held & HELD.unknownKind ? (['not_ready'] as const) : []),
    ...(holdReason === null ? [] : [holdReason]),
  ]
}

function noteJob(jobs: Map<string, JobNote>, job: JobRecord, before: JobRecord, now: number, begunAt: number): void {
  if (job.state !== 'enqueued') {
    jobs.delete(job.id)
    return
  }
  const isAsked = job.urged === 1 && before.urged === 0
  if (job.held === before.held && job.holdReason === before.holdReason && !isAsked) return
  const note = jobs.get(job.id) ?? { ended: [], since: new Map<WaitedFor, number>(), wantedAt: null, askedAt: null }
  const [had, has] = [ownHolds(before), ownHolds(job)]
  for (const by of had.filter((of) => !has.includes(of))) {
    // Set before this process began: that time is told as what it was, the app did not run.
    const from = note.since.get(by) ?? (by === before.holdReason ? (before.holdSince ?? begunAt) : begunAt)
    note.ended = [...note.ended, { from, to: now, by }].slice(-MOST_OWN)
    note.since.delete(by)
  }
  for (const by of has.filter((of) => !had.includes(of))) note.since.set(by, now)
  if (job.holdReason !== null && before.holdReason === null) note.wantedAt ??= now
  if (isAsked) note.askedAt ??= now
  remember(jobs, job.id, note)
}

function remember(jobs: Map<string, JobNote>, id: string, note: JobNote): void {
  jobs.set(id, note)
  const oldest = jobs.size > MOST_JOBS ? jobs.keys().next().value : undefined
  if (oldest !== undefined) jobs.delete(oldest)
}
