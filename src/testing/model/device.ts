// The model's device: which needs are met, which have only just come back, and what follows for a job. From the rules alone (D37).
import type { FakeDevice } from '../fakesWorld'
import type { ModelJob } from './jobs'

/** In the order that wins when several are lost at once (D12). */
const signals = ['charging', 'battery', 'storage', 'connected', 'unmetered', 'idle'] as const
export type Signal = (typeof signals)[number]

const SETTLE = 5_000

export interface Settings {
  backgroundWork: boolean
  onlyWhenCharging: boolean
  onlyWhenIdle: boolean
}

export interface ModelDevice {
  is: FakeDevice
  /** When each came back, by the clock that never jumps. */
  returnedAt: Map<Signal, number>
}

export function onBattery({ is }: ModelDevice): boolean {
  return !is.charging && is.batteryLevel !== null
}

/** Why it is missing, as a reason; null when it is there. */
function missing(signal: Signal, device: ModelDevice): string | null {
  const { is } = device
  switch (signal) {
    case 'charging':
      return onBattery(device) ? 'on_battery' : null
    case 'battery':
      return onBattery(device) && (is.batteryLevel ?? 100) <= 15 ? 'battery_low' : null
    case 'storage':
      return is.storageLow ? 'storage_low' : null
    case 'connected':
      if (is.network === 'connected-unvalidated') return 'captive_portal'
      return is.network === 'none' ? 'offline' : null
    case 'unmetered':
      return is.network === 'metered' ? 'metered' : null
    case 'idle':
      return is.idle || is.locked ? null : 'not_idle'
  }
}

/** Answers whether the network came back. */
export function changeDevice(device: ModelDevice, change: Partial<FakeDevice>, monotonic: number): boolean {
  const before = { is: device.is, returnedAt: device.returnedAt }
  device.is = { ...device.is, ...change }
  for (const signal of signals) {
    if (missing(signal, device) !== null) device.returnedAt.delete(signal)
    else if (missing(signal, before) !== null) device.returnedAt.set(signal, monotonic)
  }
  return missing('connected', before) !== null && missing('connected', device) === null
}

/** What a job needs; settings about automatic runs add to it (D20). */
export function signalsOf(needs: ModelJob['needs'], settings: Settings): Signal[] {
  const wanted: Record<Signal, boolean> = {
    charging: needs.charging === true || settings.onlyWhenCharging,
    battery: needs.batteryNotLow === true,
    storage: needs.storageNotLow === true,
    connected: needs.network !== undefined && needs.network !== 'notRequired',
    unmetered: needs.network === 'unmetered',
    idle: needs.idle === true || settings.onlyWhenIdle,
  }
  return signals.filter((signal) => wanted[signal])
}

export function firstLost(needed: readonly Signal[], device: ModelDevice): Signal | undefined {
  return needed.find((signal) => missing(signal, device) !== null)
}

/** Reasons of the device against these needs; one that has just returned must hold 5 s first (semantics 1.24). */
export function deviceReasons(needed: readonly Signal[], device: ModelDevice, monotonic: number): string[] {
  const reasons = needed.flatMap((signal) => missing(signal, device) ?? [])
  const isOffline = reasons.includes('offline') || reasons.includes('captive_portal')
  if (reasons.length > 0) return reasons.filter((reason) => !isOffline || reason !== 'metered')
  return needed.some((signal) => settledAt(signal, device) > monotonic) ? ['settling'] : []
}

export function settledAt(signal: Signal, device: ModelDevice): number {
  return (device.returnedAt.get(signal) ?? Number.NEGATIVE_INFINITY) + SETTLE
}
