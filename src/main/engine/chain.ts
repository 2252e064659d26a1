// What a job's end does to those that depend on it: success unblocks, failure and cancelling go all the way down. Walked with a list,
// not by recursion: a chain may be long.

import { isFinished, type JobState } from '@shared/jobs/job'
import type { JobRecord } from '@shared/jobs/record'
import type { Parts } from './parts'
import { dueTimes } from './recurrence'

/** Only direct children can become free; their initial delay counts from now (semantics 2). */
export function unblockChildren(parts: Parts, parent: JobRecord): void {
  for (const child of parts.store.jobs.childrenOf(parent.id)) {
    if (child.state !== 'blocked' || parts.store.jobs.hasUnfinishedParent(child.id)) continue
    const anchored = { ...child, lastEnqueuedAt: parts.now() }
    const { lastEnqueuedAt } = anchored
    parts.ledger.move(child, 'unblock', { lastEnqueuedAt, ...dueTimes(anchored, parts.ports.calendar) })
  }
}

/** What a job is when it is stored after these: failed wins over cancelled, and all succeeded means it may run at once. */
export function birthAfter(parents: readonly JobState[]): 'enqueued' | 'blocked' | 'failed' | 'cancelled' {
  if (parents.includes('failed')) return 'failed'
  if (parents.includes('cancelled')) return 'cancelled'
  return parents.every((state) => state === 'succeeded') ? 'enqueued' : 'blocked'
}

/** Every descendant that has not ended ends `failed`; one that was cancelled stays so (semantics 8). */
export function failDescendants(parts: Parts, parent: JobRecord): void {
  const error = { code: 'dependency_failed', message: 'The job before it failed.' }
  endDescendants(parts, [parent.id], (child) =>
    parts.ledger.move(child, 'fail', { errorJson: JSON.stringify(error), finishedAt: parts.now() }),
  )
}

/**
 * Ends what has not ended below these, each once; they themselves are the caller's. The walk goes on below jobs that have ended:
 * cancelling a succeeded job cancels what still waits for it.
 */
export function endDescendants(parts: Parts, ids: readonly string[], end: (child: JobRecord) => void): void {
  const seen = new Set(ids)
  const left = [...seen]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    for (const child of parts.store.jobs.childrenOf(id)) {
      if (seen.has(child.id)) continue
      seen.add(child.id)
      left.push(child.id)
      if (!isFinished(child.state)) end(child)
    }
  }
}
