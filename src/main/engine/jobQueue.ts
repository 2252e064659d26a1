// The queue as callers see it: each call becomes a piece of work of the next turn, each answer follows its commit. What a call does is in
// the room it names; queries read what is committed.
import { granted, type Reply, refused } from '@shared/errors'
import { type JobQuery, type JobView, jobQuerySchema, type Page } from '@shared/jobs/job'
import type { JobRecord } from '@shared/jobs/record'
import type { JobQueue } from '@shared/queue'
import { cancelJobs } from './cancelling'
import { pause, resume, retry, runNow, skipNext, stop } from './controls'
import { enqueue, enqueueUnique, enqueueUniquePeriodic, update } from './enqueueing'
import type { Parts } from './parts'
import { pruneAll } from './retention'
import type { Scheduler } from './scheduler'
import { jobView } from './views'

const PAGE_ROWS = 100
const CANCEL_STEP = 1_000

export function createJobQueue(parts: Parts, scheduler: Scheduler): JobQueue {
  const { store } = parts
  const write = <T>(work: () => Reply<T>): Promise<Reply<T>> =>
    scheduler.submit(() => (parts.situation.isQuitting ? refused('shutting_down', 'Lull is ending.') : work()))
  const cancelSome = (jobs: () => readonly JobRecord[]): Promise<Reply<{ cancelled: number }>> =>
    write(() => granted({ cancelled: cancelJobs(parts, jobs()) }))
  return {
    enqueue: (requests) => write(() => enqueue(parts, requests)),
    enqueueUnique: (name, policy, requests) => write(() => enqueueUnique(parts, name, policy, requests)),
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
    count: async (query) => {
      const problem = queryProblem(query)
      return await Promise.resolve(problem ?? granted(store.listing.count(query)))
    },
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

function pageOf(parts: Parts, query: JobQuery): Reply<Page<JobView>> {
  const problem = queryProblem(query)
  if (problem) return problem
  const page = parts.store.listing.page(query, query.limit ?? PAGE_ROWS)
  if (page === 'bad_cursor') return refused('bad_cursor', 'That is not a page that was given out.')
  return granted({ rows: page.rows.map((job) => jobView(parts, job)), next: page.next })
}

/** An empty list is refused: it is a mistake, and reading it as "all" is how everything gets cancelled (semantics 1.14). */
function queryProblem(query: JobQuery): Extract<Reply<never>, { ok: false }> | null {
  const shape = jobQuerySchema.safeParse(query)
  if (!shape.success) return refused('invalid_query', shape.error.issues[0]?.message ?? 'invalid')
  const empty = Object.entries(query).find(([, value]) => Array.isArray(value) && value.length === 0)
  return empty ? refused('empty_list', `An empty list of ${empty[0]} asks for nothing.`) : null
}
