// Kind `source.forget`: after a source was removed, takes what library.db knows of it, and its rows if asked. Kept rows stay a table of
// their own, of no source. Tokens, jobs and settings are main's.
import { existsSync } from 'node:fs'
import type { Handler } from '../handler'
import { openLibrary } from '../library/database'
import { claimLease } from '../library/lease'
import { libraryOutcome } from '../library/outcomes'
import { forgetSource } from '../library/pullState'
import { dropTable } from '../library/tables'
import { inTransaction } from '../library/transaction'

interface Input {
  sourceId: string
  table: string
  withRows: boolean
}

export const sourceForget: Handler<Input> = async ({ run, input, signal, paths, sums }) => {
  if (!existsSync(paths.library)) return { type: 'succeeded' }
  try {
    const library = openLibrary(paths.library)
    try {
      await inTransaction(library.db, { signal }, () => {
        // A pull that was still running is fenced off before its rows go.
        claimLease(library.db, { target: input.table, epoch: run.epoch })
        if (input.withRows) sums.deleted = dropTable(library.db, input.table)
        forgetSource(library.db, input.sourceId, input.table)
      })
    } finally {
      library.close()
    }
    return { type: 'succeeded' }
  } catch (error) {
    const outcome = libraryOutcome(error, paths.library)
    if (outcome === null) throw error
    return outcome
  }
}
