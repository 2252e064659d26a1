// Notices a process that fell silent (D11, P18): six looks, 5 s apart, without a sign of life. Looks are counted, not time: a
// computer that slept, or a main process that was held up, makes one look late and never six of them.
import type { After, Cancel } from './child'

const LOOK_MS = 5_000
const LOOKS = 6

export interface Watchdog {
  alive(): void
  stop(): void
}

export function startWatchdog(after: After, onSilent: () => void): Watchdog {
  let silentLooks = 0
  let cancel: Cancel = after(LOOK_MS, look)

  function look(): void {
    silentLooks += 1
    if (silentLooks >= LOOKS) onSilent()
    else cancel = after(LOOK_MS, look)
  }

  return {
    alive() {
      silentLooks = 0
    },
    stop: () => cancel(),
  }
}
