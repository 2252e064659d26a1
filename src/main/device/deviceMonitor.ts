// One consistent reading of the computer, out of whatever tells it here, and the moments that refresh sources. It polls only what
// somebody waits on (COND-11). Judging a reading is the engine's; hearing power, network and lock is an adapter's.
import { type DeviceInterest, type DeviceMoment, type DeviceReading, unknownDevice } from '@shared/device'
import { createIdleWatch, type IdleWatch } from './idle'
import { createLinuxAdapter } from './linuxAdapter'
import type { NetworkValue } from './network'
import type { Cancel, DeviceAdapter, DevicePorts, DeviceReport } from './ports'
import { type PowerValue, unknownPower } from './power'
import { createPowerMonitorAdapter } from './powerMonitorAdapter'
import { createSignal, type Signal } from './signal'
import { createStorageWatch, type StorageWatch } from './storage'

/** Electron says suspend and resume twice on Linux: the same moment again within this time is the same moment. */
const SAME_MOMENT_MS = 2_000

export interface DeviceMonitorOptions {
  /** `system`: Electron's powerMonitor (macOS, Windows). `linux`: D-Bus. See adapterChoice.ts. */
  adapter: 'system' | 'linux'
  ports: DevicePorts
  /** After how long without input the user counts as away (a preference); sets how often idle is asked. */
  idleAfterMs: () => number
}

export interface DeviceMonitor {
  start(): void
  stop(): void
  /** Made at the call; its idle time is asked at the call. */
  reading(): DeviceReading
  setInterest(interest: DeviceInterest): void
  /** Looks again at what has no events. Call it whenever the app's one timer fires. */
  refresh(): void
  /** After every change. The answer ends it. */
  onReading(listener: (reading: DeviceReading) => void): Cancel
  onMoment(listener: (moment: DeviceMoment) => void): Cancel
}

export function createDeviceMonitor(options: DeviceMonitorOptions): DeviceMonitor {
  return new Monitor(options)
}

class Monitor implements DeviceMonitor {
  readonly #readingListeners = new Set<(reading: DeviceReading) => void>()
  readonly #momentListeners = new Set<(moment: DeviceMoment) => void>()
  readonly #power: Signal<PowerValue>
  readonly #network: Signal<NetworkValue>
  readonly #away: Signal<{ locked: boolean; idle: boolean }>
  readonly #adapter: DeviceAdapter
  readonly #idle: IdleWatch
  readonly #storage: StorageWatch
  #ends: Cancel[] = []
  #last: { moment: DeviceMoment; at: number } | null = null

  constructor(private readonly options: DeviceMonitorOptions) {
    const { ports, idleAfterMs } = options
    const { sinceMs: _, ...unknownNetwork } = unknownDevice.network
    const now = (): number => ports.now()
    this.#power = createSignal(unknownPower, now, ({ source, saver, isHot }) => `${source} ${saver} ${isHot}`)
    this.#network = createSignal<NetworkValue>(
      unknownNetwork,
      now,
      ({ online, metered, networkId }) => `${online} ${metered} ${networkId}`,
    )
    this.#away = createSignal({ locked: false, idle: false }, now, ({ locked, idle }) => `${locked} ${idle}`)
    this.#adapter = options.adapter === 'linux' ? createLinuxAdapter(ports) : createPowerMonitorAdapter(ports)
    this.#idle = createIdleWatch(ports, idleAfterMs, () => this.#tell())
    this.#storage = createStorageWatch(ports, () => this.#tell())
  }

  start(): void {
    const { power } = this.options.ports
    this.#ends = [
      power.on('suspend', () => this.#moment('suspend')),
      power.on('resume', () => {
        this.refresh()
        this.#moment('resume')
      }),
    ]
    this.#adapter.start(this.#report())
  }

  stop(): void {
    for (const end of this.#ends) end()
    this.#ends = []
    this.#adapter.stop()
    this.#idle.stop()
    this.#storage.stop()
  }

  reading(): DeviceReading {
    const idleForMs = this.#idle.idleForMs()
    const { locked } = this.#away.get()
    this.#away.put({ locked, idle: idleForMs !== null && idleForMs >= this.options.idleAfterMs() })
    return {
      power: { ...this.#power.get(), sinceMs: this.#power.sinceMs() },
      network: { ...this.#network.get(), sinceMs: this.#network.sinceMs() },
      idle: { idleForMs, locked, sinceMs: this.#away.sinceMs() },
      storage: { freeBytes: this.#storage.freeBytes() },
      at: this.options.ports.now(),
    }
  }

  setInterest(interest: DeviceInterest): void {
    this.#adapter.setInterest(interest)
    this.#storage.setWanted(interest.storage)
    this.#idle.setWanted(interest.idle)
  }

  refresh(): void {
    this.#adapter.refresh()
  }

  onReading(listener: (reading: DeviceReading) => void): Cancel {
    this.#readingListeners.add(listener)
    return () => this.#readingListeners.delete(listener)
  }

  onMoment(listener: (moment: DeviceMoment) => void): Cancel {
    this.#momentListeners.add(listener)
    return () => this.#momentListeners.delete(listener)
  }

  #report(): DeviceReport {
    return {
      power: (value) => this.#changed(this.#power.put(value)),
      network: (value) => this.#changed(this.#network.put(value)),
      locked: (locked) => this.#changed(this.#away.put({ ...this.#away.get(), locked })),
      moment: (moment) => this.#moment(moment),
    }
  }

  #changed(differs: boolean): void {
    if (differs) this.#tell()
  }

  #tell(): void {
    const reading = this.reading()
    for (const listener of this.#readingListeners) listener(reading)
  }

  #moment(moment: DeviceMoment): void {
    const at = this.options.ports.now()
    const sinceMs = this.#last?.moment === moment ? at - this.#last.at : SAME_MOMENT_MS
    this.#last = { moment, at }
    if (sinceMs >= 0 && sinceMs < SAME_MOMENT_MS) return
    for (const listener of this.#momentListeners) listener(moment)
  }
}
