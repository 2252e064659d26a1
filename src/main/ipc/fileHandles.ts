// Keeps the files that the user chose, under handles a page cannot guess and that mean nothing to another run of the app (S20).
// What is done with a file is its command's affair.
import { randomUUID } from 'node:crypto'
import { HOUR_MS } from '@shared/time'
import type { ChosenPath } from './backend'

const LIFETIME_MS = 12 * HOUR_MS
const MOST_HANDLES = 100

export interface FileHandles {
  /** A new handle for a chosen file. */
  keep(file: ChosenPath): string
  /** The file of a handle; undefined when it was never given, or is older than 12 hours. Stays usable, so that an import can be tried again. */
  fileOf(handle: string): ChosenPath | undefined
}

/** `now`: ms UTC. */
export function createFileHandles(now: () => number): FileHandles {
  const kept = new Map<string, { file: ChosenPath; until: number }>()

  function dropOld(): void {
    for (const [handle, { until }] of kept) if (until <= now()) kept.delete(handle)
    for (const handle of kept.keys()) {
      if (kept.size < MOST_HANDLES) break
      kept.delete(handle)
    }
  }

  return {
    keep: (file) => {
      dropOld()
      const handle = randomUUID()
      kept.set(handle, { file, until: now() + LIFETIME_MS })
      return handle
    },
    fileOf: (handle) => {
      const found = kept.get(handle)
      return found && found.until > now() ? found.file : undefined
    },
  }
}
