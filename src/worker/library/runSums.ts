// Decides how the sums of a run survive a crash: they are stored in the page transactions they count, and an attempt that follows a
// dead one takes them over, so that the history of a target adds up to what its table holds (D5, PULL-30).
import type { RunSums } from '@shared/jobs/occurrence'
import { z } from 'zod'
import type { LibraryDb } from './database'
import type { Lease } from './lease'

const storedSums = z.record(z.string(), z.number())

/** Adds the sums of an attempt that never reported, if there was one, to `sums`. */
export function takeOverSums(db: LibraryDb, lease: Lease, sums: RunSums): void {
  const stored = db.prepare('select sums from _open_runs where target = @target').pluck().get({ target: lease.target })
  if (typeof stored !== 'string') return
  const before = storedSums.parse(JSON.parse(stored))
  const names = Object.keys(before) as (keyof RunSums)[]
  for (const name of names) sums[name] = (sums[name] ?? 0) + (before[name] ?? 0)
}

/** Called inside a page's transaction, with the sums as they are once it commits. */
export function storeSums(db: LibraryDb, lease: Lease, attemptId: string, sums: RunSums, now: number): void {
  db.prepare(
    `insert into _open_runs (target, attempt_id, sums, updated_at) values (@target, @attemptId, @sums, @now)
     on conflict (target) do update
       set attempt_id = excluded.attempt_id, sums = excluded.sums, updated_at = excluded.updated_at`,
  ).run({ target: lease.target, attemptId, sums: JSON.stringify(sums), now: BigInt(now) })
}

/** The attempt is about to report its sums itself. */
export function dropSums(db: LibraryDb, lease: Lease): void {
  db.prepare('delete from _open_runs where target = @target').run({ target: lease.target })
}
