// Carries out the end of an attempt: the job moves on, history gets its row, dependents, holds and problems follow. What the end means
// is resolution.ts. A stopped attempt's job has moved on already when it was told to stop; what it returns later is ignored.
import { assertNever } from '@shared/errors'
import type { Waited } from '@shared/jobs/figures'
import type { OccurrenceView, RunSums } from '@shared/jobs/occurrence'
import type { JobError, OccurrenceMark, OccurrenceResult, Outcome, StopReason } from '@shared/jobs/outcome'
import type { AttemptRecord, JobRecord, OccurrenceRecord } from '@shared/jobs/record'
import type { RunLog } from '@shared/jobs/runLog'
import type { RunnerEvent } from '@shared/runner'
import { failDescendants, unblockChildren } from './chain'
import { jsonText } from './json'
import type { Parts } from './parts'
import { beginProblem, endProblem } from './problems'
import { type Ending, type Resolution, resolve, waitUntil } from './resolution'

/** An `ended` or `died` of the runner. Of an attempt that is not live any more: nothing. */
export function endAttempt(parts: Parts, event: Extract<RunnerEvent, { type: 'ended' | 'died' }>): void {
  const attempt = parts.store.attempts.get(event.attemptId)
  if (attempt === undefined) return
  const said = { sums: event.type === 'ended' ? event.sums : {}, log: event.log }
  if (attempt.stopReason !== null) {
    closeAttempt(parts, attempt, { result: 'stopped', stopReason: attempt.stopReason, error: null }, said)
    return
  }
  const job = parts.store.jobs.get(attempt.jobId)
  if (job === undefined) throw new Error(`attempt ${attempt.id} has lost its job and was not stopped`)
  const ending: Ending =
    event.type === 'ended'
      ? { type: 'outcome', outcome: storable(event.outcome) }
      : { type: 'workerDied', detail: diedText(event.cause, event.detail) }
  const resolution = resolveFor(parts, job, attempt, ending)
  const after = parts.ledger.move(job, resolution.event, resolution.patch)
  closeAttempt(parts, attempt, resolution, said)
  follow(parts, after, attempt, resolution, ending)
}

/** Tells a live attempt to stop; its job is enqueued, or ended, at once. */
export function stopAttempt(parts: Parts, attempt: AttemptRecord, reason: StopReason): void {
  const progressJson = parts.live.get(attempt.id)?.progressJson ?? null
  stopWith(
    parts,
    attempt,
    reason,
    reason === 'timeout' ? { type: 'timeout' } : { type: 'stopped', reason, progressJson },
  )
}

/** The user ends this run of periodic work; its next period begins. */
export function endPeriodOf(parts: Parts, attempt: AttemptRecord): void {
  stopWith(parts, attempt, 'cancelled', { type: 'stoppedByUser' })
}

function stopWith(parts: Parts, attempt: AttemptRecord, reason: StopReason, ending: Ending): void {
  const job = parts.store.jobs.get(attempt.jobId)
  if (job === undefined) throw new Error(`attempt ${attempt.id} has lost its job and was not stopped`)
  const resolution = resolveFor(parts, job, attempt, ending)
  const after = parts.ledger.move(job, resolution.event, resolution.patch)
  tellToStop(parts, attempt, reason)
  follow(parts, after, attempt, resolution, ending)
}

/** Marks the attempt as stopping and asks the runner; the job is the caller's affair. */
export function tellToStop(parts: Parts, attempt: AttemptRecord, reason: StopReason): void {
  if (!parts.store.attempts.markStopping(attempt.id, reason)) return
  parts.effects.add({ type: 'stop', attemptId: attempt.id, reason })
}

export function resolveFor(parts: Parts, job: JobRecord, attempt: AttemptRecord, ending: Ending): Resolution {
  return resolve(job, ending, {
    now: parts.now(),
    random: parts.ports.random(),
    calendar: parts.ports.calendar,
    maxAttempts: job.maxAttempts ?? parts.ports.kindNamed(job.kind)?.maxAttempts ?? null,
    overrideGeneration: attempt.overrideGeneration,
  })
}

/** What happens around the job besides its own row. */
export function follow(
  parts: Parts,
  job: JobRecord,
  attempt: AttemptRecord,
  resolution: Resolution,
  ending: Ending,
): void {
  const origin = parts.live.get(attempt.id)?.origin ?? null
  const outcome = ending.type === 'outcome' ? ending.outcome : null
  if (outcome?.type === 'succeeded') succeeded(parts, job, origin)
  if (outcome?.type === 'wait' && outcome.scope !== 'job') hold(parts, job, outcome)
  if (resolution.event === 'fail') failDescendants(parts, job)
  if (!resolution.needsUser) return
  // Just after a resume the network may not be what it seems (COND-7): periodic work gets its next period without a word.
  if (origin !== null && parts.probes.isProbing(origin) && resolution.event === 'endPeriod') return
  const code = outcome?.type === 'wait' ? outcome.reason : (resolution.error?.code ?? 'failed')
  beginProblem(parts, job, code, resolution.error?.message ?? 'It needs you to sign in.')
}

function succeeded(parts: Parts, job: JobRecord, origin: string | null): void {
  if (origin !== null) parts.probes.answered(origin)
  if (job.state === 'succeeded') unblockChildren(parts, job)
  endProblem(parts, job.id)
  if (job.sourceId !== null && job.kind === 'feed.sync') {
    parts.ports.sources.sourceSucceeded(job.sourceId, parts.now())
    parts.worldChanged()
    parts.effects.changed('sources')
  }
}

/** A hold on an origin or a source closes the gates of its jobs, this one's among them (D13). */
function hold(parts: Parts, job: JobRecord, outcome: Extract<Outcome, { type: 'wait' }>): void {
  const source = job.sourceId === null ? undefined : parts.world().sources.get(job.sourceId)
  const key = outcome.scope === 'source' ? job.sourceId : (source?.origin ?? null)
  if (key === null || outcome.scope === 'job') {
    holdJob(parts, job, outcome)
    return
  }
  const since = parts.now()
  parts.store.holds.put({ scope: outcome.scope, key, reason: outcome.reason, since, until: waitUntil(outcome, since) })
  parts.worldChanged()
}

/** Nothing wider to hold: the job itself waits, as if it had said so. */
function holdJob(parts: Parts, job: JobRecord, outcome: Extract<Outcome, { type: 'wait' }>): void {
  const ending: Ending = { type: 'outcome', outcome: { ...outcome, scope: 'job' } }
  const context = {
    now: parts.now(),
    random: 0,
    calendar: parts.ports.calendar,
    maxAttempts: null,
    overrideGeneration: 0,
  }
  parts.ledger.amend(job, resolve(job, ending, context).patch)
}

/** An outcome whose output cannot be stored is a failure with that as its error. */
function storable(outcome: Outcome): Outcome {
  if (outcome.type !== 'succeeded' && outcome.type !== 'failed') return outcome
  if (outcome.output === undefined) return outcome
  const text = jsonText(outcome.output)
  if (text.ok) return outcome
  return { type: 'failed', error: { code: `output_${text.refusal.code}`, message: text.refusal.message } }
}

export interface End {
  result: OccurrenceResult
  stopReason: StopReason | null
  error: JobError | null
}

/** What it moved, and what it said. */
export interface Said {
  sums: RunSums
  log?: RunLog | undefined
}

/** The attempt is over: its row goes, its occurrence stays. `marks` are added to those it was started with. */
export function closeAttempt(
  parts: Parts,
  attempt: AttemptRecord,
  end: End,
  { sums, log }: Said,
  marks: readonly OccurrenceMark[] = [],
): void {
  parts.store.attempts.close(attempt.id)
  const { jobId, kind, sourceId, label, trigger, mergedCount, dueAt, startedAt, waitedJson } = attempt
  const occurrence: OccurrenceRecord = {
    id: attempt.id,
    jobId,
    kind,
    sourceId,
    label,
    trigger,
    mergedCount,
    dueAt,
    startedAt,
    waitedJson,
    attempt: attempt.attempt,
    marks: [...(JSON.parse(attempt.marksJson) as OccurrenceMark[]), ...marks],
    result: end.result,
    stopReason: end.stopReason,
    errorJson: end.error === null ? null : JSON.stringify(end.error),
    endedAt: parts.now(),
    sumsJson: JSON.stringify(sums),
  }
  recordOccurrence(parts, occurrence)
  if (log !== undefined) parts.store.runLogs.add(attempt.id, log)
}

export function recordOccurrence(parts: Parts, occurrence: OccurrenceRecord): void {
  parts.ledger.record(occurrence)
  const { errorJson, sumsJson, waitedJson, ...rest } = occurrence
  const view: OccurrenceView = {
    ...rest,
    error: errorJson === null ? null : (JSON.parse(errorJson) as JobError),
    sums: JSON.parse(sumsJson) as RunSums,
    ...(waitedJson === null ? {} : { waited: JSON.parse(waitedJson) as Waited }),
  }
  parts.effects.add({ type: 'event', event: { type: 'attemptEnded', occurrence: view } })
}

/** How a `died` that was not asked for reads: every cause but a stop is the worker's. */
function diedText(cause: Extract<RunnerEvent, { type: 'died' }>['cause'], detail: string): string {
  switch (cause) {
    case 'hung':
      return `It did not answer any more. ${detail}`.trim()
    case 'stopped':
    case 'crashed':
      return detail
    default:
      return assertNever(cause)
  }
}
