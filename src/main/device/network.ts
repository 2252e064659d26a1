// What the network is called in a reading, and how the system's words become it. Pure.
// Whether unknown counts as metered, and the user's override of a network, are the engine's (COND-5, D19).
import type { Properties } from './power'

export interface NetworkValue {
  online: 'yes' | 'no' | 'portal' | 'unknown'
  metered: 'yes' | 'no' | 'unknown'
  meteredIsGuess: boolean
  networkId: string | null
  networkName: string | null
}

/** macOS and Windows say whether there is a network, and nothing of what it costs or is called (D19). */
export function networkFromSystem(isOnline: boolean): NetworkValue {
  return {
    online: isOnline ? 'yes' : 'no',
    metered: 'unknown',
    meteredIsGuess: true,
    networkId: null,
    networkName: null,
  }
}

/**
 * NetworkManager's State, Connectivity and Metered, and Uuid and Id of its primary connection. Its word wins over the
 * system's; where it does not know its own state the system's stands in. `connection` null: there is none, or it could not be read.
 */
export function networkFromManager(
  manager: Properties,
  connection: Properties | null,
  isOnline: boolean,
): NetworkValue {
  const online = onlineOf(manager, isOnline)
  if (online === 'no') return { ...networkFromSystem(false) }
  return {
    online,
    ...meteredOf(manager.Metered),
    networkId: text(connection?.Uuid),
    networkName: text(connection?.Id),
  }
}

// NMState: 0 unknown, 10 asleep, 20 disconnected, 30 disconnecting, 40 connecting, 50 link-local only, 60 site, 70 global.
// NMConnectivityState: 0 unknown, 1 none, 2 portal, 3 limited, 4 full. A limited network may well reach a server on it.
function onlineOf(manager: Properties, isOnline: boolean): 'yes' | 'no' | 'portal' {
  const state = typeof manager.State === 'number' ? manager.State : 0
  const known = state === 0 ? isOnline : state >= 60
  if (!known || manager.Connectivity === 1) return 'no'
  return manager.Connectivity === 2 ? 'portal' : 'yes'
}

// NMMetered: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no. Anything else, or nothing, was not told: unknown (COND-5).
function meteredOf(value: unknown): Pick<NetworkValue, 'metered' | 'meteredIsGuess'> {
  switch (value) {
    case 1:
      return { metered: 'yes', meteredIsGuess: false }
    case 2:
      return { metered: 'no', meteredIsGuess: false }
    case 3:
      return { metered: 'yes', meteredIsGuess: true }
    case 4:
      return { metered: 'no', meteredIsGuess: true }
    default:
      return { metered: 'unknown', meteredIsGuess: true }
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
