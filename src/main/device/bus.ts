// The message bus as this room needs it: calls, signals, and its end. The real one is systemBus.ts; tests have their own.

export interface BusAddress {
  /** Well-known name of the service. */
  name: string
  path: string
  iface: string
}

export interface BusMatch {
  /** Well-known name of the sender. */
  sender: string
  path: string
  iface: string
  member: string
  /** Only signals whose first argument is this string. */
  arg0?: string
}

export interface BusCall {
  member: string
  /** D-Bus signature of args. */
  signature: string
  args: readonly (string | number)[]
  /** False: a service that is not running stays so. */
  mayStart: boolean
}

export interface Bus {
  /** First value of the reply. Rejects when the service is absent, refuses, or the bus goes away. */
  call(to: BusAddress, call: BusCall): Promise<unknown>
  /** Signals from now on; the answer ends it. */
  subscribe(match: BusMatch, listener: (args: readonly unknown[]) => void): () => void
  /** Called once, when the connection is gone for whatever cause but close(). */
  onLost(listener: () => void): void
  close(): void
}

export const BUS_ITSELF: BusAddress = {
  name: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  iface: 'org.freedesktop.DBus',
}

export const PROPERTIES = 'org.freedesktop.DBus.Properties'
