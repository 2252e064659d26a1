// A world for tests: three clocks that move only when told, timers on them, and a device described in the words of the scenarios.
import type { DeviceReading } from '@shared/device'

/** ms UTC; any real day will do. */
export const T0 = 1_000_000_000_000

export interface FakeDevice {
  charging: boolean
  /** Percent; null: there is no battery. */
  batteryLevel: number | null
  network: 'none' | 'connected-unvalidated' | 'metered' | 'unmetered' | 'unknown-metered'
  /** null: nobody knows. */
  storageLow: boolean | null
  idle: boolean
  locked: boolean
  saver: boolean
  /** undefined: nothing tells. */
  isHot: boolean | undefined
  /** null: nothing tells. */
  networkId: string | null
}

/** The scenarios' default: on battery at 80 %, on an unmetered network, in use. */
export const usualDevice: FakeDevice = {
  charging: false,
  batteryLevel: 80,
  network: 'unmetered',
  storageLow: false,
  idle: false,
  locked: false,
  saver: false,
  isHot: undefined,
  networkId: 'home',
}

export function readingOf(device: FakeDevice, at: number): DeviceReading {
  const metered = { none: 'unknown', 'connected-unvalidated': 'unknown', metered: 'yes', unmetered: 'no' } as const
  const online = device.network === 'none' ? 'no' : device.network === 'connected-unvalidated' ? 'portal' : 'yes'
  const freeBytes = device.storageLow === null ? null : device.storageLow ? 1_000_000 : 500_000_000_000
  return {
    power: {
      source: device.charging || device.batteryLevel === null ? 'mains' : 'battery',
      batteryPercent: device.batteryLevel,
      saver: device.saver,
      ...(device.isHot === undefined ? {} : { isHot: device.isHot }),
      sinceMs: at,
    },
    network: {
      online,
      metered: device.network === 'unknown-metered' ? 'unknown' : metered[device.network],
      meteredIsGuess: false,
      networkId: device.networkId,
      networkName: device.networkId === null ? null : 'Home',
      sinceMs: at,
    },
    idle: { idleForMs: device.idle ? 10 * 60_000 : 0, locked: device.locked, sinceMs: at },
    storage: { freeBytes },
    at,
  }
}

interface Timer {
  at: number
  fire: () => void
}

export interface FakeTime {
  now(): number
  monotonic(): number
  uptime(): number
  /** Fires once `delayMs` of monotonic time have passed. */
  later(fire: () => void, delayMs: number): () => void
  /** The next timer due within `ms`, with the clocks moved to it; null, with the clocks moved by `ms`, when there is none. */
  step(ms: number): { tookMs: number; fire: (() => void) | null }
  jump(ms: number): void
  sleep(ms: number): void
}

export function createFakeTime(startAt: number): FakeTime {
  let wall = startAt
  let monotonic = 5_000
  let uptime = 100_000
  const timers = new Set<Timer>()
  return {
    now: () => wall,
    monotonic: () => monotonic,
    uptime: () => uptime,
    later: (fire, delayMs) => {
      const timer = { at: monotonic + Math.max(0, delayMs), fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    step: (ms) => {
      const [next] = [...timers].toSorted((a, b) => a.at - b.at)
      const isDue = next !== undefined && next.at <= monotonic + ms
      const tookMs = isDue ? Math.max(0, next.at - monotonic) : ms
      wall += tookMs
      monotonic += tookMs
      uptime += tookMs
      if (isDue) timers.delete(next)
      return { tookMs, fire: isDue ? next.fire : null }
    },
    jump: (ms) => {
      wall += ms
    },
    sleep: (ms) => {
      wall += ms
      uptime += ms
    },
  }
}
