// A JSON API on loopback whose every answer is the test's: a body by path and query, which may change between requests. It counts what it was asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface JsonApi {
  origin: string
  /** Requests so far: method, path and query, and the token of its Authorization header. */
  requests: { path: string; token: string | null }[]
  /** What is answered from now on; null: 404. */
  answer: (respond: (path: string) => ApiAnswer | null) => void
  close(): Promise<void>
}

export interface ApiAnswer {
  body: unknown
  status?: number
  headers?: Record<string, string>
  /** Answered after this long, ms. */
  afterMs?: number
}

export async function startApi(first: (path: string) => ApiAnswer | null): Promise<JsonApi> {
  let respond = first
  const requests: JsonApi['requests'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push({ path, token: request.headers.authorization?.replace('Bearer ', '') ?? null })
    const { body, status = 200, headers = {}, afterMs = 0 } = respond(path) ?? { body: {}, status: 404 }
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    }, afterMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    answer: (next) => {
      respond = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
