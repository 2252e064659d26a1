// What one reading of the device says about each thing a job can need of it, and how long a need that came back must hold before work
// starts on it (semantics 1.21 to 1.24). Which job needs what is eligibility.ts.
import type { DeviceReading } from '@shared/device'
import { assertNever } from '@shared/errors'
import type { Constraints } from '@shared/jobs/constraints'
import type { StopReason } from '@shared/jobs/outcome'
import type { Reason } from '@shared/jobs/reasons'
import type { NetworkRule, Preferences } from '@shared/preferences'
import { SECOND_MS } from '@shared/time'

/** In the order that wins when several are lost at once (D12). The last three are asked of automatic work only, `allowed` of all that needs a network. */
export const signals = [
  'charging',
  'battery',
  'saver',
  'storage',
  'connected',
  'allowed',
  'unmetered',
  'metered',
  'idle',
  'quiet',
  'cool',
] as const
export type Signal = (typeof signals)[number]

/** What signals are judged by. */
export interface Surroundings {
  reading: DeviceReading
  preferences: Preferences
  /** Until when quiet hours last, ms UTC; null: there are none now. */
  quietUntil: number | null
}

/** A need that returns must hold so long before work starts on it; its loss acts at once (COND-6). */
export const SETTLE_MS = 5 * SECOND_MS

export function signalsNeeded(needs: Constraints, isAutomatic: boolean): Signal[] {
  const needed: Record<Signal, boolean> = {
    charging: needs.charging,
    battery: needs.batteryNotLow,
    saver: isAutomatic,
    storage: needs.storageNotLow,
    connected: needs.network !== 'notRequired',
    allowed: needs.network !== 'notRequired',
    unmetered: needs.network === 'unmetered',
    metered: needs.network === 'metered',
    idle: needs.idle,
    quiet: isAutomatic,
    cool: isAutomatic,
  }
  return signals.filter((signal) => needed[signal])
}

function ruleOf({ reading, preferences }: Surroundings): NetworkRule | undefined {
  const { networkId } = reading.network
  return networkId === null ? undefined : preferences.networkRules.find((rule) => rule.networkId === networkId)
}

/** The user's word for this network, else the system's (COND-5). */
function meteredNow(around: Surroundings): DeviceReading['network']['metered'] {
  const use = ruleOf(around)?.use
  if (use === 'metered') return 'yes'
  return use === 'unmetered' ? 'no' : around.reading.network.metered
}

/** Why the signal is not there now; null when it is, and when nothing tells. */
export function signalMissing(signal: Signal, around: Surroundings): Reason | null {
  const { reading, preferences } = around
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
    case 'saver': {
      // Plugged in, its battery needs no saving (D19).
      const isSaving = preferences.waitOnBatterySaver && power.saver && power.source === 'battery'
      return isSaving ? { code: 'battery_saver', since: power.sinceMs } : null
    }
    case 'storage':
      return storage.freeBytes !== null && storage.freeBytes < preferences.keepFreeBytes
        ? { code: 'storage_low', data: { freeBytes: storage.freeBytes, keepBytes: preferences.keepFreeBytes } }
        : null
    case 'connected':
      if (network.online === 'portal') return { code: 'captive_portal', since: network.sinceMs }
      return network.online === 'no' ? { code: 'offline', since: network.sinceMs } : null
    case 'allowed':
      return ruleOf(around)?.use === 'never' ? { code: 'network_not_allowed', ...name } : null
    case 'unmetered':
      if (meteredNow(around) === 'yes') return { code: 'metered', ...name }
      return meteredNow(around) === 'unknown' && preferences.unknownMeteredAs === 'metered'
        ? { code: 'metered_unknown', ...name }
        : null
    case 'metered': {
      const metered = meteredNow(around)
      const counts = metered === 'unknown' ? preferences.unknownMeteredAs === 'metered' : metered === 'yes'
      return counts ? null : { code: 'not_metered', ...name }
    }
    case 'idle': {
      const isIdle = idle.locked || (idle.idleForMs !== null && idle.idleForMs >= preferences.idleAfterMs)
      const data = { idleForMs: idle.idleForMs ?? 0, idleAfterMs: preferences.idleAfterMs }
      return isIdle ? null : { code: 'not_idle', data }
    }
    case 'quiet':
      return around.quietUntil === null ? null : { code: 'quiet_hours', until: around.quietUntil }
    case 'cool':
      return power.isHot === true ? { code: 'thermal' } : null
    default:
      return assertNever(signal)
  }
}

/** Why a running attempt is stopped when a signal goes; null: it is not stopped, only none is started. */
export function stopReasonOf(signal: Signal): StopReason | null {
  switch (signal) {
    case 'connected':
    case 'allowed':
      return 'network'
    case 'saver':
      return 'battery'
    case 'quiet':
      return 'quiet_hours'
    case 'cool':
      // A run that begins again later warms more than one that ends now.
      return null
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
  take(around: Surroundings, monotonicMs: number, settles: boolean): void
  /** How long until the signal may be relied on; 0 when it may. Only for a signal that is there. */
  remainingMs(signal: Signal, monotonicMs: number): number
}

/** The first reading settles nothing: there was no loss before it. */
export function createSettleWatch(): SettleWatch {
  const there = new Map<Signal, boolean>()
  const returnedAt = new Map<Signal, number>()
  return {
    take: (around, monotonicMs, settles) => {
      for (const signal of signals) {
        // A clock does not flap.
        if (signal === 'quiet') continue
        const isThere = signalMissing(signal, around) === null
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
