// Ends jobs because somebody said so: cancel with all that depends on them, remove for a replacement, prune what is over.
// A running attempt is told to stop; its job is cancelled at once and does not wait for it.
import { isFinished } from '@shared/jobs/job'
import type { JobRecord } from '@shared/jobs/record'
import { endDescendants } from './chain'
import { tellToStop } from './endings'
import type { Parts } from './parts'
import { endProblem } from './problems'

/** Answers how many jobs became cancelled, dependents among them. One walk for all of them, however they hang together. */
export function cancelJobs(parts: Parts, jobs: readonly JobRecord[]): number {
  let count = 0
  const cancel = (job: JobRecord): void => {
    cancelOne(parts, job)
    count += 1
  }
  for (const job of jobs) if (!isFinished(job.state)) cancel(job)
  endDescendants(
    parts,
    jobs.map((job) => job.id),
    cancel,
  )
  return count
}

function cancelOne(parts: Parts, job: JobRecord): void {
  const attempt = job.state === 'running' ? parts.store.attempts.ofJob(job.id) : undefined
  if (attempt) tellToStop(parts, attempt, 'cancelled')
  parts.ledger.move(job, 'cancel', {
    stopReason: attempt ? 'cancelled' : null,
    finishedAt: parts.now(),
    dueAt: null,
    batteryDueAt: null,
    deadlineAt: null,
    backoffUntil: null,
    urged: 0,
  })
  endProblem(parts, job.id)
}

/**
 * Replace (D22): the rows of a name go at once, attempts wind down and hold the name until they have ended. Dependents that do not go
 * with them stay to be seen as cancelled (SC-98).
 */
export function removeJobs(parts: Parts, jobs: readonly JobRecord[]): void {
  endDescendants(
    parts,
    jobs.map((job) => job.id),
    (child) => cancelOne(parts, child),
  )
  for (const job of jobs) {
    const attempt = job.state === 'running' ? parts.store.attempts.ofJob(job.id) : undefined
    if (attempt) tellToStop(parts, attempt, 'replaced')
    parts.ledger.remove(job)
    endProblem(parts, job.id)
  }
}

/** A finished job that nothing unfinished depends on. Its history stays. */
export function pruneJob(parts: Parts, id: string): void {
  const job = parts.store.jobs.get(id)
  if (job === undefined) return
  parts.ledger.remove(job)
  endProblem(parts, id)
}
