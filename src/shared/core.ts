// What the engine thread answers beside the queue: sources, outbox, history, and the events it sends. The main thread holds a proxy
// (main/engineThread/client.ts); the thread implements it over main/store. All calls are asynchronous, all writes durable when resolved.
import type { Destination } from './destinations'
import type { DeviceInterest, DeviceMoment, DeviceReading } from './device'
import type { Reply } from './errors'
import type { JobFigures } from './jobs/figures'
import type { JobView, Page } from './jobs/job'
import type { OccurrenceQuery, OccurrenceView } from './jobs/occurrence'
import type { StopReason, WaitReason } from './jobs/outcome'
import type { RunLog } from './jobs/runLog'
import type {
  NewOutboxItem,
  OutboxAct,
  OutboxCounts,
  OutboxIntake,
  OutboxItemDetail,
  OutboxItemView,
  OutboxQuery,
  SettledItem,
  TakenItem,
} from './outbox'
import type { Preferences } from './preferences'
import type { JobQueue } from './queue'
import type { RunnerEvent, RunSpec } from './runner'
import type { Source } from './sources'
import type { Problem, Summary } from './summary'

/** What came since the user last looked, per source (rows, from the sums of history). */
export interface News {
  sourceId: string
  inserted: number
  updated: number
  deleted: number
  lastAt: number
}

export interface Core extends JobQueue {
  summary(): Promise<Summary>
  history(query: OccurrenceQuery): Promise<Reply<Page<OccurrenceView>>>
  /** Of the last `days` local days, today included. */
  jobFigures(jobId: string, days: number): Promise<JobFigures>
  /** What was kept of what this run said. */
  runLog(occurrenceId: string): Promise<RunLog | null>
  news(): Promise<News[]>
  newsSeen(): Promise<void>
  sources(): Promise<Source[]>
  source(id: string): Promise<Source | undefined>
  putSource(source: Source): Promise<Reply<Source>>
  /** Removes the row; its jobs are cancelled by the caller through the queue. */
  removeSource(id: string): Promise<Reply<{ removed: boolean }>>
  setSourceEnabled(id: string, enabled: boolean): Promise<Reply<Source>>
  destinations(): Promise<Destination[]>
  /** With what is known of each: whether a refused sign-in holds it, and how many items did not leave yet. */
  knownDestinations(): Promise<{ destination: Destination; isHeld: boolean; open: number }[]>
  putDestination(destination: Destination): Promise<Reply<Destination>>
  removeDestination(id: string): Promise<Reply<{ removed: boolean }>>
  /** A sign-in of its own came: what was held there is sent at once (OUT-8). */
  releaseDestination(id: string): Promise<void>
  /** Durable before it resolves (OUT-1); each gets its idempotency key here (OUT-2). */
  addToOutbox(items: NewOutboxItem[]): Promise<Reply<{ ids: string[] }>>
  /** What an attempt of `outbox.add` brings, each once over any number of attempts. */
  takeIntoOutbox(attemptId: string, jobId: string, intake: OutboxIntake): Promise<Reply<{ taken: number }>>
  outboxItems(query: OutboxQuery): Promise<Page<OutboxItemView>>
  /** `longest`: of its text, in characters; LONGEST_TYPED unless told. */
  outboxItem(id: string, longest?: number): Promise<OutboxItemDetail | null>
  actOnOutbox(act: OutboxAct, ids: string[]): Promise<{ changed: number }>
  /** A new item with a new key in the place of the old one (OUT-3). */
  editOutboxItem(id: string, body: string): Promise<Reply<{ id: string }>>
  /** Which of these payload files an open item still needs. */
  outboxFilesInUse(files: string[]): Promise<string[]>
  outboxCounts(): Promise<OutboxCounts>
  /** Only for the attempt that owns the job now (fence, P9): otherwise refused with `not_owner`. */
  takeFromOutbox(
    attemptId: string,
    destinationId: string,
    limit: number,
  ): Promise<Reply<{ items: TakenItem[]; remaining: number }>>
  /** `begin`: the item that is sent next, where a repeat would not be safe (OUT-4). */
  settleOutbox(attemptId: string, settled: SettledItem[], begin: string | null): Promise<Reply<Record<string, never>>>
  enqueueFromAttempt(attemptId: string, requests: unknown[]): Promise<Reply<{ ids: string[] }>>
  /** Ends a hold that a `wait` outcome set: a sign-in came, a network answered. Omit fields to widen. */
  releaseHold(hold: { reason: WaitReason; sourceId?: string; jobId?: string }): Promise<void>
  /** Makes each enabled source that is older than its interval due at once (D17); answers how many. */
  freshen(): Promise<number>
  /** A flag the app keeps about itself, such as 'asked.startAtLogin'. */
  flag(name: string): Promise<string | undefined>
  setFlag(name: string, value: string): Promise<void>
  /** Highest epoch the worker's files have seen, told before the first attempt (D4). */
  setEpochFloor(epoch: number): Promise<void>
  /** Stops taking new work, stops what runs with `quit`, closes the store. Resolves when nothing runs any more (P26). */
  shutDown(): Promise<void>
}

/** To the engine thread, beside calls: readings and what the runner and the alarm say. */
export interface CoreInputs {
  device(reading: DeviceReading): void
  moment(moment: DeviceMoment): void
  preferences(preferences: Preferences): void
  runner(event: RunnerEvent): void
  alarmFired(): void
}

/** From the engine thread. `changed` is sent at most 10 times a second. */
export type CoreEvent =
  | { type: 'changed'; topics: ChangeTopic[] }
  | { type: 'progress'; jobId: string; progress: unknown }
  | { type: 'start'; run: RunSpec }
  | { type: 'stop'; attemptId: string; reason: StopReason; graceMs: number }
  /** When to wake next, ms UTC, at most 60 s ahead; null: never. */
  | { type: 'alarm'; at: number | null }
  | { type: 'interest'; interest: DeviceInterest }
  /** A job began or ended to need the user: the notifier shows one and withdraws it (OBS-3). */
  | { type: 'problem'; problem: Problem }
  | { type: 'recovered'; jobId: string }
  | { type: 'attemptStarted'; job: Pick<JobView, 'id' | 'kind' | 'label' | 'state' | 'attempts'> }
  | { type: 'attemptEnded'; occurrence: OccurrenceView }

export type ChangeTopic = 'jobs' | 'history' | 'sources' | 'outbox' | 'pauses' | 'summary'
