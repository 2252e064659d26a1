// Decides which headers leave this computer. Callers may set a short list; everything that authenticates, frames or encodes is
// set here (S27, F108), and the token only for its own origin.
import { assertNever } from '@shared/errors'
import type { HttpRequest } from './exchange'
import type { BoundToken } from './secret'

/** What a caller may set. A name that is missing here is a bug of the caller, not of a server. */
const CALLERS = new Set([
  'accept',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'prefer',
  'range',
])

/** What only this layer sets. */
const KEPT = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'host',
  'proxy-authorization',
  'transfer-encoding',
  'upgrade',
])
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

export type AcceptedEncoding = 'gzip, br' | 'identity'

/** Throws for a header that callers may not set, and for a value that is no header value. */
export function requestHeaders(request: HttpRequest, url: URL, encoding: AcceptedEncoding): Record<string, string> {
  const headers: Record<string, string> = {
    accept: request.expects === 'json' ? 'application/json, */*;q=0.5' : '*/*',
    'accept-encoding': encoding,
    'user-agent': 'Lull',
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lower = name.toLowerCase()
    if (!CALLERS.has(lower)) throw new Error(`callers may not set the header ${lower}`)
    if (!HEADER_VALUE.test(value)) throw new Error(`not a value for the header ${lower}`)
    headers[lower] = value
  }
  for (const [name, value] of Object.entries(request.custom ?? {})) {
    const lower = name.toLowerCase()
    // The settings refuse these already; a stored row may be older than its rules.
    if (KEPT.has(lower) || !HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) throw new Error('not a header to set')
    headers[lower] = value
  }
  if (request.body) headers['content-length'] = String(request.body.length)
  if (request.token && request.token.origin === url.origin) {
    const [name, value] = credential(request.token)
    headers[name] = value
  }
  return headers
}

function credential({ secret, as = { type: 'bearer' } }: BoundToken): [string, string] {
  switch (as.type) {
    case 'bearer':
      return ['authorization', `Bearer ${secret.reveal()}`]
    case 'basic':
      return ['authorization', `Basic ${Buffer.from(secret.reveal(), 'utf8').toString('base64')}`]
    case 'header':
      return [as.name.toLowerCase(), secret.reveal()]
    default:
      return assertNever(as)
  }
}
