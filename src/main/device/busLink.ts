// Keeps a connection to the bus: made at start, made again after it was lost. It has no timer at rest: shortly after a loss it
// tries twice by itself, and from then on whenever the app wakes anyway (COND-11). What is read from it is not its business.
import type { Bus } from './bus'
import type { Cancel, DevicePorts } from './ports'

const RETRY_AFTER_LOSS_MS = [1_000, 5_000] as const

export interface BusLink {
  start(): void
  /** Tries again if there is no connection. */
  refresh(): void
  stop(): void
}

export interface BusLinkListener {
  connected(bus: Bus): void
  /** There is none: it was lost, or could not be made. */
  absent(): void
}

export function createBusLink(
  ports: Pick<DevicePorts, 'connectBus' | 'after' | 'log'>,
  listener: BusLinkListener,
): BusLink {
  return new Link(ports, listener)
}

class Link implements BusLink {
  #state: 'stopped' | 'connecting' | 'connected' | 'absent' = 'stopped'
  #bus: Bus | null = null
  #retries: number[] = []
  #cancel: Cancel | null = null

  constructor(
    private readonly ports: Pick<DevicePorts, 'connectBus' | 'after' | 'log'>,
    private readonly listener: BusLinkListener,
  ) {}

  start(): void {
    if (this.#state === 'stopped') void this.#connect()
  }

  refresh(): void {
    if (this.#state === 'absent') void this.#connect()
  }

  stop(): void {
    this.#state = 'stopped'
    this.#cancel?.()
    this.#cancel = null
    this.#bus?.close()
    this.#bus = null
  }

  async #connect(): Promise<void> {
    this.#cancel?.()
    this.#cancel = null
    this.#state = 'connecting'
    const made = await this.ports.connectBus().then(
      (bus) => ({ bus }),
      (problem: unknown) => ({ problem }),
    )
    if (this.#stopped()) return 'bus' in made ? made.bus.close() : undefined
    if ('problem' in made) {
      this.ports.log.debug('no system bus', { problem: String(made.problem) })
      return this.#gone()
    }
    this.#state = 'connected'
    this.#bus = made.bus
    made.bus.onLost(() => this.#lost())
    this.listener.connected(made.bus)
  }

  #stopped(): boolean {
    return this.#state === 'stopped'
  }

  #lost(): void {
    this.ports.log.warn('the system bus went away')
    this.#bus = null
    this.#retries = [...RETRY_AFTER_LOSS_MS]
    this.#gone()
  }

  #gone(): void {
    this.#state = 'absent'
    this.listener.absent()
    const delayMs = this.#retries.shift()
    if (delayMs !== undefined) this.#cancel = this.ports.after(delayMs, () => this.refresh())
  }
}
