// What one reading of the device says about each thing a job can need of it, and how long a need that came back must hold before work
// starts on it (semantics 1.21 to 1.24). Which job needs what is eligibility.ts.
import type { DeviceReading } from '@shared/device'
import { assertNever } from '@shared/errors'
import type { Constraints } from '@shared/jobs/constraints'
import type { StopReason } from '@shared/jobs/outcome'
import type { Reason } from '@shared/jobs/reasons'
import type { Preferences } from '@shared/preferences'
import { SECOND_MS } from '@shared/time'

/** In the order that wins when several are lost at once (D12). */
export const signals = ['charging', 'battery', 'storage', 'connected', 'unmetered', 'metered', 'idle'] as const
export type Signal = (typeof signals)[number]

/** A need that returns must hold so long before work starts on it; its loss acts at once (COND-6). */
export const SETTLE_MS = 5 * SECOND_MS

export function signalsNeeded(needs: Constraints): Signal[] {
  const needed: Record<Signal, boolean> = {
    charging: needs.charging,
    battery: needs.batteryNotLow,
    storage: needs.storageNotLow,
    connected: needs.network !== 'notRequired',
    unmetered: needs.network === 'unmetered',
    metered: needs.network === 'metered',
    idle: needs.idle,
  }
  return signals.filter((signal) => needed[signal])
}

/** Why the signal is not there now; null when it is. */
export function signalMissing(signal: Signal, reading: DeviceReading, preferences: Preferences): Reason | null {
  const { power, network, idle, storage } = reading
  const name = network.networkName === null ? {} : { data: { name: network.networkName } }
  switch (signal) {
    case 'charging':
      return power.source === 'battery' ? { code: 'on_battery', since: power.sinceMs } : null
    case 'battery': {
      const threshold = preferences.batteryThresholdPercent
      const isLow = power.source === 'battery' && power.batteryPercent !== null && power.batteryPercent <= threshold
      return isLow ? { code: 'battery_low', data: { percent: power.batteryPercent ?? 0, threshold } } : null
    }
    case 'storage':
      return storage.freeBytes !== null && storage.freeBytes < preferences.keepFreeBytes
        ? { code: 'storage_low', data: { freeBytes: storage.freeBytes, keepBytes: preferences.keepFreeBytes } }
        : null
    case 'connected':
      if (network.online === 'portal') return { code: 'captive_portal', since: network.sinceMs }
      return network.online === 'no' ? { code: 'offline', since: network.sinceMs } : null
    case 'unmetered':
      if (network.metered === 'yes') return { code: 'metered', ...name }
      return network.metered === 'unknown' && preferences.unknownMeteredAs === 'metered'
        ? { code: 'metered_unknown', ...name }
        : null
    case 'metered': {
      const counts =
        network.metered === 'unknown' ? preferences.unknownMeteredAs === 'metered' : network.metered === 'yes'
      return counts ? null : { code: 'not_metered', ...name }
    }
    case 'idle': {
      const isIdle = idle.locked || (idle.idleForMs !== null && idle.idleForMs >= preferences.idleAfterMs)
      const data = { idleForMs: idle.idleForMs ?? 0, idleAfterMs: preferences.idleAfterMs }
      return isIdle ? null : { code: 'not_idle', data }
    }
    default:
      return assertNever(signal)
  }
}

/** Why a running attempt is stopped when a signal goes. */
export function stopReasonOf(signal: Signal): StopReason {
  switch (signal) {
    case 'connected':
      return 'network'
    case 'unmetered':
      return 'metered'
    case 'charging':
    case 'battery':
    case 'storage':
    case 'metered':
    case 'idle':
      return signal
    default:
      return assertNever(signal)
  }
}

export interface SettleWatch {
  /** Takes a reading in; `monotonicMs` is the time of it. `settles` false: what changed is a preference, which acts at once. */
  take(reading: DeviceReading, preferences: Preferences, monotonicMs: number, settles: boolean): void
  /** How long until the signal may be relied on; 0 when it may. Only for a signal that is there. */
  remainingMs(signal: Signal, monotonicMs: number): number
}

/** The first reading settles nothing: there was no loss before it. */
export function createSettleWatch(): SettleWatch {
  const there = new Map<Signal, boolean>()
  const returnedAt = new Map<Signal, number>()
  return {
    take: (reading, preferences, monotonicMs, settles) => {
      for (const signal of signals) {
        const isThere = signalMissing(signal, reading, preferences) === null
        if (isThere && there.get(signal) === false && settles) returnedAt.set(signal, monotonicMs)
        if (!isThere) returnedAt.delete(signal)
        there.set(signal, isThere)
      }
    },
    remainingMs: (signal, monotonicMs) => {
      const at = returnedAt.get(signal)
      return at === undefined ? 0 : Math.max(0, at + SETTLE_MS - monotonicMs)
    },
  }
}
