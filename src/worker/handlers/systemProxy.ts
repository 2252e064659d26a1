// How an address is reached, as the system resolves it: main's to say, asked once an origin and run. This computer is never behind a proxy.
import { isLoopbackHost } from '@shared/sources'
import { ServiceRefused } from '../ask'
import type { Ask } from '../handler'

/** A refusal counts as no proxy: the request then shows what gets through. */
export function systemProxy(ask: Ask): (url: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return (url) => {
    const { origin, hostname } = new URL(url)
    if (isLoopbackHost(hostname)) return Promise.resolve('DIRECT')
    const asked = known.get(origin) ?? askedProxy(ask, origin)
    known.set(origin, asked)
    return asked
  }
}

async function askedProxy(ask: Ask, url: string): Promise<string> {
  try {
    return (await ask('proxy.resolve', { url })).proxy
  } catch (error) {
    if (error instanceof ServiceRefused) return 'DIRECT'
    throw error
  }
}
