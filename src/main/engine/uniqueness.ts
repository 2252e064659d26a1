// What becomes of jobs already under a unique name when more are enqueued under it (semantics 6). Pure: it reads rows and answers with a
// decision; enqueueing.ts carries it out.

import { assertNever } from '@shared/errors'
import { isFinished, type JobState } from '@shared/jobs/job'
import type { UniquePolicy } from '@shared/queue'

export interface NamedJob {
  id: string
  state: JobState
  /** It has no dependents at all. */
  isLeaf: boolean
}

export type UniqueDecision =
  | { type: 'insert' }
  /** An unfinished one is there; nothing is stored. */
  | { type: 'keep'; ids: string[] }
  /** All of them go, those that run are stopped first. */
  | { type: 'replace' }
  /** The new ones come after these. */
  | { type: 'append'; parentIds: string[] }

export function decideUnique(policy: UniquePolicy, existing: readonly NamedJob[]): UniqueDecision {
  if (existing.length === 0) return { type: 'insert' }
  switch (policy) {
    case 'replace':
      return { type: 'replace' }
    case 'keep': {
      // Blocked ones alone have nothing left that could free them: they count as absent.
      const isAlive = existing.some((job) => job.state === 'enqueued' || job.state === 'running')
      if (!isAlive) return { type: 'replace' }
      return { type: 'keep', ids: existing.filter((job) => !isFinished(job.state)).map((job) => job.id) }
    }
    case 'append':
      return append(existing)
    case 'appendOrReplace':
      return leaves(existing).some((job) => job.state === 'failed' || job.state === 'cancelled')
        ? { type: 'replace' }
        : append(existing)
    default:
      return assertNever(policy)
  }
}

function leaves(existing: readonly NamedJob[]): NamedJob[] {
  return existing.filter((job) => job.isLeaf)
}

function append(existing: readonly NamedJob[]): UniqueDecision {
  return { type: 'append', parentIds: leaves(existing).map((job) => job.id) }
}
