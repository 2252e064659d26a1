// Notices sleep and clock jumps by comparing three clocks (D16). What then happens to due times is clockEvents.ts's and recovery's.
import type { Clock } from './ports'

export interface ClockChange {
  /** How long the computer slept since the last look, ms; 0 when it did not. */
  asleepMs: number
  /** By how much the wall clock was moved, ms, negative for back; 0 when it was not. */
  jumpMs: number
}

/** Less than this is the grain of the clocks. */
const NOISE_MS = 2_000
/** Time since boot costs a file to read: while the two other clocks agree it is read so often. */
const READ_EVERY_MS = 1_000
const AGREE_MS = NOISE_MS / 2

export interface ClockWatch {
  look(): ClockChange
}

export function createClockWatch(clock: Clock): ClockWatch {
  let last = { wall: clock.now(), monotonic: clock.monotonic(), uptime: clock.uptime() }
  return {
    look: () => {
      const [wall, monotonic] = [clock.now(), clock.monotonic()]
      const passed = monotonic - last.monotonic
      // Sleep and jumps both set these two apart.
      if (passed < READ_EVERY_MS && Math.abs(wall - last.wall - passed) < AGREE_MS) return { asleepMs: 0, jumpMs: 0 }
      const now = { wall, monotonic, uptime: clock.uptime() }
      const asleep = now.uptime - last.uptime - (now.monotonic - last.monotonic)
      const jump = now.wall - last.wall - (now.uptime - last.uptime)
      last = now
      return {
        asleepMs: asleep > NOISE_MS ? Math.round(asleep) : 0,
        jumpMs: Math.abs(jump) > NOISE_MS ? Math.round(jump) : 0,
      }
    },
  }
}
