// The engine's surface: what IPC, the tray, the services of a worker and the tests call. Implemented by main/engine/jobQueue.ts,
// and by the main thread's proxy of it. Calls that write resolve when the change is durable; calls made at once share a commit (D7).
import type { Reply } from './errors'
import type { JobQuery, JobRequest, JobView, Page } from './jobs/job'

export const uniquePolicies = ['keep', 'replace', 'append', 'appendOrReplace'] as const
export type UniquePolicy = (typeof uniquePolicies)[number]
export type UniquePeriodicPolicy = 'keep' | 'replace' | 'update'

/** `kept`: an unfinished job of that name was there, nothing was stored (semantics 1.10). */
export type Enqueued = { ids: string[]; kept?: true }
export type UpdateResult = 'appliedImmediately' | 'appliedForNextRun' | 'notApplied'

/** Jobs that are stored together, each after every one of `after`: ids of jobs before them in the graph, or stored already. */
export interface ChainStep {
  requests: (JobRequest & { id: string })[]
  after: string[]
  /** The name they carry. `policy` is applied to it where a unique chain begins, and null further on. */
  unique: { name: string; policy: UniquePolicy | null } | null
}
/** A chain as it is sent; built by shared/chain.ts. */
export interface ChainGraph {
  steps: ChainStep[]
}

export type PauseScope =
  | { type: 'all' }
  | { type: 'source'; id: string }
  | { type: 'kind'; kind: string }
  | { type: 'job'; id: string }
/** `until` null: until the user resumes (COND-9). */
export interface Pause {
  scope: PauseScope
  until: number | null
  since: number
}

export interface JobQueue {
  /** All or nothing, in one transaction. */
  enqueue(requests: JobRequest[]): Promise<Reply<Enqueued>>
  enqueueUnique(name: string, policy: UniquePolicy, requests: JobRequest[]): Promise<Reply<Enqueued>>
  /**
   * All steps in one transaction. Refused with `chain_cycle`, and with `parent_gone` when something in `after` is not stored any more.
   * An id that is known already is left as it is. `kept`: a name with `keep` kept what it had, and nothing of the graph was stored.
   */
  enqueueChain(graph: ChainGraph): Promise<Reply<Enqueued>>
  enqueueUniquePeriodic(name: string, policy: UniquePeriodicPolicy, request: JobRequest): Promise<Reply<Enqueued>>
  update(request: JobRequest & { id: string }): Promise<Reply<UpdateResult>>
  /** Unknown and finished ids are a success that changes nothing. */
  cancel(id: string): Promise<Reply<{ cancelled: number }>>
  cancelUnique(name: string): Promise<Reply<{ cancelled: number }>>
  cancelByTag(tag: string): Promise<Reply<{ cancelled: number }>>
  cancelAll(): Promise<Reply<{ cancelled: number }>>
  /** Removes every finished job that nothing unfinished depends on. */
  prune(): Promise<Reply<{ pruned: number }>>
  get(id: string): Promise<JobView | undefined>
  query(query: JobQuery): Promise<Reply<Page<JobView>>>
  count(query: JobQuery): Promise<Reply<number>>
  /** Starts it now over soft and metered holds, for that run only (D21); refused with the hold that cannot be overridden. */
  runNow(id: string): Promise<Reply<{ overrides: string[] }>>
  pause(scope: PauseScope, until: number | null): Promise<Reply<Pause>>
  resume(scope: PauseScope): Promise<Reply<{ resumed: number }>>
  pauses(): Promise<Pause[]>
  /** Ends the next period of periodic work unrun: it is due one interval later. */
  skipNext(id: string): Promise<Reply<{ nextRunAt: number }>>
  /**
   * Ends the running attempt and, of periodic work, not the job: uncharged, its next period begins and `nextRunAt` (ms UTC) is when.
   * One-time work is cancelled with it: null. Refused with `not_running`.
   */
  stop(id: string): Promise<Reply<{ nextRunAt: number | null }>>
  /** A failed one-time job becomes a new linked job; a periodic one that `needs_you` becomes runnable. */
  retry(id: string): Promise<Reply<{ id: string }>>
}
