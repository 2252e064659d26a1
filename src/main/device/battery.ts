// Asks for the charge where no event tells it (macOS, Windows): only on battery, only while somebody waits on it, and at most
// every two minutes, because asking starts a command of the system.
import type { Cancel, DevicePorts } from './ports'

const LOOK_MS = 120_000

export interface BatteryWatch {
  put(state: { onBattery: boolean; wanted: boolean }): void
  /** As of the last look; null while on mains or while nobody waits. */
  percent(): number | null
  stop(): void
}

export function createBatteryWatch(
  ports: Pick<DevicePorts, 'batteryPercent' | 'after' | 'now' | 'log'>,
  changed: () => void,
): BatteryWatch {
  let active = false
  let level: number | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  let cancel: Cancel | null = null

  async function look(): Promise<void> {
    lookedAt = ports.now()
    const found = await ports.batteryPercent().catch((problem: unknown) => {
      ports.log.warn('the battery level could not be read', { problem: String(problem) })
      return null
    })
    if (!active) return
    if (found !== level) {
      level = found
      changed()
    }
    arm(LOOK_MS)
  }

  function arm(delayMs: number): void {
    cancel?.()
    cancel = ports.after(delayMs, () => void look())
  }

  function rest(): void {
    active = false
    cancel?.()
    cancel = null
  }

  return {
    put({ onBattery, wanted }) {
      if (!onBattery || !wanted) return rest()
      if (active) return
      active = true
      const sinceLookMs = ports.now() - lookedAt
      // A clock set back must not put the next look off.
      if (sinceLookMs < 0 || sinceLookMs >= LOOK_MS) void look()
      else arm(LOOK_MS - sinceLookMs)
    },
    percent: () => (active ? level : null),
    stop: rest,
  }
}
