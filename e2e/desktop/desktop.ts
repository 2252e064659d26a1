// Works the pretend desktop of with-desktop.sh from a Playwright test: its battery, network, session, tray,
// notifications and input. It changes what the services say; what an app makes of that is the test's to see.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type Bus, callForJson, callMethod, type Target, text } from './gdbus'

export interface TrayItem {
  id: string
  title: string
  status: string
  tooltip: string
  iconSizes: [number, number][]
  /** Differs where the icon's pixels differ. */
  iconDigest: string
}

export interface TrayEntry {
  id: number
  label?: string
  enabled?: boolean
  visible?: boolean
  type?: string
  'toggle-state'?: number
  children?: TrayEntry[]
}

export interface ShownNotification {
  id: number
  app: string
  title: string
  body: string
  actions: string[]
  open: boolean
  closed: 'dismissed' | 'withdrawn' | null
}

/** NetworkManager's words for them: NMMetered, NMState and NMConnectivityState. */
const METERED = { unknown: 0, yes: 1, no: 2, guessYes: 3, guessNo: 4 } as const
const STATE = { asleep: 10, disconnected: 20, connecting: 40, local: 50, site: 60, global: 70 } as const
const CONNECTIVITY = { unknown: 0, none: 1, portal: 2, limited: 3, full: 4 } as const

const MOCK = 'org.freedesktop.DBus.Mock'
const at = (bus: Bus, name: string, path: string): Target => ({ bus, name, path })
const upower = at('system', 'org.freedesktop.UPower', '/org/freedesktop/UPower')
const battery = at('system', upower.name, '/org/freedesktop/UPower/devices/DisplayDevice')
const network = at('system', 'org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager')
const login = at('system', 'org.freedesktop.login1', '/org/freedesktop/login1')
const session = at('system', login.name, '/org/freedesktop/login1/session/c1')
const profiles = at('system', 'net.hadess.PowerProfiles', '/net/hadess/PowerProfiles')
const trayControl = at('session', 'org.test.Tray', '/tray')
const notificationControl = at('session', 'org.test.Notifications', '/notifications')

/** Changes properties and emits PropertiesChanged, as the real service does. */
function setProperties(target: Target, iface: string, properties: string): void {
  callMethod(target, `${MOCK}.UpdateProperties`, iface, properties)
}

/** The same for one property that is an object path or holds some, which the mock's own call cannot carry. */
function setPath(target: Target, iface: string, name: string, value: string): void {
  callMethod(target, 'org.freedesktop.DBus.Properties.Set', iface, name, value)
}

function emit(target: Target, iface: string, signal: string, signature: string, args: string): void {
  callMethod(target, `${MOCK}.EmitSignal`, iface, signal, signature, args)
}

export const desktop = {
  /** Whether this process runs inside the pretend desktop at all. */
  isPresent: process.env.DESKTOP_TMP !== undefined,
  /** Whether it has a network of its own, so that cable() works (root only). */
  hasOwnNetwork: process.env.DESKTOP_IN_NETNS !== undefined,
  /** Whether there is a keyring for apps launched with keyringArgs. Others find none. */
  hasKeyring: process.env.DESKTOP_KEYRING !== undefined,
  /** Put before the app's own arguments at launch, these make it use the keyring. */
  keyringArgs: ['-r', join(import.meta.dirname, 'use-keyring.cjs')],

  /** UPower: on battery at a charge of percent, or charging at it. */
  battery(onBattery: boolean, percent: number): void {
    const state = onBattery ? 2 : 1
    setProperties(
      battery,
      'org.freedesktop.UPower.Device',
      `{'Type': <uint32 2>, 'IsPresent': <true>, 'State': <uint32 ${state}>, 'Percentage': <${percent.toFixed(1)}>}`,
    )
    setProperties(upower, 'org.freedesktop.UPower', `{'OnBattery': <${onBattery}>}`)
  },

  /** UPower: mains, and no battery in the machine: how the desktop starts. */
  noBattery(): void {
    setProperties(
      battery,
      'org.freedesktop.UPower.Device',
      "{'Type': <uint32 0>, 'IsPresent': <false>, 'State': <uint32 0>, 'Percentage': <0.0>}",
    )
    setProperties(upower, 'org.freedesktop.UPower', "{'OnBattery': <false>}")
  },

  /** power-profiles-daemon: the power saver of the system is on or off. */
  powerSaver(isOn: boolean): void {
    const profile = text(isOn ? 'power-saver' : 'balanced')
    setProperties(profiles, profiles.name, `{'ActiveProfile': <${profile}>}`)
  },

  network: {
    metered(value: keyof typeof METERED): void {
      setProperties(network, network.name, `{'Metered': <uint32 ${METERED[value]}>}`)
    },
    state(value: keyof typeof STATE): void {
      callMethod(network, `${MOCK}.SetGlobalConnectionState`, String(STATE[value]))
    },
    connectivity(value: keyof typeof CONNECTIVITY): void {
      callMethod(network, `${MOCK}.SetConnectivity`, String(CONNECTIVITY[value]))
    },
    /** NetworkManager's whole word for being offline or back. It moves no cable: net.isOnline() does not follow. */
    offline(isOffline: boolean): void {
      desktop.network.connectivity(isOffline ? 'none' : 'full')
      desktop.network.state(isOffline ? 'disconnected' : 'global')
    },
    /** The network in use changes to another one: its name, its stable id, and what carries it. */
    connection(name: string, uuid: string, type: '802-3-ethernet' | '802-11-wireless' | 'gsm'): void {
      const path = `/org/freedesktop/NetworkManager/ActiveConnection/${uuid.replaceAll('-', '')}`
      const properties = `{'Id': <${text(name)}>, 'Uuid': <${text(uuid)}>, 'Type': <${text(type)}>, 'State': <uint32 2>, 'Default': <true>, 'Default6': <false>, 'Vpn': <false>}`
      const iface = 'org.freedesktop.NetworkManager.Connection.Active'
      try {
        callMethod(network, `${MOCK}.AddObject`, path, iface, properties, '[]')
      } catch {
        setProperties({ ...network, path }, iface, properties) // been on this one before
      }
      setProperties(network, network.name, `{'PrimaryConnectionType': <${text(type)}>}`)
      setPath(network, network.name, 'ActiveConnections', `<[objectpath ${text(path)}]>`)
      setPath(network, network.name, 'PrimaryConnection', `<objectpath ${text(path)}>`)
    },
    /** Pulls the cable out or puts it in, for the kernel and net.isOnline(). Needs hasOwnNetwork. */
    cable(isPlugged: boolean): void {
      execFileSync('ip', ['link', 'set', 'wall0', isPlugged ? 'up' : 'down'])
    },
  },

  /** logind: the screen is locked or unlocked: the session's signal, then its LockedHint, as a desktop sets it. */
  lock(isLocked: boolean): void {
    emit(session, 'org.freedesktop.login1.Session', isLocked ? 'Lock' : 'Unlock', '', '[]')
    setProperties(session, 'org.freedesktop.login1.Session', `{'LockedHint': <${isLocked}>}`)
  },

  /** logind: about to sleep (true), or awake again (false). See quit() for what Playwright loses by it. */
  sleep(isGoing: boolean): void {
    emit(login, 'org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', `[<${isGoing}>]`)
  },

  /** logind: the computer is about to shut down. */
  shutdown(): void {
    emit(login, 'org.freedesktop.login1.Manager', 'PrepareForShutdown', 'b', '[<true>]')
  },

  /** The user does something: arguments for xdotool. Ends being idle. */
  input(...xdotool: string[]): void {
    execFileSync('xdotool', xdotool)
  },

  tray: {
    items: () => callForJson(trayControl, 'org.test.Tray.List') as TrayItem[],
    menu: (index = 0) => callForJson(trayControl, 'org.test.Tray.Menu', String(index)) as TrayEntry,
    /** By labels: 'Pause/30 minutes'. Throws where there is no such entry or it is disabled. */
    click: (labels: string, index = 0) => void callMethod(trayControl, 'org.test.Tray.Click', String(index), labels),
    activate: (index = 0) => void callMethod(trayControl, 'org.test.Tray.Activate', String(index)),
  },

  notifications: {
    /** Every notification since the desktop started, oldest first. */
    all: () => callForJson(notificationControl, 'org.test.Notifications.List') as ShownNotification[],
    open: () => desktop.notifications.all().filter((one) => one.open),
    click: (id: number) => void callMethod(notificationControl, 'org.test.Notifications.Click', String(id)),
    dismiss: (id: number) => void callMethod(notificationControl, 'org.test.Notifications.Dismiss', String(id)),
  },

  /** Everything as it was when the desktop came up, but for what the tray and the notifications have seen. */
  reset(): void {
    desktop.noBattery()
    desktop.powerSaver(false)
    desktop.network.offline(false)
    desktop.network.metered('guessNo')
    desktop.network.connection('Wired connection 1', '6c1c3d1e-0000-4000-8000-000000000001', '802-3-ethernet')
    if (desktop.hasOwnNetwork) desktop.network.cable(true)
    desktop.lock(false)
  },
}
