// Asks how much room there is where the app's files are, only while somebody waits on it.
// What is too little is the engine's (a preference).
import type { Cancel, DevicePorts } from './ports'

const LOOK_MS = 30_000

export interface StorageWatch {
  setWanted(wanted: boolean): void
  /** As of the last look; null before it, while nobody waits, or when the system did not tell. */
  freeBytes(): number | null
  stop(): void
}

export function createStorageWatch(
  ports: Pick<DevicePorts, 'freeBytes' | 'after' | 'log'>,
  changed: () => void,
): StorageWatch {
  let wanted = false
  let free: number | null = null
  let cancel: Cancel | null = null

  async function look(): Promise<void> {
    const found = await ports.freeBytes().catch((problem: unknown) => {
      ports.log.warn('free space could not be read', { problem: String(problem) })
      return null
    })
    if (!wanted) return
    if (found !== free) {
      free = found
      changed()
    }
    cancel?.()
    cancel = ports.after(LOOK_MS, () => void look())
  }

  function rest(): void {
    wanted = false
    free = null
    cancel?.()
    cancel = null
  }

  return {
    setWanted(next) {
      if (next === wanted) return
      if (!next) return rest()
      wanted = true
      void look()
    },
    freeBytes: () => free,
    stop: rest,
  }
}
