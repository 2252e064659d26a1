// The queue as callers see it: each call becomes a piece of work of the next turn, each answer follows its commit. What a call does is in
// the room it names; queries, in queries.ts, read what is committed.
import { type Chains, createChains } from '@shared/chain'
import { granted, type Reply } from '@shared/errors'
import type { JobRecord } from '@shared/jobs/record'
import type { JobQueue } from '@shared/queue'
import { cancelJobs } from './cancelling'
import { retry, runNow, skipNext, stop } from './controls'
import { enqueueChain } from './enqueueChain'
import { enqueue, enqueueUnique, enqueueUniquePeriodic, update } from './enqueueing'
import type { Observers } from './observers'
import type { Parts } from './parts'
import { pause, resume } from './pauses'
import { countOf, pageOf } from './queries'
import { pruneAll } from './retention'
import { type Scheduler, shuttingDown } from './scheduler'
import { jobView } from './views'

const CANCEL_STEP = 1_000

/** What only a caller in this process can have: listeners do not travel. Chains do, and are built anywhere by createChains. */
export type LocalQueue = JobQueue & Chains & Pick<Observers, 'observe'>

export function createLocalQueue(parts: Parts, scheduler: Scheduler, observers: Observers): LocalQueue {
  const queue = createJobQueue(parts, scheduler)
  return {
    ...queue,
    ...createChains(queue, () => parts.ports.newId()),
    observe: (query, listener) => observers.observe(query, listener),
  }
}

function createJobQueue(parts: Parts, scheduler: Scheduler): JobQueue {
  const { store } = parts
  const write = <T>(work: () => Reply<T>): Promise<Reply<T>> =>
    scheduler.submit(() => (parts.situation.isQuitting ? shuttingDown : work()))
  const cancelSome = (jobs: () => readonly JobRecord[]): Promise<Reply<{ cancelled: number }>> =>
    write(() => granted({ cancelled: cancelJobs(parts, jobs()) }))
  return {
    enqueue: (requests) => write(() => enqueue(parts, requests)),
    enqueueUnique: (name, policy, requests) => write(() => enqueueUnique(parts, name, policy, requests)),
    enqueueChain: (graph) => write(() => enqueueChain(parts, graph)),
    enqueueUniquePeriodic: (name, policy, request) => write(() => enqueueUniquePeriodic(parts, name, policy, request)),
    update: (request) => write(() => update(parts, request)),
    cancel: (id) => cancelSome(() => listed(store.jobs.get(id))),
    cancelUnique: (name) => cancelSome(() => store.jobs.named(name).filter((job) => job.finishedAt === null)),
    cancelByTag: (tag) => cancelSome(() => store.jobs.unfinishedTagged(tag)),
    cancelAll: () => write(() => granted({ cancelled: cancelAll(parts) })),
    prune: () => write(() => granted({ pruned: pruneAll(parts) })),
    runNow: (id) => write(() => runNow(parts, id)),
    pause: (scope, until) => write(() => pause(parts, scope, until)),
    resume: (scope) => write(() => resume(parts, scope)),
    skipNext: (id) => write(() => skipNext(parts, id)),
    stop: (id) => write(() => stop(parts, id)),
    retry: (id) => write(() => retry(parts, id)),
    pauses: async () => await Promise.resolve(store.pauses.all()),
    get: async (id) => {
      const job = await Promise.resolve(store.jobs.get(id))
      return job && jobView(parts, job)
    },
    query: async (query) => await Promise.resolve(pageOf(parts, query)),
    count: async (query) => await Promise.resolve(countOf(parts, query)),
  }
}

function listed(job: JobRecord | undefined): JobRecord[] {
  return job === undefined ? [] : [job]
}

function cancelAll(parts: Parts): number {
  let cancelled = 0
  for (;;) {
    const some = parts.store.jobs.unfinished(CANCEL_STEP)
    if (some.length === 0) return cancelled
    cancelled += cancelJobs(parts, some)
  }
}
