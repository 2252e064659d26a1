// What sleep and clock jumps do to due times (semantics 1.25, 1.26, COND-8): nothing is lost, nothing comes in a burst.
// Noticing them is clockWatch.ts.
import type { JobRecord } from '@shared/jobs/record'
import { DAY_MS, LONGEST_TIMER_MS } from '@shared/time'
import { skipPeriod } from './controls'
import type { Parts } from './parts'
import { dueFrom, dueTimes, mergedCount, OVERRIDE_SPACING_MS } from './recurrence'

/** The computer slept, the app was not running, or the clock went forward: what asked to skip missed times does. */
export function skipMissed(parts: Parts): void {
  for (const job of parts.store.sweeps.missedSkippable(parts.now() - LONGEST_TIMER_MS)) {
    skipPeriod(parts, job, mergedCount(job, parts.now(), parts.ports.calendar))
  }
}

/**
 * The clock went back by `backMs` (null: unknown, while the app was not running). Jobs anchored in what is now the future would wait for
 * the clock to catch up: periodic work does so for less than an interval, else it is anchored to now; one-time work for up to a day.
 */
export function reanchor(parts: Parts, backMs: number | null): void {
  const now = parts.now()
  for (const job of parts.store.sweeps.anchoredAfter(now)) {
    const aheadMs = backMs ?? (job.lastEnqueuedAt ?? now) - now
    if (aheadMs > patienceMs(job)) anchorToNow(parts, job, now)
  }
  shortenHolds(parts, now)
}

/** A hold that began in what is now the future lasts as long as it was to last, from now. */
function shortenHolds(parts: Parts, now: number): void {
  for (const hold of parts.world().holds) {
    if (hold.until === null || hold.since <= now) continue
    parts.store.holds.remove(hold.scope, hold.key, hold.reason)
    parts.store.holds.put({ ...hold, since: now, until: hold.until - (hold.since - now) })
    parts.worldChanged()
  }
}

function patienceMs(job: JobRecord): number {
  return job.everyMs ?? (job.cron === null ? DAY_MS : OVERRIDE_SPACING_MS)
}

function anchorToNow(parts: Parts, job: JobRecord, now: number): void {
  const shift = (job.lastEnqueuedAt ?? now) - now
  const earlier = (at: number | null): number | null => (at === null ? null : at - shift)
  const patch = {
    lastEnqueuedAt: now,
    lastEndedAt: job.lastEndedAt === null ? null : Math.min(job.lastEndedAt, now),
    backoffUntil: earlier(job.backoffUntil),
    holdUntil: earlier(job.holdUntil),
  }
  const after = { ...job, ...patch }
  const isWaiting = after.holdUntil !== null && after.holdUntil > now
  const due = isWaiting ? dueFrom(after, after.holdUntil) : dueTimes(after, parts.ports.calendar)
  parts.ledger.amend(job, { ...patch, ...due })
}
