// Does to the model what is done to the engine: every call of the queue. What happens to a computer is happenings.ts. From the rules alone
// (D37).
import type { UniquePolicy } from '@shared/queue'
import type { Answer, Call, Request } from '../properties/performer'
import { endBelow, endPause, tellToStop } from './endings'
import { happen } from './happenings'
import { beginPeriod, bornJob, dueAt, isOver, type ModelJob, schedule, skipPeriod, specOf } from './jobs'
import { gateReasons, type Model, waitReason, yieldsTo } from './model'
import { settle } from './turn'

/** Answers whether it is granted. `answer` is the engine's: the id of what a retry made is taken from it. */
export function apply(model: Model, call: Call, answer: Answer): boolean {
  const isGranted = act(model, call, answer)
  settle(model)
  return isGranted
}

function act(model: Model, call: Call, answer: Answer): boolean {
  switch (call.do) {
    case 'enqueue':
      for (const request of call.requests) add(model, request, { name: null, parents: [] })
      return true
    case 'unique':
      return chain(model, call, [call.requests])
    case 'chain':
      return chain(model, call.unique, call.steps)
    case 'periodic':
      return periodic(model, call)
    case 'update':
      return update(model, call.request)
    case 'cancel':
      cancel(model, (job) => job.id === call.id, true)
      return true
    case 'cancelUnique':
      cancel(model, (job) => job.name === call.name)
      return true
    case 'cancelByTag':
      cancel(model, (job) => job.tags.includes(call.tag))
      return true
    case 'cancelAll':
      cancel(model, () => true)
      return true
    case 'stop':
      return stop(model, call.id)
    case 'prune':
      return prune(model)
    case 'runNow':
      return runNow(model, call.id)
    case 'skipNext':
      return skipNext(model, call.id)
    case 'retry':
      return retry(model, call.id, answer)
    case 'pause':
      return pause(model, call)
    case 'resume':
      if (model.pauses.some(({ scope }) => JSON.stringify(scope) === JSON.stringify(call.scope)))
        endPause(model, call.scope)
      return true
    default:
      happen(model, call)
      return true
  }
}

function add(model: Model, request: Request, birth: Pick<ModelJob, 'name' | 'parents'>): void {
  const states = new Set(birth.parents.map((id) => model.jobs.get(id)?.state))
  // Failed wins over cancelled; all succeeded means it may run at once (semantics 6).
  const ended = states.has('failed') ? 'failed' : states.has('cancelled') ? 'cancelled' : null
  const isFree = birth.parents.every((id) => model.jobs.get(id)?.state === 'succeeded')
  const state = ended ?? (isFree ? 'enqueued' : 'blocked')
  model.jobs.set(request.id, bornJob(specOf(request), { ...birth, id: request.id, state }, model.now))
}

function chain(
  model: Model,
  unique: { name: string; policy: UniquePolicy } | null,
  steps: readonly Request[][],
): boolean {
  const there = unique === null ? [] : [...model.jobs.values()].filter((job) => job.name === unique.name)
  const leaves = there.filter(({ id }) => ![...model.jobs.values()].some((job) => job.parents.includes(id)))
  const isAlive = there.some(({ state }) => state === 'enqueued' || state === 'running')
  const isBroken = leaves.some(({ state }) => state === 'failed' || state === 'cancelled')
  const appends = unique?.policy === 'append' || (unique?.policy === 'appendOrReplace' && !isBroken)
  if (unique?.policy === 'keep' && isAlive) return true
  // Nothing can follow what never comes to an end (semantics 1.36).
  if (appends && leaves.some(({ everyMs }) => everyMs !== null)) return false
  if (!appends) for (const job of there) remove(model, job)
  let parents = appends ? leaves.map(({ id }) => id) : []
  for (const requests of steps) {
    for (const request of requests) add(model, request, { name: unique?.name ?? null, parents })
    parents = requests.map(({ id }) => id)
  }
  return true
}

function periodic(model: Model, { name, policy, request }: Extract<Call, { do: 'periodic' }>): boolean {
  const there = [...model.jobs.values()].filter((job) => job.name === name)
  const only = there.find((job) => !isOver(job))
  if (only && policy === 'keep') return true
  if (only && policy === 'update') {
    if (there.length > 1 || only.everyMs === null) return false
    respecify(model, only, request)
    return true
  }
  for (const job of there) remove(model, job)
  add(model, request, { name, parents: [] })
  return true
}

function update(model: Model, request: Request): boolean {
  const job = model.jobs.get(request.id)
  if (job === undefined) return false
  if (isOver(job)) return true
  if ((job.everyMs === null) !== (request.schedule === undefined)) return false
  respecify(model, job, request)
  return true
}

/** Keeps everything it has lived through, and its phase. */
function respecify(model: Model, job: ModelJob, request: Request): void {
  Object.assign(job, specOf(request))
  if ((job.wait?.until ?? 0) <= model.now) schedule(job)
}

/** The row goes at once, what runs winds down. */
function remove(model: Model, job: ModelJob): void {
  if (!isOver(job)) endBelow(model, job, 'cancelled')
  forget(model, job.id)
}

function forget(model: Model, id: string): void {
  endPause(model, { type: 'job', id })
  model.jobs.delete(id)
  for (const job of model.jobs.values()) job.parents = job.parents.filter((parent) => parent !== id)
}

/** Finished ones are left as they are; by id the walk goes on below them all the same (semantics 8). */
function cancel(model: Model, isMeant: (job: ModelJob) => boolean, isAlsoOver = false): void {
  const meant = [...model.jobs.values()].filter((job) => isMeant(job) && (isAlsoOver || !isOver(job)))
  for (const job of meant) endBelow(model, job, 'cancelled')
}

/** Of periodic work the run and not the job. */
function stop(model: Model, id: string): boolean {
  const job = model.jobs.get(id)
  const attempt = model.attempts.find((of) => of.jobId === id && !of.isStopping)
  if (job === undefined || attempt === undefined) return false
  if (job.everyMs === null) cancel(model, (of) => of === job)
  else {
    tellToStop(model, attempt)
    beginPeriod(job, model.now)
  }
  return true
}

function prune(model: Model): boolean {
  const all = [...model.jobs.values()]
  const gone = all.filter(
    (job) => isOver(job) && all.every((child) => isOver(child) || !child.parents.includes(job.id)),
  )
  for (const { id } of gone) forget(model, id)
  return true
}

function runNow(model: Model, id: string): boolean {
  const job = model.jobs.get(id)
  if (job?.state !== 'enqueued' || job.isPaused || job.isParked || waitReason(model, job) !== null) return false
  const urged = { ...job, isUrged: true }
  if (!gateReasons(model, job).every((reason) => yieldsTo(model, urged, reason))) return false
  job.isUrged = true
  return true
}

function skipNext(model: Model, id: string): boolean {
  const job = model.jobs.get(id)
  if (job?.state !== 'enqueued' || job.everyMs === null) return false
  // The later word wins over a run now that has not begun.
  job.isUrged = false
  skipPeriod(job, model.now)
  return true
}

/** A failed one-time job becomes a new one; parked periodic work becomes runnable. */
function retry(model: Model, id: string, answer: Answer): boolean {
  const job = model.jobs.get(id)
  if (job === undefined) return false
  if (job.everyMs !== null) {
    if (!job.isParked) return false
    Object.assign(job, { isParked: false, workerDeaths: 0, mainDeaths: 0 })
    dueAt(job, model.now)
    return true
  }
  if (job.state !== 'failed') return false
  const isNameFree = [...model.jobs.values()].every((other) => other.name !== job.name || isOver(other))
  const [newId = ''] = answer.ids
  const birth = { id: newId, state: 'enqueued', name: isNameFree ? job.name : null, parents: [] } as const
  model.jobs.set(newId, bornJob({ ...job, delayMs: 0 }, { ...birth, parents: [] }, model.now))
  return true
}

function pause(model: Model, { scope, until }: Extract<Call, { do: 'pause' }>): boolean {
  const job = scope.type === 'job' ? model.jobs.get(scope.id) : null
  if (job === undefined || (job !== null && isOver(job))) return false
  if (job) job.isPaused = true
  model.pauses = model.pauses.filter((pause) => JSON.stringify(pause.scope) !== JSON.stringify(scope))
  model.pauses.push({ scope, until })
  return true
}
