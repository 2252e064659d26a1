// Stores new jobs: plain, under a unique name, periodic, and updates in place. All or nothing: a refusal rolls back what came before it
// in the same call. What a request means is requests.ts, what a name decides uniqueness.ts.
import { granted, type Reply, refused } from '@shared/errors'
import { isFinished, type JobRequest } from '@shared/jobs/job'
import type { Trigger } from '@shared/jobs/outcome'
import type { JobRecord, JobSpec } from '@shared/jobs/record'
import type { Enqueued, UniquePeriodicPolicy, UniquePolicy, UpdateResult } from '@shared/queue'
import { removeJob } from './cancelling'
import type { Parts } from './parts'
import { beginProblem } from './problems'
import { dueTimes, isPeriodic } from './recurrence'
import { gateOf, newJob, readRequest } from './requests'
import { decideUnique } from './uniqueness'

const EMPTY = refused('empty', 'There is nothing to enqueue.')

export function enqueue(parts: Parts, requests: readonly JobRequest[], trigger: Trigger = 'schedule'): Reply<Enqueued> {
  if (requests.length === 0) return EMPTY
  const specs = readAll(parts, requests)
  if (!specs.ok) return specs
  const ids = specs.value.map((spec, index) => store(parts, spec, requests[index], { trigger }))
  return granted({ ids })
}

export function enqueueUnique(
  parts: Parts,
  name: string,
  policy: UniquePolicy,
  requests: readonly JobRequest[],
): Reply<Enqueued> {
  if (requests.length === 0) return EMPTY
  if (name === '') return refused('empty_name', 'A unique name must not be empty.')
  if (requests.some((request) => request.schedule)) {
    return refused('periodic_in_chain', 'Periodic work cannot be part of a chain; use enqueueUniquePeriodic.')
  }
  const specs = readAll(parts, requests)
  if (!specs.ok) return specs
  const { jobs } = parts.store
  const existing = jobs.named(name)
  const decision = decideUnique(
    policy,
    existing.map((job) => ({ id: job.id, state: job.state, isLeaf: !jobs.hasChildren(job.id) })),
  )
  if (decision.type === 'keep') return granted({ ids: decision.ids, kept: true })
  if (decision.type === 'replace') for (const job of existing) removeJob(parts, job)
  const soleName = decision.type !== 'append' && requests.length === 1 ? name : null
  const appended = decision.type === 'append' ? decision : null
  const ids = specs.value.map((spec, index) =>
    store(parts, spec, requests[index], { names: [name], soleName, appended }),
  )
  return granted({ ids })
}

export function enqueueUniquePeriodic(
  parts: Parts,
  name: string,
  policy: UniquePeriodicPolicy,
  request: JobRequest,
): Reply<Enqueued> {
  if (name === '') return refused('empty_name', 'A unique name must not be empty.')
  if (!request.schedule) return refused('not_periodic', 'It needs a schedule.')
  if (policy === 'replace' && request.nextRunAt !== undefined) {
    return refused('override_not_allowed', 'A replaced job starts its own schedule: nextRunAt goes with update.')
  }
  const spec = readRequest(request, parts.ports)
  if (!spec.ok) return spec
  const existing = parts.store.jobs.named(name)
  const unfinished = existing.filter((job) => !isFinished(job.state))
  const [only] = unfinished
  if (policy === 'keep' && only) return granted({ ids: unfinished.map((job) => job.id), kept: true })
  if (policy === 'update' && only) {
    if (existing.length > 1 || !isPeriodic(only)) {
      return refused('cannot_update', `What runs under “${name}” is not one periodic job.`)
    }
    applyUpdate(parts, only, spec.value, request)
    return granted({ ids: [only.id] })
  }
  for (const job of existing) removeJob(parts, job)
  return granted({ ids: [store(parts, spec.value, request, { names: [name], soleName: name })] })
}

export function update(parts: Parts, request: JobRequest & { id: string }): Reply<UpdateResult> {
  const job = parts.store.jobs.get(request.id)
  if (job === undefined) return refused('unknown_job', `There is no job ${request.id}.`)
  if (isFinished(job.state)) return granted('notApplied')
  const spec = readRequest(request, parts.ports)
  if (!spec.ok) return spec
  if (isPeriodic(job) !== isPeriodic(spec.value)) {
    return refused('type_changed', 'One-time work cannot become periodic, nor the other way round.')
  }
  applyUpdate(parts, job, spec.value, request)
  return granted(job.state === 'running' ? 'appliedForNextRun' : 'appliedImmediately')
}

/** Keeps id, anchor, period, attempts, state and, unless a new one is given, the override (semantics 7). */
function applyUpdate(parts: Parts, job: JobRecord, spec: JobSpec, request: JobRequest): void {
  const isOverride = spec.overrideAt !== null
  const merged: JobRecord = {
    ...job,
    ...spec,
    overrideAt: isOverride ? spec.overrideAt : job.overrideAt,
    overrideGeneration: job.overrideGeneration + (isOverride ? 1 : 0),
    gateId: parts.gates.idFor(gateOf(spec)),
    generation: job.generation + 1,
    progressJson: job.state === 'running' ? job.progressJson : null,
  }
  const isWaiting = job.holdUntil !== null && job.holdUntil > parts.now()
  parts.ledger.amend(job, { ...merged, ...(isWaiting ? {} : dueTimes(merged, parts.ports.calendar)) })
  parts.store.jobs.setTags(job.id, tagsOf(request))
}

function readAll(parts: Parts, requests: readonly JobRequest[]): Reply<JobSpec[]> {
  const specs: JobSpec[] = []
  for (const request of requests) {
    const spec = readRequest(request, parts.ports)
    if (!spec.ok) return spec
    specs.push(spec.value)
  }
  return granted(specs)
}

interface Birth {
  names?: readonly string[]
  soleName?: string | null
  trigger?: Trigger
  appended?: { parentIds: readonly string[]; birth: 'enqueued' | 'blocked' | 'failed' | 'cancelled' } | null
}

/** An id that is known already is left as it is, finished or not (semantics 2). */
function store(parts: Parts, spec: JobSpec, request: JobRequest | undefined, birth: Birth): string {
  const id = request?.id ?? parts.ports.newId()
  if (parts.store.jobs.get(id)) return id
  const appended = birth.appended ?? null
  const job = newJob(
    spec,
    {
      id,
      gateId: parts.gates.idFor(gateOf(spec)),
      state: appended === null || appended.birth === 'enqueued' ? 'enqueued' : 'blocked',
      soleName: birth.soleName ?? null,
      trigger: birth.trigger ?? 'schedule',
      now: parts.now(),
    },
    parts.ports.calendar,
  )
  parts.ledger.insert(job, tagsOf(request), birth.names ?? [])
  if (appended === null) return id
  for (const parentId of appended.parentIds) parts.store.jobs.addDependency(parentId, id)
  if (appended.birth === 'failed') bornFailed(parts, job)
  if (appended.birth === 'cancelled') parts.ledger.move(job, 'cancel', { finishedAt: parts.now() })
  return id
}

function bornFailed(parts: Parts, job: JobRecord): void {
  const error = { code: 'dependency_failed', message: 'The job before it failed.' }
  parts.ledger.move(job, 'fail', { errorJson: JSON.stringify(error), finishedAt: parts.now() })
  beginProblem(parts, job, error.code, error.message)
}

/** Every job carries its kind as a tag, beside its own (semantics 3). */
function tagsOf(request: JobRequest | undefined): string[] {
  return request ? [...new Set([request.kind, ...(request.tags ?? [])])] : []
}
