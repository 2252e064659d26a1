// The model's device: which needs are met, which have only just come back, and what follows for a job. From the rules alone (D37).
import type { Preferences } from '@shared/preferences'
import type { FakeDevice } from '../fakesWorld'
import type { ModelJob } from './jobs'
import { quietUntil } from './quiet'

/** In the order that wins when several are lost at once (D12). */
export const signals = [
  'charging',
  'battery',
  'saver',
  'storage',
  'connected',
  'allowed',
  'unmetered',
  'idle',
  'quiet',
  'cool',
] as const
export type Signal = (typeof signals)[number]

const SETTLE = 5_000
/** Not worth a word where there is no network. */
const OF_A_NETWORK = new Set(['metered', 'network_not_allowed'])

export type Settings = Pick<
  Preferences,
  'backgroundWork' | 'onlyWhenCharging' | 'onlyWhenIdle' | 'waitOnBatterySaver' | 'quietHours' | 'networkRules'
>

/** What signals are judged by. */
export interface Around {
  device: ModelDevice
  settings: Settings
  now: number
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
function missing(signal: Signal, { device, settings, now }: Around): string | null {
  const { is } = device
  const rule = settings.networkRules.find(({ networkId }) => networkId === is.networkId)?.use
  switch (signal) {
    case 'charging':
      return onBattery(device) ? 'on_battery' : null
    case 'battery':
      return onBattery(device) && (is.batteryLevel ?? 100) <= 15 ? 'battery_low' : null
    case 'saver':
      return settings.waitOnBatterySaver && is.saver && onBattery(device) ? 'battery_saver' : null
    case 'storage':
      return is.storageLow ? 'storage_low' : null
    case 'connected':
      if (is.network === 'connected-unvalidated') return 'captive_portal'
      return is.network === 'none' ? 'offline' : null
    case 'allowed':
      return rule === 'never' ? 'network_not_allowed' : null
    case 'unmetered':
      return rule === 'metered' || (rule !== 'unmetered' && is.network === 'metered') ? 'metered' : null
    case 'idle':
      return is.idle || is.locked ? null : 'not_idle'
    case 'quiet':
      return quietUntil(settings.quietHours, now) === null ? null : 'quiet_hours'
    case 'cool':
      return is.isHot ? 'thermal' : null
  }
}

/** Answers whether the network came back. */
export function changeDevice(around: Around, change: Partial<FakeDevice>, monotonic: number): boolean {
  const { device } = around
  const before = { ...around, device: { is: device.is, returnedAt: device.returnedAt } }
  device.is = { ...device.is, ...change }
  for (const signal of signals.filter((of) => of !== 'quiet')) {
    if (missing(signal, around) !== null) device.returnedAt.delete(signal)
    else if (missing(signal, before) !== null) device.returnedAt.set(signal, monotonic)
  }
  return missing('connected', before) !== null && missing('connected', around) === null
}

/** What a setting makes missing is lost; what one brings back need not settle. */
export function settingsChanged(around: Around): void {
  for (const signal of signals) if (missing(signal, around) !== null) around.device.returnedAt.delete(signal)
}

/** What a job needs; settings about automatic runs add to it (D20), and what is asked of all automatic work. */
export function signalsOf(needs: ModelJob['needs'], settings: Settings, isAutomatic: boolean): Signal[] {
  const needsNetwork = needs.network !== undefined && needs.network !== 'notRequired'
  const wanted: Record<Signal, boolean> = {
    charging: needs.charging === true || settings.onlyWhenCharging,
    battery: needs.batteryNotLow === true,
    saver: isAutomatic,
    storage: needs.storageNotLow === true,
    connected: needsNetwork,
    allowed: needsNetwork,
    unmetered: needs.network === 'unmetered',
    idle: needs.idle === true || settings.onlyWhenIdle,
    quiet: isAutomatic,
    cool: isAutomatic,
  }
  return signals.filter((signal) => wanted[signal])
}

/** Of those that stop a run: warmth only keeps others from starting. */
export function firstLost(needed: readonly Signal[], around: Around): Signal | undefined {
  return needed.find((signal) => signal !== 'cool' && missing(signal, around) !== null)
}

/** Reasons of the device against these needs; one that has just returned must hold 5 s first (semantics 1.24). */
export function deviceReasons(needed: readonly Signal[], around: Around, monotonic: number): string[] {
  const reasons = needed.flatMap((signal) => missing(signal, around) ?? [])
  const isOffline = reasons.includes('offline') || reasons.includes('captive_portal')
  if (reasons.length > 0) return reasons.filter((reason) => !isOffline || !OF_A_NETWORK.has(reason))
  return needed.some((signal) => settledAt(signal, around.device) > monotonic) ? ['settling'] : []
}

export function settledAt(signal: Signal, device: ModelDevice): number {
  return (device.returnedAt.get(signal) ?? Number.NEGATIVE_INFINITY) + SETTLE
}
