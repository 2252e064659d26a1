// Starts a job the plan chose: reads its input once more, writes the attempt, and hands the run to the runner after the commit. A job that
// cannot be started at all fails here without an attempt (semantics 1.33, 1.31).

import { granted, type Reply, refused } from '@shared/errors'
import { type Constraints } from '@shared/jobs/constraints'
import { type Kind, timeLimitMs } from '@shared/jobs/kind'
import type { JobError, OccurrenceMark } from '@shared/jobs/outcome'
import { type AttemptRecord, HELD, type JobRecord } from '@shared/jobs/record'
import { failDescendants } from './chain'
import { plainConstraints } from './eligibility'
import { recordOccurrence } from './endings'
import { jsonText } from './json'
import { mergeInput } from './merge'
import type { Parts } from './parts'
import type { Candidate } from './plan'
import { beginProblem } from './problems'
import { dueFrom, isPeriodic, mergedCount } from './recurrence'
import { isExpedited } from './requests'
import { nextPeriod } from './resolution'

const EPOCH = 'epoch'
/** Epochs are set aside so many at a time; those a process that died had not used are never used. */
const EPOCHS_AT_ONCE = 1_000

/** Answers whether it runs now. */
export function startJob(parts: Parts, candidate: Candidate): boolean {
  const { job } = candidate
  const kind = parts.ports.kindNamed(job.kind)
  if (kind === undefined) {
    refuseUnknownKind(parts, job)
    return false
  }
  const input = inputFor(parts, job, kind)
  if (!input.ok) {
    refuseJob(parts, job, input.refusal)
    return false
  }
  const { state, by } = candidate
  const needs = needsWithout(plainConstraints(state.needs), by)
  const attempt = newAttempt(parts, candidate, needs)
  const running = parts.ledger.move(job, 'start', {
    attempts: job.attempts + 1,
    startedAt: parts.now(),
    stopReason: null,
    urged: 0,
    overridesJson: null,
    holdReason: null,
    holdSince: null,
    holdUntil: null,
    // Run over its own schedule or backoff, a restart of this run does not wait for them again.
    ...(job.urged === 1 ? { backoffUntil: null, ...dueFrom(job, Math.min(job.dueAt ?? 0, parts.now())) } : {}),
  })
  parts.store.attempts.open(attempt)
  const names = JSON.parse(attempt.namesJson) as string[]
  const tags = parts.store.jobs.tagsOf(job)
  parts.live.set(attempt.id, {
    startedAtMonotonic: parts.ports.clock.monotonic(),
    limitMs: timeLimitMs(kind.timeClass),
    progressJson: null,
    names,
    needs,
    origin: state.origin,
    by,
  })
  const run = { attemptId: attempt.id, jobId: job.id, kind: job.kind, input: input.value, attempt: job.attempts, tags }
  const { generation, sourceId, epoch, trigger } = attempt
  parts.effects.add({ type: 'start', run: { ...run, generation, sourceId, epoch, trigger } })
  const { id, label, attempts } = running
  const started = { id, kind: job.kind, label, state: running.state, attempts }
  parts.effects.add({ type: 'event', event: { type: 'attemptStarted', job: started } })
  return true
}

/** Its own input with its parents' outputs, read by its kind's schema: rows may come from another version. */
function inputFor(parts: Parts, job: JobRecord, kind: Kind): Reply<unknown> {
  const own: unknown = JSON.parse(job.inputJson)
  const parents = parts.store.jobs.parentsOf(job.id)
  const outputs = parents.map((parent): unknown => (parent.outputJson === null ? null : JSON.parse(parent.outputJson)))
  const merged = mergeInput(job.merger, own, outputs)
  if (!merged.ok) return merged
  if (parents.length > 0 || job.merger !== 'overwrite') {
    const text = jsonText(merged.value)
    if (!text.ok) return refused('merge_failed', `The merged input cannot be stored. ${text.refusal.message}`)
  }
  const parsed = kind.input.safeParse(merged.value)
  return parsed.success
    ? granted(parsed.data)
    : refused('invalid_input', 'Its input is not what this kind of job needs.')
}

function newAttempt(parts: Parts, { job, gate, by }: Candidate, needs: Constraints): AttemptRecord {
  const now = parts.now()
  const isLate = mergedCount(job, now, parts.ports.calendar)
  const overrides = by === 'user' ? ((JSON.parse(job.overridesJson ?? '[]') as string[]) ?? []) : []
  const marks: OccurrenceMark[] = overrides.map((code): OccurrenceMark => `override:${code}`)
  if (by === 'deadline') marks.push('deadline')
  if (isLate > 1) marks.push('merged')
  return {
    id: parts.ports.newId(),
    jobId: job.id,
    kind: job.kind,
    sourceId: job.sourceId,
    label: job.label,
    instanceId: parts.ports.instanceId,
    epoch: nextEpoch(parts),
    trigger: job.trigger,
    attempt: job.attempts + 1,
    generation: job.generation,
    overrideGeneration: job.overrideGeneration,
    expedited: isExpedited(gate.rank) ? 1 : 0,
    dueAt: job.dueAt,
    mergedCount: isLate,
    startedAt: now,
    needsJson: JSON.stringify(needs),
    marksJson: JSON.stringify(marks),
    namesJson: JSON.stringify(parts.store.jobs.namesOf(job.id)),
    waitedJson: waitedJson(parts, job, now),
    stopReason: null,
  }
}

function waitedJson(parts: Parts, job: JobRecord, now: number): string | null {
  const waited = parts.holdBook.waitedBy(job, now)
  return Object.keys(waited).length === 0 ? null : JSON.stringify(waited)
}

/** Higher with every attempt, over restarts too, and above the floor (D4). */
function nextEpoch(parts: Parts): number {
  const { epochs } = parts.situation
  if (epochs.next > epochs.setAside || epochs.next <= epochs.floor) {
    epochs.next = Math.max(parts.store.facts.number(EPOCH) ?? 0, epochs.floor) + 1
    epochs.setAside = epochs.next + EPOCHS_AT_ONCE - 1
    parts.store.facts.setNumber(EPOCH, epochs.setAside)
  }
  const epoch = epochs.next
  epochs.next += 1
  return epoch
}

/** What it was started over does not stop it when it comes back (D21). */
function needsWithout(needs: Constraints, by: Candidate['by']): Constraints {
  if (by === 'gate') return needs
  const soft: Constraints = { ...needs, charging: false, batteryNotLow: false, idle: false }
  return by === 'user' && needs.network !== 'notRequired' ? { ...soft, network: 'connected' } : soft
}

/** One-time work fails with 0 attempts; periodic work stays for a version that knows its kind. */
export function refuseUnknownKind(parts: Parts, job: JobRecord): void {
  if (isPeriodic(job)) {
    parts.ledger.amend(job, { held: job.held | HELD.unknownKind })
    return
  }
  refuseJob(parts, job, { code: 'unknown_kind', message: `This version does not know jobs of the kind ${job.kind}.` })
}

function refuseJob(parts: Parts, job: JobRecord, error: JobError): void {
  const now = parts.now()
  const context = {
    now,
    random: 0,
    calendar: parts.ports.calendar,
    maxAttempts: null,
    overrideGeneration: job.overrideGeneration,
  }
  if (isPeriodic(job)) {
    parts.ledger.amend(job, { ...nextPeriod(job, error, context), urged: 0, overridesJson: null })
  } else {
    const ended = {
      finishedAt: now,
      dueAt: null,
      batteryDueAt: null,
      deadlineAt: null,
      errorJson: JSON.stringify(error),
    }
    const failed = parts.ledger.move(job, 'refuse', ended)
    failDescendants(parts, failed)
  }
  recordOccurrence(parts, {
    id: parts.ports.newId(),
    jobId: job.id,
    kind: job.kind,
    sourceId: job.sourceId,
    label: job.label,
    result: 'failed',
    trigger: job.trigger,
    attempt: 0,
    marks: [],
    stopReason: null,
    errorJson: JSON.stringify(error),
    mergedCount: 1,
    dueAt: job.dueAt,
    startedAt: null,
    endedAt: now,
    sumsJson: '{}',
    waitedJson: null,
  })
  beginProblem(parts, job, error.code, error.message)
}
