// Notices that workers die one after the other, and holds back new ones (P20): five deaths within 60 s, or any death while in trouble,
// and nothing is started for 60 s; then one at a time, until an attempt ends in good order.
import { MINUTE_MS } from '@shared/time'

const DEATHS = 5
const WITHIN_MS = MINUTE_MS
const HOLD_MS = MINUTE_MS

export interface CrashLoop {
  died(): void
  /** An attempt came to its end: whatever it was, it is over. */
  endedWell(): void
  inTrouble(): boolean
  /** How long nothing may be started from now; 0: one may. */
  holdMs(): number
}

/** @param monotonicMs a clock that nobody sets. */
export function createCrashLoop(monotonicMs: () => number): CrashLoop {
  let deaths: number[] = []
  let troubled = false
  let heldUntil = 0
  return {
    died() {
      const now = monotonicMs()
      deaths = [...deaths.filter((at) => now - at < WITHIN_MS), now]
      if (!troubled && deaths.length < DEATHS) return
      troubled = true
      heldUntil = now + HOLD_MS
    },
    endedWell() {
      deaths = []
      troubled = false
      heldUntil = 0
    },
    inTrouble: () => troubled,
    holdMs: () => Math.max(0, heldUntil - monotonicMs()),
  }
}
