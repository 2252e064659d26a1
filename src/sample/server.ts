// Decides how the sample answers over HTTP: pages of matches with validators and links, reports with idempotency keys,
// nothing without the bearer token, nothing but loopback. What is in the season is season.ts's.
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import type { Reports } from './reports'
import type { Match } from './season'

export interface SampleOptions {
  token: string
  matches: (nowMs: number) => Match[]
  reports: Reports
  now: () => number
  /** Delay before each page, and between storing a report and answering it. */
  pageDelayMs: number
}

export interface SampleServer {
  port: number
  close(): Promise<void>
}

const DEFAULT_PER_PAGE = 50
const MOST_PER_PAGE = 100
const MOST_BODY_BYTES = 1_048_576

/** Listens on 127.0.0.1 with a port of the system's choice. Rejects when it cannot. */
export async function startSampleServer(options: SampleOptions): Promise<SampleServer> {
  const server = createServer((request, response) => {
    respond(options, request).then(
      (reply) => send(response, reply),
      () => send(response, problem(500, 'internal', 'The sample server made a mistake.')),
    )
  })
  await listening(server)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
}

interface Answer {
  status: number
  headers: OutgoingHttpHeaders
  body: string
}

async function respond(options: SampleOptions, request: IncomingMessage): Promise<Answer> {
  if (!isAuthorised(request.headers.authorization, options.token)) {
    const denied = problem(401, 'unauthorised', 'This needs the bearer token of the sample.')
    return { ...denied, headers: { ...denied.headers, 'www-authenticate': 'Bearer realm="sample"' } }
  }
  const url = new URL(request.url ?? '/', 'http://sample')
  const route = `${request.method ?? ''} ${url.pathname}`
  if (route === 'GET /matches') return await page(options, url, request)
  if (route === 'GET /reports') return json(200, options.reports.all())
  if (route === 'POST /reports') return await report(options, request)
  if (url.pathname === '/matches' || url.pathname === '/reports')
    return problem(405, 'method', 'That cannot be done here.')
  return problem(404, 'not_found', 'There are /matches and /reports.')
}

async function page(options: SampleOptions, url: URL, request: IncomingMessage): Promise<Answer> {
  if (options.pageDelayMs > 0) await after(options.pageDelayMs)
  const number = positive(url.searchParams.get('page'), 1)
  const size = positive(url.searchParams.get('per_page'), DEFAULT_PER_PAGE)
  if (number === null || size === null || size > MOST_PER_PAGE)
    return problem(400, 'bad_page', `page and per_page are whole numbers; per_page is at most ${MOST_PER_PAGE}.`)
  const all = options.matches(options.now())
  const body = JSON.stringify(all.slice((number - 1) * size, number * size))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers: OutgoingHttpHeaders = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json' }
  const links = linksOf(url, request, number, size, Math.max(1, Math.ceil(all.length / size)))
  if (links !== '') headers['link'] = links
  if (matchesTag(request.headers['if-none-match'], etag)) return { status: 304, headers, body: '' }
  return { status: 200, headers, body }
}

function linksOf(url: URL, request: IncomingMessage, number: number, size: number, last: number): string {
  const to = (target: number, rel: string): string =>
    `<http://${request.headers.host ?? '127.0.0.1'}${url.pathname}?page=${target}&per_page=${size}>; rel="${rel}"`
  const next = number < last ? [to(number + 1, 'next'), to(last, 'last')] : []
  return [...(number > 1 ? [to(1, 'first'), to(number - 1, 'prev')] : []), ...next].join(', ')
}

async function report(options: SampleOptions, request: IncomingMessage): Promise<Answer> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key === '' || key.length > 255)
    return problem(400, 'no_key', 'A report needs an Idempotency-Key.')
  const body = await bodyOf(request)
  if (body === null) return problem(413, 'too_large', 'A report is at most 1 MiB.')
  const record = parsed(body)
  if (record === undefined) return problem(422, 'bad_json', 'A report is one JSON value.')
  const accepted = options.reports.accept(key, body, record, options.now())
  if (accepted.type === 'conflict') return problem(422, 'key_reused', 'This key was used with another body.')
  if (options.pageDelayMs > 0) await after(options.pageDelayMs)
  const { id, receivedAt } = accepted.report
  const answer = json(201, { id, receivedAt })
  if (accepted.type === 'replayed') answer.headers['idempotency-replayed'] = 'true'
  return answer
}

/** null: longer than a report may be. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BODY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A whole number from 1; null: something else was given. */
function positive(text: string | null, otherwise: number): number | null {
  if (text === null) return otherwise
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}

/** RFC 9110 13.1.2: weak comparison against any tag of the list. */
function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const given = createHash('sha256')
    .update(header ?? '')
    .digest()
  const wanted = createHash('sha256').update(`Bearer ${token}`).digest()
  return timingSafeEqual(given, wanted)
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function problem(status: number, code: string, message: string): Answer {
  return json(status, { code, message })
}

function send(response: ServerResponse, answer: Answer): void {
  const length = answer.status === 304 ? {} : { 'content-length': Buffer.byteLength(answer.body) }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  response.end(answer.body)
}
