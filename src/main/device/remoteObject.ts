// The properties of one object of one service on the bus, kept current by its signals: read once, again when the service
// starts or invalidates, forgotten when it ends. What they mean is for whoever reads them.
import type { Logger } from '@shared/logger'
import { BUS_ITSELF, type Bus, type BusAddress, PROPERTIES } from './bus'
import type { Properties } from './power'

export interface RemoteObject {
  /** null while the service is absent or has not answered. */
  properties(): Properties | null
  close(): void
}

export function openRemoteObject(
  bus: Bus,
  address: BusAddress & { mayStart: boolean },
  changed: () => void,
  log: Logger,
): RemoteObject {
  return new Remote(bus, address, changed, log)
}

class Remote implements RemoteObject {
  #properties: Properties | null = null
  /** Counts reads: only the newest answer counts. */
  #read = 0
  #closed = false
  readonly #ends: (() => void)[]

  constructor(
    private readonly bus: Bus,
    private readonly address: BusAddress & { mayStart: boolean },
    private readonly changed: () => void,
    private readonly log: Logger,
  ) {
    const { name, path, iface } = address
    const changes = { sender: name, path, iface: PROPERTIES, member: 'PropertiesChanged', arg0: iface }
    const owner = { sender: BUS_ITSELF.name, path: BUS_ITSELF.path, iface: BUS_ITSELF.iface }
    this.#ends = [
      bus.subscribe(changes, (args) => this.#merge(args)),
      bus.subscribe({ ...owner, member: 'NameOwnerChanged', arg0: name }, (args) => this.#ownerChanged(args)),
    ]
    void this.#load()
  }

  properties(): Properties | null {
    return this.#properties
  }

  close(): void {
    this.#closed = true
    for (const end of this.#ends) end()
  }

  async #load(): Promise<void> {
    this.#read += 1
    const read = this.#read
    const { mayStart, ...object } = this.address
    const target = { ...object, iface: PROPERTIES }
    const call = { member: 'GetAll', signature: 's', args: [this.address.iface], mayStart }
    const found = await this.bus.call(target, call).catch((problem: unknown) => {
      this.log.debug('properties could not be read', { service: this.address.name, problem: String(problem) })
      return null
    })
    if (this.#closed || read !== this.#read) return
    this.#properties = isRecord(found) ? { ...found } : null
    this.changed()
  }

  #merge([, changedProperties, invalidated]: readonly unknown[]): void {
    if (this.#closed) return
    // Before the first answer there is nothing to merge into; the answer that is under way has it all.
    if (this.#properties && isRecord(changedProperties)) {
      this.#properties = { ...this.#properties, ...changedProperties }
      this.changed()
    }
    if (Array.isArray(invalidated) && invalidated.length > 0) void this.#load()
  }

  #ownerChanged([, , owner]: readonly unknown[]): void {
    if (this.#closed) return
    if (owner) return void this.#load()
    this.#read += 1
    this.#properties = null
    this.changed()
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
