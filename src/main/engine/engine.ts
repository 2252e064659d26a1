// Puts the engine together and is its door: what is asked of it, what it is told of the world, and its start and end. Decisions are in
// plan, resolution, eligibility and uniqueness; adapters are the ports.
import type { DeviceMoment, DeviceReading } from '@shared/device'
import { unknownDevice } from '@shared/device'
import { assertNever, granted, type Reply, refused } from '@shared/errors'
import type { JobFigures } from '@shared/jobs/figures'
import { type JobRequest, type Page } from '@shared/jobs/job'
import { type OccurrenceQuery, type OccurrenceView, occurrenceQuerySchema } from '@shared/jobs/occurrence'
import type { RunLog } from '@shared/jobs/runLog'
import type { Preferences } from '@shared/preferences'
import type { Enqueued } from '@shared/queue'
import type { RunnerEvent } from '@shared/runner'
import type { Summary } from '@shared/summary'
import { DAY_MS } from '@shared/time'
import { reanchor, skipMissed } from './clockEvents'
import { createClockWatch } from './clockWatch'
import { createEffects } from './effects'
import { endAttempt } from './endings'
import { enqueue } from './enqueueing'
import { jobFigures } from './figures'
import { createLocalQueue, type LocalQueue } from './jobQueue'
import { jsonText } from './json'
import { createNotices } from './notices'
import { createObservers } from './observers'
import { createParts, type Parts } from './parts'
import { expireHolds } from './pauses'
import type { EnginePorts } from './ports'
import { recover } from './recovery'
import { createSweep } from './retention'
import { createScheduler, type Scheduler } from './scheduler'
import { type Surroundings, signalMissing } from './signals'
import { summarize } from './summary'
import { freshen, type HoldFilter, releaseByDevice, releaseHold } from './waits'

/** Longer than the grace at quit: then whoever runs attempts has not kept its word, and the store must close all the same (P26). */
const QUIT_AT_MOST_MS = 4_500

export interface Engine {
  queue: LocalQueue
  /** Recovers what a process that died left, then plans. */
  start(): Promise<void>
  deviceChanged(reading: DeviceReading): void
  moment(moment: DeviceMoment): void
  preferencesChanged(preferences: Preferences): void
  runnerEvent(event: RunnerEvent): void
  alarmFired(): void
  /** Rows of sources were added, changed or removed. */
  sourcesChanged(): void
  /** `outbox` in it is zero: the outbox's own counts belong there. */
  summary(): Summary
  history(query: OccurrenceQuery): Reply<Page<OccurrenceView>>
  jobFigures(jobId: string, days: number): Promise<JobFigures>
  runLog(occurrenceId: string): RunLog | null
  freshen(): number
  releaseHold(hold: HoldFilter): void
  /** Only for an attempt that is live and was not told to stop (fence, P9). */
  attemptOwner(attemptId: string): { jobId: string; sourceId: string | null; kind: string } | null
  enqueueFromAttempt(attemptId: string, requests: readonly JobRequest[]): Promise<Reply<Enqueued>>
  /** The highest epoch the worker's files have seen (D4). */
  setEpochFloor(epoch: number): void
  /** Nothing starts any more, what runs is stopped with `quit`; resolves when nothing runs. */
  shutDown(): Promise<void>
}

export function createEngine(ports: EnginePorts): Engine {
  const parts = createParts(ports, createEffects(), unknownDevice)
  const notices = createNotices(ports)
  const clockWatch = createClockWatch(ports.clock)
  let sweptAt = Number.NEGATIVE_INFINITY
  let whenQuiet: (() => void) | null = null

  const sweep = createSweep(parts, (step) => scheduler.note(step))
  const beforeWork = (): void => {
    takeClocks(parts, clockWatch.look())
    expireHolds(parts)
    const monotonic = ports.clock.monotonic()
    if (monotonic - sweptAt < DAY_MS) return
    sweptAt = monotonic
    scheduler.note(sweep)
  }
  const observers = createObservers(parts)
  const look = (): void => observers.look()
  const scheduler: Scheduler = createScheduler(parts, notices, { beforeWork, afterTurn: look })
  const queue = createLocalQueue(parts, scheduler, observers)
  const quietCheck = (): void => {
    if (!whenQuiet || parts.store.attempts.all().length > 0) return
    // Once: the store may be closed by the time another event asks.
    whenQuiet()
    whenQuiet = null
  }
  return {
    queue,
    ...inputs(parts, scheduler, { attemptEnded: quietCheck, progressed: look }),
    ...answers(parts, scheduler),
    start: async () => {
      await scheduler.submit(() => {
        recover(parts)
        return granted({})
      })
      scheduler.open()
    },
    shutDown: async () => {
      parts.situation.isQuitting = true
      const isQuiet = new Promise<void>((resolve) => {
        whenQuiet = resolve
        ports.later(resolve, QUIT_AT_MOST_MS)
      })
      scheduler.note(() => ports.defer(quietCheck))
      await isQuiet
      whenQuiet = null
      scheduler.close()
    },
  }
}

type Inputs = Pick<
  Engine,
  'deviceChanged' | 'moment' | 'preferencesChanged' | 'runnerEvent' | 'alarmFired' | 'sourcesChanged' | 'setEpochFloor'
>

function inputs(
  parts: Parts,
  scheduler: Scheduler,
  told: { attemptEnded: () => void; progressed: () => void },
): Inputs {
  const { situation, settle, ports } = parts
  return {
    deviceChanged: (reading) => takeReading(parts, scheduler, reading),
    moment: (moment) => {
      if (moment === 'resume') parts.probes.resumed()
      if (moment === 'resume' || moment === 'unlock') scheduler.note(() => void freshen(parts))
    },
    preferencesChanged: (preferences) => {
      situation.preferences = preferences
      settle.take(parts.surroundings(), ports.clock.monotonic(), false)
      parts.worldChanged()
      parts.effects.changed('jobs')
      scheduler.nudge()
    },
    runnerEvent: (event) => {
      switch (event.type) {
        case 'started':
          return
        case 'progress':
          noteProgress(parts, event.attemptId, event.progress)
          told.progressed()
          return
        case 'ended':
        case 'died':
          scheduler.note(() => {
            endAttempt(parts, event)
            ports.defer(told.attemptEnded)
          })
          return
        default:
          assertNever(event)
      }
    },
    alarmFired: () => scheduler.woken(),
    sourcesChanged: () => {
      parts.worldChanged()
      parts.effects.changed('sources')
      scheduler.nudge()
    },
    setEpochFloor: (epoch) => {
      situation.epochs.floor = Math.max(situation.epochs.floor, epoch)
    },
  }
}

function takeReading(parts: Parts, scheduler: Scheduler, reading: DeviceReading): void {
  const { situation } = parts
  const before = parts.surroundings()
  const after = { ...before, reading }
  const came = cameBack(before, after)
  parts.settle.take(after, parts.ports.clock.monotonic(), situation.unreadSince === null)
  situation.unreadSince = null
  situation.reading = reading
  parts.holdBook.power(reading.power.source === 'battery', parts.now())
  parts.worldChanged()
  if (came.length > 0) scheduler.note(() => came.forEach((what) => releaseByDevice(parts, what)))
  scheduler.nudge()
}

type Answers = Pick<
  Engine,
  'summary' | 'history' | 'jobFigures' | 'runLog' | 'freshen' | 'releaseHold' | 'attemptOwner' | 'enqueueFromAttempt'
>

function answers(parts: Parts, scheduler: Scheduler): Answers {
  const owner = (attemptId: string): ReturnType<Engine['attemptOwner']> => {
    const attempt = parts.store.attempts.get(attemptId)
    if (attempt === undefined || attempt.stopReason !== null) return null
    return { jobId: attempt.jobId, sourceId: attempt.sourceId, kind: attempt.kind }
  }
  return {
    summary: () => summarize(parts),
    history: (query) => {
      const shape = occurrenceQuerySchema.safeParse(query)
      if (!shape.success) return refused('invalid_query', shape.error.issues[0]?.message ?? 'invalid')
      const page = parts.store.occurrences.page(query, query.limit ?? 100)
      return page === 'bad_cursor' ? refused('bad_cursor', 'That is not a page that was given out.') : granted(page)
    },
    jobFigures: (jobId, days) => jobFigures(parts, jobId, days),
    runLog: (occurrenceId) => parts.store.runLogs.get(occurrenceId),
    freshen: () => {
      const count = parts.store.transaction(() => freshen(parts))
      scheduler.nudge()
      return count
    },
    releaseHold: (hold) => scheduler.note(() => releaseHold(parts, hold)),
    attemptOwner: owner,
    enqueueFromAttempt: async (attemptId, requests) =>
      await scheduler.submit(() => {
        if (owner(attemptId) === null) return refused('not_owner', 'That attempt does not own its job any more.')
        return enqueue(parts, requests, 'job')
      }),
  }
}

/** Sleep and jumps since the last turn (D16). */
function takeClocks(parts: Parts, change: { asleepMs: number; jumpMs: number }): void {
  if (change.asleepMs > 0 || change.jumpMs !== 0) parts.holdBook.away(change.asleepMs, change.jumpMs, parts.now())
  if (change.asleepMs > 0) {
    parts.probes.resumed()
    freshen(parts)
  }
  if (change.asleepMs > 0 || change.jumpMs > 0) skipMissed(parts)
  if (change.jumpMs < 0) reanchor(parts, -change.jumpMs)
  if (change.asleepMs !== 0 || change.jumpMs !== 0) parts.worldChanged()
}

/** What this reading brings back that attempts may have been told to wait for. */
function cameBack(before: Surroundings, after: Surroundings): ('network' | 'storage')[] {
  const isBack = (signal: 'connected' | 'storage'): boolean =>
    signalMissing(signal, before) !== null && signalMissing(signal, after) === null
  const isNewNetwork = before.reading.network.networkId !== after.reading.network.networkId
  const network = isBack('connected') || isNewNetwork ? (['network'] as const) : []
  return [...network, ...(isBack('storage') ? (['storage'] as const) : [])]
}

/** Kept for the view while it runs; written only when a stop keeps it (semantics 1.29). */
function noteProgress(parts: Parts, attemptId: string, progress: unknown): void {
  const note = parts.live.get(attemptId)
  const attempt = parts.store.attempts.get(attemptId)
  if (note === undefined || attempt === undefined || attempt.stopReason !== null) return
  const text = jsonText(progress)
  if (!text.ok) {
    parts.ports.log.warn('engine: progress is not kept', { attemptId, code: text.refusal.code })
    return
  }
  note.progressJson = text.value
  parts.ports.emit({ type: 'progress', jobId: attempt.jobId, progress })
}
