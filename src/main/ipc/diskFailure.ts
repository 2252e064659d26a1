// Tells a disk that takes nothing from a bug, by what an error says: across the engine thread an error is only its words.
import { type Reply, refused } from '@shared/errors'

const FULL = /database or disk is full|ENOSPC|EDQUOT/
const READ_ONLY = /readonly database|EROFS/

/** The refusal where the error, or what caused it, is the disk's; else null. */
export function diskRefusal(error: unknown): (Reply<never> & { ok: false }) | null {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (FULL.test(one.message)) return refused('disk_full', 'The disk is full.')
    if (READ_ONLY.test(one.message)) return refused('disk_read_only', 'The disk takes nothing.')
  }
  return null
}
