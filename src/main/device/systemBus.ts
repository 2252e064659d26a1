// The one file that knows dbus-native: a connection to the system bus. Nothing of it may ever end the app, so the greeting
// is our own call (the library throws out of a timer when the bus does not answer it), every event of the socket is heard,
// and a connection in doubt is dropped. It has no timer of its own but the deadline of a call under way: an idle
// connection costs nothing. When to connect again is busLink.ts's.
import type { Logger } from '@shared/logger'
import type { MessageBus } from 'dbus-native'
import type { Bus, BusAddress, BusCall, BusMatch } from './bus'

const CALL_DEADLINE_MS = 10_000
const NO_AUTO_START = 2
const DEFAULT_ADDRESS = 'unix:path=/run/dbus/system_bus_socket'

interface Subscription {
  match: BusMatch
  listener: (args: readonly unknown[]) => void
}

/** Rejects when there is no bus at that address. */
export async function connectSystemBus(address: string | undefined, log: Logger): Promise<Bus> {
  const library = await import('dbus-native')
  const client = library.createClient({
    busAddress: address || DEFAULT_ADDRESS,
    direct: true,
    fdTransport: false,
    timeout: CALL_DEADLINE_MS,
  })
  const bus = new SystemBus(client, library.messageType.signal, log)
  try {
    await client.invokeDbus({ member: 'Hello' })
  } catch (problem) {
    bus.close()
    throw problem
  }
  return bus
}

class SystemBus implements Bus {
  readonly #subscriptions = new Set<Subscription>()
  readonly #lostListeners: (() => void)[] = []
  #over = false

  constructor(
    private readonly client: MessageBus,
    private readonly signalType: number,
    private readonly log: Logger,
  ) {
    const { connection } = client
    connection.on('message', (message) => {
      if (message.type === this.signalType) this.#deliver(message)
    })
    connection.on('error', (problem: Error) => {
      log.debug('system bus', { problem: problem.message })
      this.#lost()
    })
    connection.on('handlerError', (problem: Error) =>
      log.error('a signal could not be handled', { problem: problem.message }),
    )
    connection.on('close', () => this.#lost())
    connection.on('end', () => this.#lost())
  }

  async call(to: BusAddress, { member, signature, args, mayStart }: BusCall): Promise<unknown> {
    if (this.#over) throw new Error('the system bus is gone')
    const reply: unknown = await this.client.invoke({
      destination: to.name,
      path: to.path,
      interface: to.iface,
      member,
      ...(signature ? { signature, body: [...args] } : {}),
      ...(mayStart ? {} : { flags: NO_AUTO_START }),
    })
    return reply
  }

  subscribe(match: BusMatch, listener: (args: readonly unknown[]) => void): () => void {
    const subscription = { match, listener }
    this.#subscriptions.add(subscription)
    this.#rule('AddMatch', match)
    return () => {
      if (this.#subscriptions.delete(subscription) && !this.#over) this.#rule('RemoveMatch', match)
    }
  }

  onLost(listener: () => void): void {
    this.#lostListeners.push(listener)
  }

  close(): void {
    this.#lostListeners.length = 0
    this.#lost()
  }

  #rule(member: 'AddMatch' | 'RemoveMatch', match: BusMatch): void {
    this.client.invokeDbus({ member, signature: 's', body: [ruleOf(match)] }).catch((problem: unknown) => {
      this.log.debug('a match rule was refused', { member, problem: String(problem) })
    })
  }

  #deliver(message: { path?: string; interface?: string; member?: string; body?: unknown[] }): void {
    const args = message.body ?? []
    for (const { match, listener } of this.#subscriptions) {
      const fits =
        message.path === match.path &&
        message.interface === match.iface &&
        message.member === match.member &&
        (match.arg0 === undefined || args[0] === match.arg0)
      if (fits) listener(args)
    }
  }

  #lost(): void {
    if (this.#over) return
    this.#over = true
    this.#subscriptions.clear()
    this.client.connection.stream.destroy()
    for (const listener of this.#lostListeners) listener()
  }
}

function ruleOf({ sender, path, iface, member, arg0 }: BusMatch): string {
  const rule = `type='signal',sender='${sender}',path='${path}',interface='${iface}',member='${member}'`
  return arg0 === undefined ? rule : `${rule},arg0='${arg0}'`
}
