// The one HTTP layer: carries a request out hop by hop and returns a response of any status or a failure with a code, never half a body.
// Limits: deadlines.ts, decode.ts, redirects.ts. What a result means for a job: classify.ts.
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { openConnections } from './connections'
import { contentProblem } from './content'
import { type Deadlines, defaultDeadlines, ExchangeWatch } from './deadlines'
import { BadBody, readBody } from './decode'
import {
  DEFAULT_MAX_BYTES,
  type Framing,
  type Http,
  type HttpFailure,
  type HttpRequest,
  type HttpResponse,
  type HttpResult,
  type ReplyHead,
  ReplyHeaders,
} from './exchange'
import { failureOf } from './networkErrors'
import { isRedirect, redirectTarget } from './redirects'
import { type AcceptedEncoding, requestHeaders } from './requestHeaders'

export interface HttpOptions {
  /** How a URL is reached, as the system resolves it; straight unless told. */
  proxyFor?: (url: string) => Promise<string>
  now?: () => number
  deadlines?: Partial<Deadlines>
}

/** The body of a refusal is read for its message only. */
const MOST_PROBLEM_BYTES = 64 * 1024
const SLICE_BYTES = 64 * 1024

export function openHttp(options: HttpOptions = {}): Http {
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const connections = openConnections(deadlines.connectMs)
  const exchange = async (request: HttpRequest, url: URL, encoding: AcceptedEncoding): Promise<HttpResult> => {
    const proxy = options.proxyFor ? await options.proxyFor(url.href) : 'DIRECT'
    const wire: Wire = { dispatcher: connections.through(proxy), deadlines, now: options.now ?? Date.now }
    const first = await exchangeOnce(wire, request, url, encoding)
    if (!isWorthAnother(request, first)) return first
    if (request.tally) request.tally.repeats++
    return await exchangeOnce(wire, request, url, retryEncoding(first, encoding))
  }
  return {
    send: async (request) => {
      const url = URL.parse(request.url)
      const problem = url ? requestProblem(request, url) : badUrl(null)
      if (!url || problem) return problem ?? badUrl(null)
      return await follow(request, url, exchange)
    },
    close: () => connections.close(),
  }
}

async function follow(
  request: HttpRequest,
  start: URL,
  exchange: (request: HttpRequest, url: URL, encoding: AcceptedEncoding) => Promise<HttpResult>,
): Promise<HttpResult> {
  let url = start
  for (let hop = 1; ; hop++) {
    const result = await exchange(request, url, request.into ? 'identity' : 'gzip, br')
    if (result.type === 'failure' || !isRedirect(result.status)) return result
    const target = redirectTarget(request, url, result.headers.get('location'), hop)
    if (!(target instanceof URL)) return target
    url = target
  }
}

interface Wire {
  dispatcher: Dispatcher
  deadlines: Deadlines
  now: () => number
}

async function exchangeOnce(
  wire: Wire,
  request: HttpRequest,
  url: URL,
  encoding: AcceptedEncoding,
): Promise<HttpResult> {
  request.signal.throwIfAborted()
  const headers = requestHeaders(request, url, encoding)
  const cutter = new AbortController()
  const watch = new ExchangeWatch(wire.deadlines, (reason) => cutter.abort(reason))
  if (request.tally) request.tally.requests++
  try {
    const data = await wire.dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers,
      body: request.body ? Readable.from(sliced(request.body, watch)) : null,
      signal: AbortSignal.any([request.signal, cutter.signal]),
    })
    watch.headersCame()
    return await received(request, url, data, watch, wire.now())
  } catch (error) {
    request.signal.throwIfAborted()
    if (error instanceof SinkFailed) throw error.cause
    const failure = failureOf(cutter.signal.aborted ? cutter.signal.reason : error, url)
    if (!failure) throw error
    return failure
  } finally {
    watch.stop()
  }
}

async function received(
  request: HttpRequest,
  url: URL,
  data: Dispatcher.ResponseData,
  watch: ExchangeWatch,
  receivedAt: number,
): Promise<HttpResult> {
  const headers = replyHeaders(data.headers)
  const response = { type: 'response' as const, status: data.statusCode, url: url.href, headers, receivedAt }
  const isSuccess = data.statusCode >= 200 && data.statusCode < 300
  if (!isSuccess) return { ...response, framing: 'none', ...(await problemBody(request, data, watch)) }
  const framing = framingOf(request, data.statusCode, headers)
  if (request.into) return { ...response, framing, ...(await poured(request, { ...response, framing }, data, watch)) }
  const encoding = framing === 'none' ? null : headers.get('content-encoding')
  const body = data.body as AsyncIterable<Buffer>
  const limits = { maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES, spill: request.spill }
  const read = await readBody(body, encoding, limits, (bytes) => cameOf(request, watch, bytes))
  const problem = request.expects === 'json' ? contentProblem(url, headers, read.head) : null
  if (problem) read.spool?.drop()
  const spooled = read.spool ? { spool: read.spool } : {}
  return problem ?? { ...response, framing, body: read.body, ...spooled, wireBytes: read.wireBytes }
}

/** Its place's own errors are no errors of a network, whatever they are called. */
class SinkFailed extends Error {}

async function poured(
  request: HttpRequest,
  head: ReplyHead,
  data: Dispatcher.ResponseData,
  watch: ExchangeWatch,
): Promise<Pick<HttpResponse, 'body' | 'wireBytes'>> {
  let wireBytes = 0
  const sink = request.into?.(head) ?? null
  const encoding = head.headers.get('content-encoding') ?? 'identity'
  if (sink && encoding.toLowerCase() !== 'identity') {
    throw new BadBody('bad_encoding', 'The server packed its answer, which was not asked for.')
  }
  if (!sink) data.body.destroy()
  else {
    for await (const chunk of data.body as AsyncIterable<Buffer>) {
      wireBytes += chunk.length
      cameOf(request, watch, chunk.length)
      await sink.write(chunk).catch((error: unknown) => {
        throw new SinkFailed('the place of a body failed', { cause: error })
      })
    }
  }
  return { body: new Uint8Array(), wireBytes }
}

/** As far as it can be read; a refusal stands whatever its body is. */
async function problemBody(
  request: HttpRequest,
  data: Dispatcher.ResponseData,
  watch: ExchangeWatch,
): Promise<Pick<HttpResponse, 'body' | 'wireBytes'>> {
  const headers = replyHeaders(data.headers)
  let wireBytes = 0
  try {
    const body = data.body as AsyncIterable<Buffer>
    const read = await readBody(body, headers.get('content-encoding'), { maxBytes: MOST_PROBLEM_BYTES }, (bytes) => {
      wireBytes += bytes
      cameOf(request, watch, bytes)
    })
    return read
  } catch {
    data.body.destroy()
    return { body: new Uint8Array(), wireBytes }
  }
}

function cameOf(request: HttpRequest, watch: ExchangeWatch, bytes: number): void {
  watch.bytesCame(bytes)
  if (request.tally) request.tally.bytes += bytes
}

function replyHeaders(raw: Dispatcher.ResponseData['headers']): ReplyHeaders {
  const values = Object.entries(raw).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  )
  return new ReplyHeaders(new Map(values))
}

function framingOf(request: HttpRequest, status: number, headers: ReplyHeaders): Framing {
  if (request.method === 'HEAD' || status === 204) return 'none'
  if (headers.get('transfer-encoding') !== null) return 'chunked'
  return headers.get('content-length') === null ? 'close' : 'length'
}

/** In slices, so that the deadline for the headers starts again with each: a slow line is not a silent server. */
async function* sliced(body: Uint8Array, watch: ExchangeWatch): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += SLICE_BYTES) {
    watch.bodySliceSent()
    yield body.subarray(from, from + SLICE_BYTES)
  }
}

/** Once, at once, and only what changes nothing: a kept connection that was just closed (F115), or a lying encoding (F106). */
function isWorthAnother(request: HttpRequest, result: HttpResult): result is HttpFailure {
  if (request.into || result.type !== 'failure' || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  return (
    result.code === 'bad_encoding' || (result.code === 'cut_short' && result.details['reason'] === 'UND_ERR_SOCKET')
  )
}

function retryEncoding(failure: HttpFailure, encoding: AcceptedEncoding): AcceptedEncoding {
  return failure.code === 'bad_encoding' ? 'identity' : encoding
}

function requestProblem(request: HttpRequest, url: URL): HttpFailure | null {
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  if (!isWeb || url.username !== '' || url.password !== '') return badUrl(url)
  if (request.token && request.token.as?.type !== 'basic' && !request.token.secret.isHeaderSafe()) {
    return failure('bad_token', 'The token has signs in it that no token can have.', url)
  }
  return null
}

function badUrl(url: URL | null): HttpFailure {
  return failure('bad_url', 'The address is not a plain http or https address.', url)
}

function failure(code: HttpFailure['code'], message: string, url: URL | null): HttpFailure {
  return { type: 'failure', code, message, maybeSent: false, details: url ? { origin: url.origin } : {} }
}
