// Decides what becomes of an attempt whose library file could not be used: waits for space, tries again, or fails with a code.
// Network outcomes: http/classify.ts.
import type { Outcome } from '@shared/jobs/outcome'
import { markDamaged } from './damage'
import { LibraryUnusable } from './database'
import { storageFault } from './faults'
import { FenceLost } from './lease'
import { LibraryBusy } from './transaction'

/** null: not an error of the library, so a bug or a stop. Marks a damaged file, which the next opening then examines. */
export function libraryOutcome(error: unknown, path: string): Outcome | null {
  if (error instanceof LibraryUnusable) return { type: 'failed', error: { code: error.code, message: error.message } }
  if (error instanceof LibraryBusy) {
    return retry('library_busy', 'Another program kept the local copy locked for a minute.')
  }
  if (error instanceof FenceLost) {
    const details = { target: error.target, storedEpoch: error.storedEpoch }
    return { type: 'retry', error: { code: 'fenced', message: 'A newer run took over this table.', details } }
  }
  const fault = storageFault(error)
  switch (fault) {
    case null:
      return null
    case 'no_space':
      return {
        type: 'wait',
        reason: 'storage_low',
        scope: 'job',
        error: { code: 'storage_low', message: 'The disk is full. Nothing of this page was stored.' },
      }
    case 'damaged':
      markDamaged(path)
      return retry('library_damaged', 'The local copy is damaged. It is set aside when it is next opened.')
    case 'busy':
      return retry('library_busy', 'Another program kept the local copy locked.')
    case 'read_only':
      return retry('library_read_only', 'The folder of the local copy cannot be written.')
    case 'io':
      return retry('library_io', 'The disk reported an error while the local copy was written.')
  }
}

function retry(code: string, message: string): Outcome {
  return { type: 'retry', error: { code, message } }
}
