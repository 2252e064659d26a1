// Decides which headers leave this computer. Callers may set a short list; everything that authenticates, frames or encodes is
// set here (S27, F108), and the token only for its own origin.
import type { HttpRequest } from './exchange'

/** What a caller may set. A name that is missing here is a bug of the caller, not of a server. */
const CALLERS = new Set([
  'accept',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'prefer',
])

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
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new Error(`not a value for the header ${lower}`)
    headers[lower] = value
  }
  if (request.body) headers['content-length'] = String(request.body.length)
  if (request.token && request.token.origin === url.origin) {
    headers['authorization'] = `Bearer ${request.token.secret.reveal()}`
  }
  return headers
}
