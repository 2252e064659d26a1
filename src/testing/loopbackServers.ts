// Servers on loopback for tests: one that speaks bytes as told, so that it can break every rule of HTTP, and one that speaks HTTP.
// What they say is the test's; both are closed by the test.
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface LoopbackServer {
  origin: string
  port: number
  /** Heads of the requests that came, in order; only the raw server keeps them. */
  heads: string[]
  close(): Promise<void>
}

/** Calls `talk` with each request's head and its socket; the nth request, from 0, over all connections. */
export async function rawServer(talk: (socket: Socket, head: string, index: number) => void): Promise<LoopbackServer> {
  const heads: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let pending = ''
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.toString('latin1')
      const end = pending.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = pending.slice(0, end)
      pending = ''
      heads.push(head)
      talk(socket, head, heads.length - 1)
    })
  })
  return await listening(server, heads, () => {
    for (const socket of sockets) socket.destroy()
  })
}

export async function httpServer(respond: RequestListener): Promise<LoopbackServer> {
  const server = createHttpServer(respond)
  return await listening(server, [], () => server.closeAllConnections())
}

async function listening(server: Server, heads: string[], cut: () => void): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      cut()
    })
  return { origin: `http://127.0.0.1:${port}`, port, heads, close }
}
