// Stores new jobs: plain, under a unique name, periodic, and updates in place. All or nothing: a refusal rolls back what came before it
// in the same call. What a request means is requests.ts, what a name decides uniqueness.ts; chains are enqueueChain.ts.
import { granted, type Reply, refused } from '@shared/errors'
import { isFinished, type JobRequest } from '@shared/jobs/job'
import type { Trigger } from '@shared/jobs/outcome'
import { HELD, type JobRecord, type JobSpec } from '@shared/jobs/record'
import type { Enqueued, UniquePeriodicPolicy, UniquePolicy, UpdateResult } from '@shared/queue'
import { removeJobs } from './cancelling'
import { birthAfter } from './chain'
import type { Parts } from './parts'
import { beginProblem } from './problems'
import { dueTimes, isPeriodic } from './recurrence'
import { gateOf, newJob, readRequest } from './requests'
import { decideUnique, type UniqueDecision } from './uniqueness'

const EMPTY = refused('empty', 'There is nothing to enqueue.')

export function enqueue(parts: Parts, requests: readonly JobRequest[], trigger: Trigger = 'schedule'): Reply<Enqueued> {
  if (requests.length === 0) return EMPTY
  const specs = readAll(parts, requests)
  if (!specs.ok) return specs
  return granted({ ids: specs.value.map((spec, index) => storeJob(parts, spec, requests[index], { trigger })) })
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
  const existing = parts.store.jobs.named(name)
  const decision = decideFor(parts, policy, existing)
  const parentIds = decision.type === 'append' ? decision.parentIds : []
  if (existing.some((job) => parentIds.includes(job.id) && isPeriodic(job))) {
    return refused('periodic_in_chain', 'Nothing can follow periodic work.')
  }
  const specs = readAll(parts, requests, parentIds.length > 0)
  if (!specs.ok) return specs
  if (decision.type === 'keep') return granted({ ids: decision.ids, kept: true })
  if (decision.type === 'replace') removeJobs(parts, existing)
  const soleName = decision.type !== 'append' && requests.length === 1 ? name : null
  const ids = specs.value.map((spec, index) =>
    storeJob(parts, spec, requests[index], { names: [name], soleName, parentIds }),
  )
  return granted({ ids })
}

/** What a policy makes of the jobs that are under its name now. */
export function decideFor(parts: Parts, policy: UniquePolicy, existing: readonly JobRecord[]): UniqueDecision {
  const { jobs } = parts.store
  return decideUnique(
    policy,
    existing.map((job) => ({ id: job.id, state: job.state, isLeaf: !jobs.hasChildren(job.id) })),
  )
}

export function enqueueUniquePeriodic(
  parts: Parts,
  name: string,
  policy: UniquePeriodicPolicy,
  request: JobRequest,
): Reply<Enqueued> {
  if (name === '') return refused('empty_name', 'A unique name must not be empty.')
  if (!request.schedule) return refused('not_periodic', 'It needs a schedule.')
  if (policy === 'replace' && (request.nextRunAt ?? null) !== null) {
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
  removeJobs(parts, existing)
  return granted({ ids: [storeJob(parts, spec.value, request, { names: [name], soleName: name })] })
}

export function update(parts: Parts, request: JobRequest & { id: string }): Reply<UpdateResult> {
  const job = parts.store.jobs.get(request.id)
  if (job === undefined) return refused('unknown_job', `There is no job ${request.id}.`)
  if (isFinished(job.state)) return granted('notApplied')
  const spec = readRequest(request, parts.ports, parts.store.jobs.parentsOf(job.id).length > 0)
  if (!spec.ok) return spec
  if (isPeriodic(job) !== isPeriodic(spec.value)) {
    return refused('type_changed', 'One-time work cannot become periodic, nor the other way round.')
  }
  applyUpdate(parts, job, spec.value, request)
  return granted(job.state === 'running' ? 'appliedForNextRun' : 'appliedImmediately')
}

/** Keeps id, anchor, period, attempts, state and, unless one is given or taken back, the override (semantics 7). */
function applyUpdate(parts: Parts, job: JobRecord, spec: JobSpec, request: JobRequest): void {
  const isOverride = request.nextRunAt !== undefined && isPeriodic(job)
  const merged: JobRecord = {
    ...job,
    ...spec,
    overrideAt: isOverride ? spec.overrideAt : job.overrideAt,
    overrideGeneration: job.overrideGeneration + (isOverride ? 1 : 0),
    gateId: parts.gates.idFor(gateOf(spec)),
    generation: job.generation + 1,
    // Its kind may be another now; one that is not known either is found out when it is due.
    held: job.held & ~HELD.unknownKind,
    progressJson: job.state === 'running' ? job.progressJson : null,
  }
  const isWaiting = job.holdUntil !== null && job.holdUntil > parts.now()
  parts.ledger.amend(job, { ...merged, ...(isWaiting ? {} : dueTimes(merged, parts.ports.calendar)) })
  parts.store.jobs.setTags(merged, tagsOf(request))
}

function readAll(parts: Parts, requests: readonly JobRequest[], hasParents = false): Reply<JobSpec[]> {
  const specs: JobSpec[] = []
  for (const request of requests) {
    const spec = readRequest(request, parts.ports, hasParents)
    if (!spec.ok) return spec
    specs.push(spec.value)
  }
  return granted(specs)
}

interface Birth {
  names?: readonly string[]
  soleName?: string | null
  trigger?: Trigger
  /** Each is stored. */
  parentIds?: readonly string[]
}

/** Answers its id. One that is known already is left as it is, finished or not (semantics 2). */
export function storeJob(parts: Parts, spec: JobSpec, request: JobRequest | undefined, birth: Birth): string {
  const { jobs } = parts.store
  if (request?.id !== undefined && jobs.get(request.id)) return request.id
  const id = request?.id ?? parts.ports.newId()
  const parentIds = birth.parentIds ?? []
  const born = birthAfter(parentIds.flatMap((parentId) => jobs.get(parentId)?.state ?? []))
  const job = newJob(
    spec,
    {
      id,
      gateId: parts.gates.idFor(gateOf(spec)),
      state: born === 'enqueued' ? 'enqueued' : 'blocked',
      soleName: birth.soleName ?? null,
      trigger: birth.trigger ?? 'schedule',
      now: parts.now(),
    },
    parts.ports.calendar,
  )
  parts.ledger.insert(job, tagsOf(request), birth.names ?? [])
  for (const parentId of parentIds) jobs.addDependency(parentId, id)
  if (born === 'failed') bornFailed(parts, job)
  if (born === 'cancelled') parts.ledger.move(job, 'cancel', { finishedAt: parts.now() })
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
