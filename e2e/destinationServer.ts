// A destination on this computer that a test controls: it keeps what it takes, by key where it knows keys, and refuses, fails, hangs up or wants a
// token as told.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Taken {
  key: string | null
  type: string
  body: string
  method: string
}

export interface DestinationServer {
  url: string
  /** What had an effect, in order. */
  taken: Taken[]
  /** Requests so far. */
  requests: number
  /** What becomes of the next requests: `hangUp` takes it and answers nothing. */
  mood: 'take' | 'refuse' | 'fail' | 'hangUp'
  token: string | null
  close(): Promise<void>
}

export async function startDestination(host = '127.0.0.1'): Promise<DestinationServer> {
  const known = new Set<string>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        destination.requests += 1
        const answer = (status: number, body: object): void =>
          void response
            .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1' })
            .end(JSON.stringify(body))
        if (destination.token !== null && request.headers.authorization !== `Bearer ${destination.token}`)
          return answer(401, { error: 'sign in' })
        if (destination.mood === 'refuse') return answer(422, { message: 'title is too long (max 200)' })
        if (destination.mood === 'fail') return answer(503, { message: 'back soon' })
        const header = request.headers['idempotency-key']
        const key = typeof header === 'string' ? header : null
        if (key === null || !known.has(key)) {
          const { 'content-type': type = '' } = request.headers
          const body = Buffer.concat(chunks).toString('utf8')
          destination.taken.push({ key, type, body, method: request.method ?? '' })
        }
        if (key !== null) known.add(key)
        if (destination.mood === 'hangUp') return void request.socket.destroy()
        // A server that echoes what it was sent: no page may show the token of it.
        return answer(201, { taken: true, echo: request.headers.authorization ?? null })
      })
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const destination: DestinationServer = {
    url: `http://${host}:${port}/items`,
    taken: [],
    requests: 0,
    mood: 'take',
    token: null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return destination
}
