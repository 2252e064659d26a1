// Hears of power, network and lock on Linux, over D-Bus (COND-13): Electron's own power events do not exist there. Power is UPower's, else
// the kernel's, else unknown; the network is NetworkManager's, else the system's; a locked screen is logind's. Services and
// the bus itself may come and go.
import type { DeviceInterest } from '@shared/device'
import type { Bus } from './bus'
import { type BusLink, createBusLink } from './busLink'
import { createLockState, type LockState } from './lock'
import { watchLoginSession } from './loginSession'
import { networkFromManager, networkFromSystem } from './network'
import { createOnlineWatch, type OnlineWatch } from './onlineWatch'
import type { Cancel, DeviceAdapter, DevicePorts, DeviceReport } from './ports'
import { type PowerValue, powerFromUPower, saverFromProfile } from './power'
import { openRemoteObject, type RemoteObject } from './remoteObject'
import { powerFromSupplies } from './sysPower'

const UPOWER = 'org.freedesktop.UPower'
const NETWORK = 'org.freedesktop.NetworkManager'
/** Old and new name of the same service. */
const PROFILES = [
  { name: 'net.hadess.PowerProfiles', path: '/net/hadess/PowerProfiles', iface: 'net.hadess.PowerProfiles' },
  {
    name: 'org.freedesktop.UPower.PowerProfiles',
    path: '/org/freedesktop/UPower/PowerProfiles',
    iface: 'org.freedesktop.UPower.PowerProfiles',
  },
] as const
/** The kernel's list has no events that Node hears: asked this often, only while somebody waits on the battery. */
const KERNEL_LOOK_MS = 15_000

interface Services {
  upower: RemoteObject
  battery: RemoteObject
  profiles: RemoteObject[]
  manager: RemoteObject
  /** Path and properties of the primary connection. */
  connection: { path: string; object: RemoteObject } | null
  endSession: () => void
}

export function createLinuxAdapter(ports: DevicePorts): DeviceAdapter {
  return new LinuxAdapter(ports)
}

class LinuxAdapter implements DeviceAdapter {
  #report: DeviceReport | null = null
  #lock: LockState | null = null
  #bus: Bus | null = null
  #services: Services | null = null
  /** Whether the first try for a bus has ended, so that the kernel's word is not taken too early. */
  #settled = false
  #wantsBattery = false
  #cancelKernelLook: Cancel | null = null
  readonly #link: BusLink
  readonly #online: OnlineWatch

  constructor(private readonly ports: DevicePorts) {
    this.#link = createBusLink(ports, { connected: (bus) => this.#open(bus), absent: () => this.#absent() })
    this.#online = createOnlineWatch(ports, () => this.#network())
  }

  start(report: DeviceReport): void {
    this.#report = report
    this.#lock = createLockState(report)
    this.#network()
    this.#link.start()
  }

  setInterest(interest: DeviceInterest): void {
    this.#wantsBattery = interest.batteryLevel
    this.#online.setWanted(interest.network ?? true)
    this.#power()
  }

  refresh(): void {
    this.#link.refresh()
    this.#power()
    this.#network()
    this.#online.look()
  }

  stop(): void {
    this.#report = null
    // The bus drops its match rules with the connection: no need to take each back.
    this.#link.stop()
    this.#close()
    this.#online.stop()
    this.#cancelKernelLook?.()
    this.#cancelKernelLook = null
  }

  #open(bus: Bus): void {
    this.#settled = true
    this.#bus = bus
    const { log } = this.ports
    const power = (): void => this.#power()
    const upower = { name: UPOWER, path: '/org/freedesktop/UPower', iface: UPOWER, mayStart: true }
    const battery = { ...upower, path: `${upower.path}/devices/DisplayDevice`, iface: `${UPOWER}.Device` }
    const manager = { name: NETWORK, path: '/org/freedesktop/NetworkManager', iface: NETWORK, mayStart: false }
    const services: Services = {
      upower: openRemoteObject(bus, upower, power, log),
      battery: openRemoteObject(bus, battery, power, log),
      profiles: PROFILES.map((profiles) => openRemoteObject(bus, { ...profiles, mayStart: false }, power, log)),
      manager: openRemoteObject(bus, manager, () => this.#managerChanged(), log),
      connection: null,
      endSession: () => undefined,
    }
    this.#services = services
    void this.#openSession(bus, services)
  }

  async #openSession(bus: Bus, services: Services): Promise<void> {
    if (!this.#lock) return
    const end = await watchLoginSession(bus, this.ports, this.#lock, this.ports.log)
    if (this.#services === services) services.endSession = end
    else end()
  }

  #absent(): void {
    this.#settled = true
    this.#close()
    this.#power()
    this.#network()
  }

  #close(): void {
    const services = this.#services
    this.#services = null
    this.#bus = null
    if (!services) return
    const objects = [services.upower, services.battery, services.manager, ...services.profiles]
    for (const object of objects) object.close()
    services.connection?.object.close()
    services.endSession()
  }

  #power(): void {
    this.#cancelKernelLook?.()
    this.#cancelKernelLook = null
    if (!this.#report || !this.#settled) return
    const services = this.#services
    const saver = services?.profiles.some((profiles) => saverFromProfile(profiles.properties())) ?? false
    const manager = services?.upower.properties()
    const told = manager ? powerFromUPower(manager, services?.battery.properties() ?? null) : null
    this.#report.power(told ? { ...told, saver } : { ...this.#kernelPower(), saver })
  }

  #kernelPower(): PowerValue {
    if (this.#wantsBattery) this.#cancelKernelLook = this.ports.after(KERNEL_LOOK_MS, () => this.#power())
    return powerFromSupplies(this.ports.supplies())
  }

  #managerChanged(): void {
    const path = this.#services?.manager.properties()?.PrimaryConnection
    this.#follow(typeof path === 'string' && path !== '/' ? path : null)
    this.#network()
  }

  #follow(path: string | null): void {
    const services = this.#services
    if (!services || !this.#bus || services.connection?.path === path) return
    services.connection?.object.close()
    const address = { name: NETWORK, iface: `${NETWORK}.Connection.Active`, mayStart: false }
    services.connection = path
      ? { path, object: openRemoteObject(this.#bus, { ...address, path }, () => this.#network(), this.ports.log) }
      : null
  }

  #network(): void {
    if (!this.#report) return
    const manager = this.#services?.manager.properties()
    const isOnline = this.ports.isOnline()
    if (!manager) {
      this.#report.network(networkFromSystem(isOnline))
      return this.#online.start()
    }
    const connection = this.#services?.connection?.object.properties() ?? null
    this.#report.network(networkFromManager(manager, connection, isOnline))
    // Where the manager knows its own state the system need not be asked.
    if (manager.State) this.#online.stop()
    else this.#online.start()
  }
}
