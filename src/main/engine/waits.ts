// Ends what attempts had to wait for: a sign-in came, the network is back. And makes stale sources due when somebody looks (D17).
import { assertNever } from '@shared/errors'
import type { WaitReason } from '@shared/jobs/outcome'
import { HELD, type JobRecord } from '@shared/jobs/record'
import type { Parts } from './parts'
import { endProblem } from './problems'
import { dueFrom, isPeriodic } from './recurrence'

export interface HoldFilter {
  reason: WaitReason
  sourceId?: string
  jobId?: string
}

/** Ends every hold with this reason, of one source or one job where given. */
export function releaseHold(parts: Parts, filter: HoldFilter): void {
  const { reason, sourceId, jobId } = filter
  const source = sourceId === undefined ? undefined : parts.world().sources.get(sourceId)
  if (jobId === undefined) {
    for (const hold of parts.world().holds) {
      const isOurs = sourceId === undefined || hold.key === sourceId || hold.key === source?.origin
      if (hold.reason === reason && isOurs) parts.store.holds.remove(hold.scope, hold.key, hold.reason)
    }
    for (const problem of parts.store.problems.withCode(reason, sourceId)) endProblem(parts, problem.jobId)
  } else {
    const job = parts.store.jobs.get(jobId)
    if (job && job.holdReason === reason) endProblem(parts, jobId)
  }
  for (const job of parts.store.sweeps.waiting(reason, { ...(sourceId && { sourceId }), ...(jobId && { jobId }) })) {
    release(parts, job)
  }
  parts.worldChanged()
  parts.effects.changed('jobs')
}

function release(parts: Parts, job: JobRecord): void {
  const now = parts.now()
  const isLater = job.holdUntil !== null && job.dueAt === job.holdUntil
  parts.ledger.amend(job, {
    held: job.held & ~HELD.waiting,
    holdReason: null,
    holdSince: null,
    holdUntil: null,
    ...(isLater ? dueFrom(job, Math.min(job.dueAt ?? now, now)) : {}),
  })
}

/** A reading that shows the cause gone ends the holds that had waited for it (P23). */
export function releaseByDevice(parts: Parts, came: 'network' | 'storage'): void {
  switch (came) {
    case 'network':
      releaseHold(parts, { reason: 'offline' })
      releaseHold(parts, { reason: 'captive_portal' })
      return
    case 'storage':
      releaseHold(parts, { reason: 'storage_low' })
      return
    default:
      assertNever(came)
  }
}

/** Each enabled source older than its interval: its periodic sync becomes due now. No hold is overridden. Answers how many. */
export function freshen(parts: Parts): number {
  const { now, sources, preferences } = parts.world()
  let count = 0
  for (const source of sources.values()) {
    const everyMs = source.everyMs ?? preferences.syncEveryMs
    const isStale = source.lastSuccessAt === null || now - source.lastSuccessAt >= everyMs
    if (!source.enabled || !isStale) continue
    for (const job of parts.store.jobs.periodicOfSource('feed.sync', source.id)) {
      if (makeDue(parts, job, now)) count += 1
    }
  }
  return count
}

/** Backoff and waits are holds: they stay. So does a next run that was set in place of the interval (PULL-11). */
function makeDue(parts: Parts, job: JobRecord, now: number): boolean {
  if (job.state !== 'enqueued' || !isPeriodic(job) || job.dueAt === null || job.dueAt <= now) return false
  if (job.backoffUntil !== null || job.overrideAt !== null || (job.holdUntil !== null && job.holdUntil > now))
    return false
  parts.ledger.amend(job, { trigger: 'freshness', ...dueFrom(job, now) })
  return true
}
