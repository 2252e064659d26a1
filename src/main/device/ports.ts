// What the device room needs of the world, so that its tests need no Electron, no bus and no real time.
// The real ones are electronPorts.ts; what is made of the answers is the adapters'.
import type { DeviceInterest, DeviceMoment } from '@shared/device'
import type { Logger } from '@shared/logger'
import type { Bus } from './bus'
import type { NetworkValue } from './network'
import type { PowerValue } from './power'
import type { Supply } from './sysPower'

export type Cancel = () => void

export type PowerEvent =
  | 'on-battery'
  | 'on-ac'
  | 'lock-screen'
  | 'unlock-screen'
  | 'suspend'
  | 'resume'
  | 'thermal-state-change'

/** Electron's powerMonitor, as far as it is used. */
export interface PowerMonitorPort {
  on(event: PowerEvent, listener: () => void): Cancel
  isOnBattery(): boolean
  isLocked(): boolean
  /** Too warm for work that can wait; undefined where nothing tells. */
  isHot(): boolean | undefined
  /** Whole seconds since the last input. */
  idleForSeconds(): number
}

export interface DevicePorts {
  /** ms UTC. */
  now(): number
  after(delayMs: number, fn: () => void): Cancel
  power: PowerMonitorPort
  /** Whether the system has any network at all; it has no events in the main process. */
  isOnline(): boolean
  /** Free bytes of the volume the app's files are on. */
  freeBytes(): Promise<number>
  /** Charge, 0 to 100, where no event tells it; null without a battery. */
  batteryPercent(): Promise<number | null>
  /** /sys/class/power_supply; null where there is none. */
  supplies(): Supply[] | null
  connectBus(): Promise<Bus>
  /** logind's name of the session this process belongs to, if its environment tells. */
  sessionId: string | undefined
  pid: number
  log: Logger
}

/** Where an adapter puts what it learnt. Equal values may be put again; only changes travel on. */
export interface DeviceReport {
  power(value: PowerValue): void
  network(value: NetworkValue): void
  locked(locked: boolean): void
  moment(moment: DeviceMoment): void
}

/** One way of hearing of power, network and lock. Both pass one suite: contract.ts. */
export interface DeviceAdapter {
  start(report: DeviceReport): void
  setInterest(interest: DeviceInterest): void
  /** Looks again at whatever has no events. Costs next to nothing; called at every wake-up of the app's one timer. */
  refresh(): void
  stop(): void
}
