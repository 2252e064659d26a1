// What the engine remembers of jobs, attempts and holds, as rows: the shapes between main/engine (which decides) and main/store
// (which keeps). Not for the wire: views get JobView and OccurrenceView. Fields ending in `Json` hold JSON text.
import type { JobState } from './job'
import type { OccurrenceMark, OccurrenceResult, StopReason, Trigger, WaitReason } from './outcome'

/** Why a job itself, whatever its gate, may not be picked. Added up in `held`; 0 may be picked. */
export const HELD = { paused: 1, parked: 2, unknownKind: 4, waiting: 8 } as const

/** Places of a priority in the order of starts: high, normal, low. */
export type PriorityPlace = 0 | 1 | 2
type Flag = 0 | 1

/** What a caller asked for; changed only by update(). */
export interface JobSpec {
  kind: string
  inputJson: string
  sourceId: string | null
  label: string | null
  /** ConstraintChoices, keys sorted, so that equal choices are equal text. */
  choicesJson: string
  priority: PriorityPlace
  expedited: Flag
  outOfQuota: 'runAsNormal' | 'drop'
  /** One of everyMs and cron for periodic work; neither for one-time. */
  everyMs: number | null
  flexMs: number | null
  cron: string | null
  timeZone: string | null
  missed: 'once' | 'skip'
  initialDelayMs: number
  backoffPolicy: 'linear' | 'exponential'
  backoffDelayMs: number
  backoffJitter: number
  backoffCapMs: number | null
  maxAttempts: number | null
  deadlineMs: number | null
  merger: string
  keepForMs: number | null
  /** nextRunAt as asked, one-shot, periodic only. */
  overrideAt: number | null
}

export interface JobRecord extends JobSpec {
  id: string
  state: JobState
  gateId: number
  /** The unique name it alone may hold while unfinished; null where a name may have several rows. */
  soleName: string | null
  attempts: number
  failures: number
  workerDeaths: number
  mainDeaths: number
  periodCount: number
  generation: number
  /** Counts overrides: a run clears only the override it started with. */
  overrideGeneration: number
  enqueuedAt: number
  /** Anchor of the next run (semantics 4); null while blocked. */
  lastEnqueuedAt: number | null
  backoffUntil: number | null
  /** When it may run, ms UTC; null while blocked or finished. */
  dueAt: number | null
  /** The same on battery: at least 15 minutes after the last run of periodic work. */
  batteryDueAt: number | null
  /** When soft constraints stop holding it. */
  deadlineAt: number | null
  startedAt: number | null
  lastEndedAt: number | null
  finishedAt: number | null
  held: number
  holdReason: WaitReason | null
  holdSince: number | null
  holdUntil: number | null
  /** What will have started the next run. */
  trigger: Trigger
  /** 1: the user asked for the next run (runNow). */
  urged: Flag
  overridesJson: string | null
  stopReason: StopReason | null
  outputJson: string | null
  errorJson: string | null
  progressJson: string | null
  /** The failed job this one tries again. */
  retryOf: string | null
}

/** One live attempt. Its row goes when it has ended; what stays is its occurrence. The job's row may go before it (replace). */
export interface AttemptRecord {
  id: string
  jobId: string
  kind: string
  sourceId: string | null
  label: string | null
  instanceId: string
  epoch: number
  trigger: Trigger
  attempt: number
  generation: number
  overrideGeneration: number
  expedited: Flag
  dueAt: number | null
  mergedCount: number
  startedAt: number
  /** Constraints as they were at its start, without those it runs over. */
  needsJson: string
  marksJson: string
  /** Unique names it holds until it has ended, as a JSON array. */
  namesJson: string
  /** What it waited for before it started (Waited); null: nothing. */
  waitedJson: string | null
  /** Set once it was told to stop: what it returns later is ignored. */
  stopReason: StopReason | null
}

/** Jobs that open and close together: same kind, source, constraints, order and cadence (D6). */
export interface GateRecord {
  id: number
  kind: string
  sourceId: string | null
  choicesJson: string
  /** Order of starts: expedited before the rest, then priority. */
  rank: number
  periodic: Flag
}

export interface HoldRecord {
  scope: 'origin' | 'source'
  key: string
  reason: WaitReason
  since: number
  until: number | null
}

export interface ProblemRecord {
  jobId: string
  kind: string
  sourceId: string | null
  label: string | null
  code: string
  message: string
  since: number
}

export interface OccurrenceRecord {
  id: string
  jobId: string
  kind: string
  sourceId: string | null
  label: string | null
  result: OccurrenceResult
  trigger: Trigger
  attempt: number
  marks: OccurrenceMark[]
  stopReason: StopReason | null
  errorJson: string | null
  mergedCount: number
  dueAt: number | null
  startedAt: number | null
  endedAt: number
  sumsJson: string
  waitedJson: string | null
}

/** What figures are made of. */
export interface RunFigure
  extends Pick<OccurrenceRecord, 'result' | 'mergedCount' | 'startedAt' | 'endedAt' | 'waitedJson'> {
  bytesIn: number | null
  bytesOut: number | null
}
