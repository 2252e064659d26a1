// Does something once nothing has been written for a moment. What that is, and whether it is worth doing, is its caller's.
const QUIET_MS = 1_000

export interface Rest {
  /** Something was written. */
  wrote(): void
}

/** `act` runs about one to two seconds after the last write; no timer is left waiting in between. */
export function createRest(act: () => void, later: (work: () => void, delayMs: number) => void): Rest {
  let writes = 0
  let isWaiting = false
  const wait = (): void => {
    const seen = writes
    isWaiting = true
    later(() => {
      isWaiting = false
      if (writes === seen) act()
      else wait()
    }, QUIET_MS)
  }
  return {
    wrote() {
      writes += 1
      if (!isWaiting) wait()
    },
  }
}
