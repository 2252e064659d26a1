// Asks how long there has been no input, only while somebody waits on it: there is no event for it anywhere.
// How often: not yet idle, every 5 s and again at the very threshold; idle, every second, because a job may be running that must
// stop at the first input (COND-6, semantics 1.22). Judging the time is the engine's.
import type { Cancel, DevicePorts } from './ports'

const FAR_LOOK_MS = 5_000
const NEAR_LOOK_MS = 1_000
const SOONEST_LOOK_MS = 250

export interface IdleWatch {
  setWanted(wanted: boolean): void
  /** ms since the last input, asked now; null while nobody waits. */
  idleForMs(): number | null
  stop(): void
}

/** When to ask again, in ms. */
export function nextIdleLookMs(idleForMs: number, idleAfterMs: number): number {
  if (idleForMs >= idleAfterMs) return NEAR_LOOK_MS
  return Math.max(SOONEST_LOOK_MS, Math.min(FAR_LOOK_MS, idleAfterMs - idleForMs))
}

export function createIdleWatch(
  ports: Pick<DevicePorts, 'power' | 'after'>,
  idleAfterMs: () => number,
  looked: () => void,
): IdleWatch {
  let wanted = false
  let cancel: Cancel | null = null

  const idleForMs = (): number => Math.max(0, ports.power.idleForSeconds() * 1_000)

  function look(): void {
    looked()
    cancel = wanted ? ports.after(nextIdleLookMs(idleForMs(), idleAfterMs()), look) : null
  }

  function setWanted(next: boolean): void {
    if (next === wanted) return
    wanted = next
    cancel?.()
    cancel = null
    look()
  }

  return {
    setWanted,
    idleForMs: () => (wanted ? idleForMs() : null),
    stop() {
      wanted = false
      cancel?.()
      cancel = null
    },
  }
}
