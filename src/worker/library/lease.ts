// Decides which attempt may write to a target of this file: the one with the highest epoch that claimed it (D4, P9). A worker that
// was suspended and wakes up again finds a higher epoch and writes nothing (F22). Epochs are main's.
import type { LibraryDb } from './database'

export interface Lease {
  target: string
  epoch: number
}

/** A newer attempt owns the target. `storedEpoch` tells main how far its counter must be. */
export class FenceLost extends Error {
  constructor(
    readonly target: string,
    readonly storedEpoch: number,
  ) {
    super(`a newer attempt owns ${target}`)
    this.name = 'FenceLost'
  }
}

/** Claims the target for this attempt. Throws FenceLost unless the epoch is higher than any that claimed it before. */
export function claimLease(db: LibraryDb, lease: Lease): void {
  const { changes } = db
    .prepare(
      `insert into _lease (target, epoch) values (@target, @epoch)
       on conflict (target) do update set epoch = excluded.epoch where excluded.epoch > _lease.epoch`,
    )
    .run({ target: lease.target, epoch: BigInt(lease.epoch) })
  if (changes === 0) throw new FenceLost(lease.target, storedEpoch(db, lease.target))
}

/** Called first in every transaction of an attempt. Throws FenceLost unless the claim still stands. */
export function assertLease(db: LibraryDb, lease: Lease): void {
  const stored = storedEpoch(db, lease.target)
  if (stored !== lease.epoch) throw new FenceLost(lease.target, stored)
}

function storedEpoch(db: LibraryDb, target: string): number {
  const stored = db.prepare('select epoch from _lease where target = @target').pluck().get({ target })
  return typeof stored === 'number' ? stored : 0
}
