// What the power of this computer is called in a reading, and how UPower's words become it. Pure.
// Whether a charge is low is the engine's to judge; plugged in is never low (D19).

export interface PowerValue {
  source: 'mains' | 'battery' | 'unknown'
  /** 0 to 100, or null. */
  batteryPercent: number | null
  /** The system's own energy saver. */
  saver: boolean
  /** Absent where nothing tells. */
  isHot?: boolean
}

export const unknownPower: PowerValue = { source: 'unknown', batteryPercent: null, saver: false }

export type Properties = Readonly<Record<string, unknown>>

/**
 * UPower's OnBattery and its DisplayDevice (Percentage, IsPresent). No battery counts as mains (semantics 1.21), which is
 * what OnBattery=false says on a computer without one. null: not UPower's to say.
 */
export function powerFromUPower(manager: Properties, display: Properties | null): Omit<PowerValue, 'saver'> | null {
  if (typeof manager.OnBattery !== 'boolean') return null
  return { source: manager.OnBattery ? 'battery' : 'mains', batteryPercent: chargeOf(display) }
}

function chargeOf(display: Properties | null): number | null {
  if (!display || display.IsPresent !== true || typeof display.Percentage !== 'number') return null
  return percent(display.Percentage)
}

/** Rounded and held within 0 to 100; null for what is no number. */
export function percent(value: number): number | null {
  return Number.isFinite(value) ? Math.round(Math.min(100, Math.max(0, value))) : null
}

/** power-profiles-daemon: the profile a desktop sets for its battery saver. */
export function saverFromProfile(profiles: Properties | null): boolean {
  return profiles?.ActiveProfile === 'power-saver'
}
