// Pauses: rows of their own beside all automatic holds, over everything, a kind, a source or a job (COND-9). What a pause holds and stops
// is eligibility.ts and plan.ts.
import { granted, type Reply, refused } from '@shared/errors'
import { isFinished } from '@shared/jobs/job'
import { HELD } from '@shared/jobs/record'
import type { Pause, PauseScope } from '@shared/queue'
import type { Parts } from './parts'

export function pause(parts: Parts, scope: PauseScope, until: number | null): Reply<Pause> {
  const now = parts.now()
  if (until !== null && until <= now) return refused('until_in_the_past', 'A pause ends in the future.')
  if (scope.type === 'job') {
    const job = parts.store.jobs.get(scope.id)
    if (job === undefined) return refused('unknown_job', `There is no job ${scope.id}.`)
    if (isFinished(job.state)) return refused('finished', 'It is over.')
    parts.ledger.amend(job, { held: job.held | HELD.paused })
  }
  parts.store.pauses.put({ scope, until, since: now })
  pausesChanged(parts)
  const kept = parts.store.pauses.all().find((other) => isSameScope(other.scope, scope))
  return granted(kept ?? { scope, until, since: now })
}

/** Ends the pause of this very scope: whoever paused one source besides everything resumes it by itself. */
export function resume(parts: Parts, scope: PauseScope): Reply<{ resumed: number }> {
  const ending = parts.store.pauses.all().filter((pause) => isSameScope(pause.scope, scope))
  for (const pause of ending) endPause(parts, pause)
  return granted({ resumed: ending.length })
}

/** Pauses and holds whose time is over (COND-9). */
export function expireHolds(parts: Parts): void {
  const world = parts.world()
  for (const pause of world.pauses) if (pause.until !== null && pause.until <= world.now) endPause(parts, pause)
  for (const hold of world.holds) {
    if (hold.until === null || hold.until > world.now) continue
    parts.store.holds.remove(hold.scope, hold.key, hold.reason)
    parts.worldChanged()
  }
}

function endPause(parts: Parts, pause: Pause): void {
  parts.store.pauses.remove(pause.scope)
  const job = pause.scope.type === 'job' ? parts.store.jobs.get(pause.scope.id) : undefined
  if (job) parts.ledger.amend(job, { held: job.held & ~HELD.paused })
  pausesChanged(parts)
}

function pausesChanged(parts: Parts): void {
  parts.worldChanged()
  parts.effects.changed('pauses')
  parts.effects.changed('jobs')
}

function isSameScope(a: PauseScope, b: PauseScope): boolean {
  return JSON.stringify([a.type, keyOf(a)]) === JSON.stringify([b.type, keyOf(b)])
}

function keyOf(scope: PauseScope): string {
  if (scope.type === 'all') return ''
  return scope.type === 'kind' ? scope.kind : scope.id
}
