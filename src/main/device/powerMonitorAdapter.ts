// Hears of power, network and lock from Electron itself, on macOS and Windows. There the charge has no event (battery.ts), nor has
// the network (onlineWatch.ts), and nothing tells what a network costs (D19).
import type { DeviceInterest } from '@shared/device'
import { type BatteryWatch, createBatteryWatch } from './battery'
import { createLockState } from './lock'
import { networkFromSystem } from './network'
import { createOnlineWatch, type OnlineWatch } from './onlineWatch'
import type { Cancel, DeviceAdapter, DevicePorts, DeviceReport } from './ports'

export function createPowerMonitorAdapter(ports: DevicePorts): DeviceAdapter {
  return new PowerMonitorAdapter(ports)
}

class PowerMonitorAdapter implements DeviceAdapter {
  #report: DeviceReport | null = null
  #ends: Cancel[] = []
  #wantsBattery = false
  readonly #battery: BatteryWatch
  readonly #online: OnlineWatch

  constructor(private readonly ports: DevicePorts) {
    this.#battery = createBatteryWatch(ports, () => this.#power())
    this.#online = createOnlineWatch(ports, (isOnline) => this.#report?.network(networkFromSystem(isOnline)))
  }

  start(report: DeviceReport): void {
    this.#report = report
    const { power } = this.ports
    const lock = createLockState(report)
    lock.begin(power.isLocked())
    this.#ends = [
      power.on('on-battery', () => this.#power()),
      power.on('on-ac', () => this.#power()),
      power.on('thermal-state-change', () => this.#power()),
      power.on('lock-screen', () => lock.put(true)),
      power.on('unlock-screen', () => lock.put(false)),
    ]
    this.#power()
    this.#online.start()
  }

  setInterest(interest: DeviceInterest): void {
    this.#wantsBattery = interest.batteryLevel
    this.#online.setWanted(interest.network ?? true)
    this.#power()
  }

  refresh(): void {
    this.#power()
    this.#online.look()
  }

  stop(): void {
    this.#report = null
    for (const end of this.#ends) end()
    this.#ends = []
    this.#battery.stop()
    this.#online.stop()
  }

  #power(): void {
    if (!this.#report) return
    const onBattery = this.ports.power.isOnBattery()
    const isHot = this.ports.power.isHot()
    this.#battery.put({ onBattery, wanted: this.#wantsBattery })
    this.#report.power({
      source: onBattery ? 'battery' : 'mains',
      batteryPercent: this.#battery.percent(),
      saver: false,
      ...(isHot === undefined ? {} : { isHot }),
    })
  }
}
