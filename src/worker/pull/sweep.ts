// Decides which rows a complete pass over a full list deletes (PULL-13 to PULL-15, D29): those no page holds, unless that is too many at once,
// or the list was empty; then the user is asked, and nothing goes until they answered. Marking rows: library/listed.ts.
import type { JobError } from '@shared/jobs/outcome'
import type { ResolvedSource } from '@shared/workerMessages'
import type { LibraryDb } from '../library/database'
import { findAbsent, keepListed } from '../library/listed'
import { storeHeldDeletes } from '../library/pullState'
import { hasUnreadKeys } from '../library/setAside'
import { windowOf } from './listWindow'

export type Swept =
  | { type: 'swept'; deleted: number; answerUsed: boolean }
  /** Nothing was deleted. */
  | { type: 'held'; error: JobError }

/** In the transaction that ends a complete pass over these pages. */
export function sweep(db: LibraryDb, source: ResolvedSource, pages: ReadonlySet<string>, now: number): Swept {
  const { table, id, pull, deletesAnswer } = source
  if (pull.deletes.mode !== 'full' && pull.deletes.mode !== 'window')
    return { type: 'swept', deleted: 0, answerUsed: false }
  keepListed(db, table, pages)
  // A record nobody could read may be any row: then no row is known to be gone.
  if (hasUnreadKeys(db, table)) return { type: 'swept', deleted: 0, answerUsed: false }
  const found = findAbsent(db, table, pull.deletes.mode === 'window' ? windowOf(pull.deletes, now) : null)
  const isMany = found.absent > pull.deletes.guardRows && found.absent > found.live * pull.deletes.guardShare
  const isAsked = found.absent > 0 && (isMany || found.listed === 0)
  if (!isAsked) return done(db, id, found.absent === 0 ? 0 : found.markDeleted(now), false)
  if (deletesAnswer && found.absent <= deletesAnswer.upToRows) {
    return done(
      db,
      id,
      deletesAnswer.answer === 'delete' ? found.markDeleted(now) : 0,
      deletesAnswer.answer === 'delete',
    )
  }
  storeHeldDeletes(db, id, found.absent)
  const details = { rows: found.absent, of: found.live }
  const message = `The list no longer has ${found.absent} of ${found.live} rows. Nothing was deleted.`
  return { type: 'held', error: { code: 'mass_delete_guard', message, details } }
}

function done(db: LibraryDb, sourceId: string, deleted: number, answerUsed: boolean): Swept {
  storeHeldDeletes(db, sourceId, 0)
  return { type: 'swept', deleted, answerUsed }
}
