// Whether somebody shows tray icons on this Linux desktop now: a StatusNotifierWatcher with a host, on the session bus. Elsewhere there
// always is a tray. What the app does without one is the shell's.
import type { Logger } from '@shared/logger'
import { createBusLink } from './busLink'
import { openRemoteObject, type RemoteObject } from './remoteObject'
import { connectSystemBus } from './systemBus'
import { sessionBusAddress, WATCHER } from './trayWatcher'

export interface TrayHost {
  /** Resolves with the first answer. */
  available(): Promise<boolean>
  /** Calls with the first answer and after every change. */
  watch(listener: (available: boolean) => void): () => void
  /** Looks for the session bus again, if it was not there. */
  refresh(): void
  stop(): void
}

export function openTrayHost(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, log: Logger): TrayHost {
  const first = Promise.withResolvers<boolean>()
  const listeners = new Set<(available: boolean) => void>()
  let known: boolean | undefined

  function say(available: boolean): void {
    if (available === known) return
    known = available
    first.resolve(available)
    for (const listener of listeners) listener(available)
  }

  const watching = platform === 'linux' ? watchSession(env, log, say) : null
  if (!watching) say(true)
  return {
    available: async () => known ?? first.promise,
    watch(listener) {
      listeners.add(listener)
      if (known !== undefined) listener(known)
      return () => listeners.delete(listener)
    },
    refresh: () => watching?.refresh(),
    stop: () => watching?.stop(),
  }
}

function watchSession(env: NodeJS.ProcessEnv, log: Logger, say: (available: boolean) => void) {
  const address = sessionBusAddress(env)
  let watcher: RemoteObject | null = null
  const link = createBusLink(
    {
      connectBus: () => (address ? connectSystemBus(address, log) : Promise.reject(new Error('no session bus'))),
      after(delayMs, fn) {
        const timer = setTimeout(fn, delayMs)
        return () => clearTimeout(timer)
      },
      log,
    },
    {
      connected(bus) {
        watcher?.close()
        const opened = openRemoteObject(bus, WATCHER, () => say(hasHost(opened)), log)
        watcher = opened
      },
      absent: () => say(false),
    },
  )
  link.start()
  return link
}

/** A watcher that does not say has a host: some never fill the property in. */
function hasHost(watcher: RemoteObject): boolean {
  const properties = watcher.properties()
  return properties !== null && properties.IsStatusNotifierHostRegistered !== false
}
