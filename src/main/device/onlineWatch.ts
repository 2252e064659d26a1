// Watches whether there is a network at all, on systems that have no event for it in the main process.
// Looked at whenever the app wakes anyway; only while offline, and unless nobody waits, every 5 s: back online, work resumes
// within 10 s (P23). Where NetworkManager speaks, nobody starts this watch.
import type { Cancel, DevicePorts } from './ports'

const OFFLINE_LOOK_MS = 5_000

export interface OnlineWatch {
  start(): void
  /** Whether anybody waits for the network. */
  setWanted(wanted: boolean): void
  look(): void
  stop(): void
}

export function createOnlineWatch(
  ports: Pick<DevicePorts, 'isOnline' | 'after'>,
  changed: (isOnline: boolean) => void,
): OnlineWatch {
  let started = false
  let wanted = true
  let last: boolean | null = null
  let cancel: Cancel | null = null

  function look(): void {
    if (!started) return
    const isOnline = ports.isOnline()
    if (isOnline !== last) {
      last = isOnline
      changed(isOnline)
    }
    arm()
  }

  function arm(): void {
    cancel?.()
    cancel = started && wanted && last === false ? ports.after(OFFLINE_LOOK_MS, look) : null
  }

  return {
    start() {
      started = true
      look()
    },
    setWanted(next) {
      wanted = next
      arm()
    },
    look,
    stop() {
      started = false
      last = null
      arm()
    },
  }
}
