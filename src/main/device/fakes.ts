// Stand-ins for Electron's powerMonitor and for a system bus with its services, for this room's tests only.
import type { Logger } from '@shared/logger'
import { BUS_ITSELF, type Bus, type BusAddress, type BusCall, type BusMatch, PROPERTIES } from './bus'
import type { Cancel, DevicePorts, PowerEvent, PowerMonitorPort } from './ports'
import type { Supply } from './sysPower'

export const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

export class FakePowerMonitor implements PowerMonitorPort {
  onBattery = false
  hot: boolean | undefined
  locked = false
  idleSeconds = 0
  asked = 0
  readonly #listeners = new Map<PowerEvent, Set<() => void>>()

  on(event: PowerEvent, listener: () => void): Cancel {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  emit(event: PowerEvent): void {
    for (const listener of this.#listeners.get(event) ?? []) listener()
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  isOnBattery = (): boolean => this.onBattery
  isLocked = (): boolean => this.locked
  isHot = (): boolean | undefined => this.hot
  idleForSeconds = (): number => {
    this.asked += 1
    return this.idleSeconds
  }
}

type Properties = Record<string, unknown>

/** Services as dbusmock has them: objects with properties per interface; changes are signalled. */
export class FakeBus implements Bus {
  readonly subscriptions = new Set<{ match: BusMatch; listener: (args: readonly unknown[]) => void }>()
  readonly calls: string[] = []
  readonly #lost: (() => void)[] = []
  readonly #objects = new Map<string, Properties>()
  readonly #running = new Set<string>()
  readonly methods = new Map<string, (args: readonly (string | number)[]) => unknown>()
  closed = false

  /** Starts the service if need be. */
  set(name: string, path: string, iface: string, properties: Properties): void {
    const key = `${path} ${iface}`
    this.#objects.set(key, { ...this.#objects.get(key), ...properties })
    if (!this.#running.has(name)) return this.run(name, true)
    this.signal({ sender: name, path, iface: PROPERTIES, member: 'PropertiesChanged' }, [iface, properties, []])
  }

  run(name: string, running: boolean): void {
    if (running) this.#running.add(name)
    else this.#running.delete(name)
    const owner = {
      sender: BUS_ITSELF.name,
      path: BUS_ITSELF.path,
      iface: BUS_ITSELF.iface,
      member: 'NameOwnerChanged',
    }
    this.signal(owner, [name, running ? '' : ':1.7', running ? ':1.7' : ''])
  }

  signal({ path, iface, member }: BusMatch, args: readonly unknown[]): void {
    for (const { match, listener } of this.subscriptions) {
      const fits = match.path === path && match.iface === iface && match.member === member
      if (fits && (match.arg0 === undefined || match.arg0 === args[0])) listener(args)
    }
  }

  async call(to: BusAddress, { member, args }: BusCall): Promise<unknown> {
    this.calls.push(`${to.path} ${member}`)
    await Promise.resolve()
    if (this.closed) throw new Error('closed')
    const method = this.methods.get(member)
    if (method) return method(args)
    if (!this.#running.has(to.name)) throw new Error(`${to.name} is not running`)
    const found = this.#objects.get(`${to.path} ${String(args[0])}`)
    if (member !== 'GetAll' || !found) throw new Error(`no ${member} at ${to.path}`)
    return { ...found }
  }

  subscribe(match: BusMatch, listener: (args: readonly unknown[]) => void): () => void {
    const subscription = { match, listener }
    this.subscriptions.add(subscription)
    return () => this.subscriptions.delete(subscription)
  }

  onLost(listener: () => void): void {
    this.#lost.push(listener)
  }

  lose(): void {
    this.closed = true
    this.subscriptions.clear()
    for (const listener of this.#lost) listener()
  }

  close(): void {
    this.closed = true
    this.subscriptions.clear()
  }
}

export interface FakeWorld {
  power: FakePowerMonitor
  /** null: there is none to connect to. */
  bus: FakeBus | null
  online: boolean
  freeBytes: number
  batteryPercent: number | null
  supplies: Supply[] | null
  ports: DevicePorts
}

/** Time is vitest's fake time. */
export function fakeWorld(): FakeWorld {
  const power = new FakePowerMonitor()
  const world: Omit<FakeWorld, 'ports'> = {
    power,
    bus: null,
    online: true,
    freeBytes: 1e9,
    batteryPercent: null,
    supplies: null,
  }
  const ports: DevicePorts = {
    now: Date.now,
    after(delayMs, fn) {
      const timer = setTimeout(fn, delayMs)
      return () => clearTimeout(timer)
    },
    power,
    isOnline: () => world.online,
    freeBytes: async () => world.freeBytes,
    batteryPercent: async () => world.batteryPercent,
    supplies: () => world.supplies,
    connectBus: async () => {
      if (!world.bus) throw new Error('no bus')
      return world.bus
    },
    sessionId: undefined,
    pid: 4711,
    log: silentLog,
  }
  return Object.assign(world, { ports })
}
