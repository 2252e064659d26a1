// Decides how a connection is made: straight or through the system's proxy, with the system's certificate authorities beside Node's own,
// and checks that nothing can switch off (D8, F109, F110). One set of connections lives as long as one client.
import { getCACertificates } from 'node:tls'
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici'

const MOST_HEADER_BYTES = 64 * 1024

export interface Connections {
  /** `proxy` as the system resolves it: 'DIRECT', 'PROXY host:port', 'HTTPS host:port', several separated by semicolons. */
  through(proxy: string): Dispatcher
  close(): Promise<void>
}

export function openConnections(connectMs: number): Connections {
  const dispatchers = new Map<string, Dispatcher>()
  return {
    through: (proxy) => {
      const uri = proxyUri(proxy)
      const known = dispatchers.get(uri ?? '')
      if (known) return known
      const made = uri === null ? directAgent(connectMs) : proxyAgent(uri, connectMs)
      dispatchers.set(uri ?? '', made)
      return made
    },
    close: async () => {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()))
      dispatchers.clear()
    },
  }
}

/** The first usable entry of a resolved proxy list; null: straight. */
export function proxyUri(resolved: string): string | null {
  const first = resolved.split(';')[0]?.trim() ?? ''
  const [, kind, address] = /^(PROXY|HTTPS) ([\w.:[\]-]+)$/i.exec(first) ?? []
  if (!kind || !address) return null
  return `${kind.toUpperCase() === 'PROXY' ? 'http' : 'https'}://${address}`
}

const limits = { maxHeaderSize: MOST_HEADER_BYTES, headersTimeout: 0, bodyTimeout: 0, allowH2: false, pipelining: 1 }

function directAgent(connectMs: number): Agent {
  const plain = buildConnector({ timeout: connectMs })
  let secure: buildConnector.connector | null = null
  return new Agent({
    ...limits,
    connect: (options, callback) => {
      if (options.protocol !== 'https:') return plain(options, callback)
      // Reading the system's authorities takes tens of milliseconds: only when https is first spoken.
      secure ??= buildConnector({ timeout: connectMs, allowH2: false, ...trust() })
      return secure(options, callback)
    },
  })
}

function proxyAgent(uri: string, connectMs: number): ProxyAgent {
  const tls = { timeout: connectMs, ...trust() }
  return new ProxyAgent({ ...limits, uri, requestTls: tls, proxyTls: tls })
}

function trust(): { rejectUnauthorized: true; ca: string[] } {
  const ca = new Set([...getCACertificates('default'), ...getCACertificates('system')])
  return { rejectUnauthorized: true, ca: [...ca] }
}
