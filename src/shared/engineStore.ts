// What the engine needs of the store, room by room. Synchronous: both live in the engine thread (D1). Implemented by
// main/store/engineStore.ts. All writes happen inside transaction(); every write of a job is compare-and-set on its state.
import type { JobQuery, Page } from './jobs/job'
import type { OccurrenceQuery, OccurrenceView } from './jobs/occurrence'
import type { StopReason, WaitReason } from './jobs/outcome'
import type {
  AttemptRecord,
  GateRecord,
  HoldRecord,
  JobRecord,
  OccurrenceRecord,
  ProblemRecord,
  RunFigure,
} from './jobs/record'
import type { RunLog } from './jobs/runLog'
import type { Pause, PauseScope } from './queue'

export interface JobRows {
  insert(job: JobRecord, tags: readonly string[], names: readonly string[]): void
  /** Writes what differs from `before`, the row as it is; throws when it is not in that state any more, which is a bug. */
  write(job: JobRecord, before: JobRecord): void
  /** Takes the row with its tags, names and dependencies; history stays. */
  remove(id: string): void
  get(id: string): JobRecord | undefined
  /** In their order; its kind is one of them. */
  tagsOf(job: Pick<JobRecord, 'id' | 'kind'>): string[]
  setTags(job: Pick<JobRecord, 'id' | 'kind'>, tags: readonly string[]): void
  namesOf(id: string): string[]
  named(name: string): JobRecord[]
  unfinishedTagged(tag: string): JobRecord[]
  /** Some unfinished jobs, at most `limit`; call again until it is empty. */
  unfinished(limit: number): JobRecord[]
  addDependency(parentId: string, childId: string): void
  parentsOf(id: string): JobRecord[]
  childrenOf(id: string): JobRecord[]
  hasChildren(id: string): boolean
  hasUnfinishedParent(id: string): boolean
  periodicOfSource(kind: string, sourceId: string): JobRecord[]
}

/** Picking work: every statement is a SEARCH of an index, whatever the number of jobs (D6). */
export interface JobPicks {
  due(gateId: number, now: number, limit: number): JobRecord[]
  dueOnBattery(gateId: number, now: number, limit: number): JobRecord[]
  urged(gateId: number, limit: number): JobRecord[]
  pastDeadline(gateId: number, now: number, limit: number): JobRecord[]
  /** The earliest due time in a gate, null when nothing waits in it. Likewise the others. */
  earliestDue(gateId: number): number | null
  earliestDueOnBattery(gateId: number): number | null
  earliestDeadline(gateId: number): number | null
  hasUrged(gateId: number): boolean
  anyEnqueued(): boolean
  countDue(gateId: number, now: number, cap: number): number
  /** Next to come due in a gate, earliest first. */
  upcoming(gateId: number, now: number, limit: number): JobRecord[]
  /** Held by themselves (paused, parked, waiting, unknown kind) and due, some of them. */
  heldSome(now: number, limit: number): JobRecord[]
  countHeld(mask: number, now: number, cap: number): number
}

/** Sweeps: rare, and allowed to walk. */
export interface JobSweeps {
  /** Jobs whose own hold has this reason, all or of one source or one job. */
  waiting(reason: WaitReason, filter: { sourceId?: string; jobId?: string }): JobRecord[]
  heldWith(mask: number): JobRecord[]
  clearProgress(): void
  /** Enqueued periodic work with `missed: 'skip'` that was due before `before`. */
  missedSkippable(before: number): JobRecord[]
  /** Enqueued jobs whose anchor lies after `now`: the clock was set back. */
  anchoredAfter(now: number): JobRecord[]
  /** Some finished jobs without unfinished dependents that are past their own keeping time or `usuallyMs`, by a search. */
  prunable(keeping: { now: number; usuallyMs: number }, limit: number): string[]
  /** Every finished job without unfinished dependents. */
  allPrunable(): string[]
}

export interface JobListing {
  page(query: JobQuery, limit: number): Page<JobRecord> | 'bad_cursor'
  count(query: JobQuery): number
}

export interface AttemptRows {
  open(attempt: AttemptRecord): void
  /** True when it was not stopping already. */
  markStopping(id: string, reason: StopReason): boolean
  close(id: string): void
  get(id: string): AttemptRecord | undefined
  ofJob(jobId: string): AttemptRecord | undefined
  all(): AttemptRecord[]
}

export interface GateRows {
  /** The gate's id, made if it is new. */
  idOf(gate: Omit<GateRecord, 'id'>): number
  all(): GateRecord[]
  get(id: number): GateRecord | undefined
  /** The gates of at most `limit` jobs in the order of ids, and the last of them; null: there is none after `afterId`. */
  usedAfter(afterId: string, limit: number): { gateIds: number[]; lastId: string | null }
  remove(id: number): void
}

export interface OccurrenceRows {
  add(occurrence: OccurrenceRecord): void
  page(query: OccurrenceQuery, limit: number): Page<OccurrenceView> | 'bad_cursor'
  lastSuccess(): OccurrenceView | undefined
  /** Of one job, ended at `from` or later and before `to`, ms UTC. */
  ofJobBetween(jobId: string, from: number, to: number): RunFigure[]
  /** Deletes at most `limit` rows that ended before `before`; answers how many. */
  removeBefore(before: number, limit: number): number
  /** Deletes at most `limit` of the oldest rows while history is larger than `bytes`. */
  removeOldestBeyond(bytes: number, limit: number): number
}

/** What runs said. */
export interface RunLogRows {
  /** In the transaction that adds its row of history, after that. */
  add(occurrenceId: string, log: RunLog): void
  get(occurrenceId: string): RunLog | null
  /** Deletes at most `limit` of the oldest while all together are larger than `bytes`. Their rows of history stay. */
  removeOldestBeyond(bytes: number, limit: number): number
}

export interface PauseRows {
  put(pause: Pause): void
  remove(scope: PauseScope): number
  all(): Pause[]
}

export interface HoldRows {
  put(hold: HoldRecord): void
  remove(scope: HoldRecord['scope'], key: string, reason: WaitReason): number
  all(): HoldRecord[]
}

export interface ProblemRows {
  /** True when it is new, or its code changed. */
  put(problem: ProblemRecord): boolean
  remove(jobId: string): boolean
  some(limit: number): ProblemRecord[]
  /** Jobs with this code, of one source when given. */
  withCode(code: string, sourceId?: string): ProblemRecord[]
}

/** Small numbers and texts the engine keeps about itself. */
export interface FactRows {
  number(name: string): number | null
  setNumber(name: string, value: number): void
}

export interface EngineStore {
  /** BEGIN IMMEDIATE … COMMIT; rolled back when `work` throws. */
  transaction<T>(work: () => T): T
  /** Inside a transaction: what `work` wrote is undone when it throws. */
  savepoint<T>(work: () => T): T
  jobs: JobRows
  picks: JobPicks
  sweeps: JobSweeps
  listing: JobListing
  attempts: AttemptRows
  gates: GateRows
  occurrences: OccurrenceRows
  runLogs: RunLogRows
  pauses: PauseRows
  holds: HoldRows
  problems: ProblemRows
  facts: FactRows
}
