// How the kernel's list of power supplies becomes a reading, where no bus tells (COND-13). Pure; reading it is a port's.
// A list that names neither a battery nor a mains supply says nothing: then power is unknown, and shown so.
import { type PowerValue, percent, unknownPower } from './power'

/** One folder of /sys/class/power_supply; absent files are null. */
export interface Supply {
  type: string | null
  /** `Device` for the battery of a mouse or headset: not what runs this computer. */
  scope: string | null
  online: string | null
  status: string | null
  capacity: string | null
}

export function powerFromSupplies(supplies: readonly Supply[] | null): PowerValue {
  const own = (supplies ?? []).filter((supply) => supply.scope !== 'Device')
  const batteries = own.filter((supply) => supply.type === 'Battery')
  const chargers = own.filter((supply) => supply.type === 'Mains' || supply.type?.startsWith('USB'))
  if (batteries.length === 0) return chargers.length > 0 ? { ...unknownPower, source: 'mains' } : unknownPower
  const batteryPercent = charge(batteries)
  if (chargers.some((supply) => supply.online === '1')) return { source: 'mains', batteryPercent, saver: false }
  const statuses = batteries.map((battery) => battery.status)
  if (statuses.includes('Discharging')) return { source: 'battery', batteryPercent, saver: false }
  if (statuses.some((status) => status === 'Charging' || status === 'Full' || status === 'Not charging')) {
    return { source: 'mains', batteryPercent, saver: false }
  }
  return { source: chargers.length > 0 ? 'battery' : 'unknown', batteryPercent, saver: false }
}

function charge(batteries: readonly Supply[]): number | null {
  const levels = batteries
    .filter((battery) => battery.capacity !== null && battery.capacity !== '')
    .map((battery) => Number(battery.capacity))
    .filter((level) => Number.isFinite(level))
  if (levels.length === 0) return null
  return percent(levels.reduce((sum, level) => sum + level, 0) / levels.length)
}
