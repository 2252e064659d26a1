// Decides how the sums of a run survive a crash: they are stored in the page transactions they count, and an attempt that follows a
// dead one takes them over, so that the history of a target adds up to what its table holds (D5, PULL-30).
import type { RunSums } from '@shared/jobs/occurrence'
import { z } from 'zod'
import type { LibraryDb } from './database'
import type { Lease } from './lease'

const storedSums = z.record(z.string(), z.number())

/** Adds the sums of an attempt that never reported, if there was one, to `sums`; they are this attempt's to report from now on. */
export function takeOverSums(db: LibraryDb, lease: Lease, sums: RunSums): void {
  const stored = db.prepare('select sums from _open_runs where target = @target').pluck().get({ target: lease.target })
  if (typeof stored !== 'string') return
  const before = storedSums.parse(JSON.parse(stored))
  db.prepare('update _open_runs set epoch = @epoch where target = @target').run(bound(lease))
  const names = Object.keys(before) as (keyof RunSums)[]
  for (const name of names) sums[name] = (sums[name] ?? 0) + (before[name] ?? 0)
}

/** Called inside a page's transaction, with the sums as they are once it commits. */
export function storeSums(db: LibraryDb, lease: Lease, attemptId: string, sums: RunSums, now: number): void {
  db.prepare(
    `insert into _open_runs (target, epoch, attempt_id, sums, updated_at)
     values (@target, @epoch, @attemptId, @sums, @now)
     on conflict (target) do update set epoch = excluded.epoch, attempt_id = excluded.attempt_id,
       sums = excluded.sums, updated_at = excluded.updated_at`,
  ).run({ ...bound(lease), attemptId, sums: JSON.stringify(sums), now: BigInt(now) })
}

/** The attempt is about to report its sums itself. Those of a newer attempt on the same target stay. */
export function dropSums(db: LibraryDb, lease: Lease): void {
  db.prepare('delete from _open_runs where target = @target and epoch = @epoch').run(bound(lease))
}

function bound({ target, epoch }: Lease): { target: string; epoch: bigint } {
  return { target, epoch: BigInt(epoch) }
}
