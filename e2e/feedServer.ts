// A feed on loopback that a test controls: pages of numbered records behind a Link header, an optional bearer token, and a gate that
// holds a page back until the test opens it. It counts what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FeedServer {
  url: string
  /** Requests so far, by path and query. */
  requests: string[]
  /** Holds every answer to this page (from 1) half-sent until release() is called. */
  hold(page: number): void
  release(): void
  close(): Promise<void>
}

export interface FeedOptions {
  pages: number
  perPage: number
  token?: string
  /** An address of this computer to listen on instead of loopback. */
  host?: string
}

export async function startFeed({ pages, perPage, token, host = '127.0.0.1' }: FeedOptions): Promise<FeedServer> {
  const requests: string[] = []
  let heldPage: number | null = null
  let held: (() => void)[] = []

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.url ?? '')
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"sign in"}')
      return
    }
    const page = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('page') ?? '1')
    const body = JSON.stringify(recordsOf(page, perPage))
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (page < pages) headers.link = `</records?page=${page + 1}>; rel="next"`
    response.writeHead(200, headers)
    if (page !== heldPage) {
      response.end(body)
      return
    }
    response.write(body.slice(0, body.length / 2))
    held.push(() => response.end(body.slice(body.length / 2)))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}/records`,
    requests,
    hold: (page) => {
      heldPage = page
    },
    release: () => {
      heldPage = null
      for (const finish of held) finish()
      held = []
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Page 1 holds records 1 to perPage, and so on. */
function recordsOf(page: number, perPage: number): { id: number; title: string }[] {
  return Array.from({ length: perPage }, (_, index) => {
    const id = (page - 1) * perPage + index + 1
    return { id, title: `Record ${id}` }
  })
}
