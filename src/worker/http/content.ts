// Decides whether a body that should be JSON can be: its charset, its byte order mark, and whether it is a web page instead
// (F94, F107, PULL-26). Whether the JSON holds together is the parser's to say.
import type { HttpFailure, ReplyHeaders } from './exchange'

const LESS_THAN = 0x3c
const UTF8_NAMES = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/** What is wrong with a successful answer where JSON is expected; null: nothing so far. A UTF-8 mark is left for the parser. */
export function contentProblem(url: URL, headers: ReplyHeaders, body: Uint8Array): HttpFailure | null {
  const type = headers.get('content-type')?.toLowerCase() ?? ''
  if (type.startsWith('text/html') || type.startsWith('application/xhtml') || firstSign(body) === LESS_THAN) {
    return webPage(url)
  }
  const named = /charset\s*=\s*"?([^\s;"]+)/.exec(type)?.[1]
  const charset = utf16Mark(body) ?? named
  if (charset && !UTF8_NAMES.has(charset)) {
    return {
      type: 'failure',
      code: 'charset',
      message: `The answer is written in ${charset}; only UTF-8 is read.`,
      maybeSent: true,
      details: { origin: url.origin, charset },
    }
  }
  return null
}

/** Over https the certificate proves that the server itself sent the page; over http the network may have (PULL-26). */
function webPage(url: URL): HttpFailure {
  const details = { origin: url.origin }
  return url.protocol === 'https:'
    ? { type: 'failure', code: 'not_json', message: 'The server answered with a web page.', maybeSent: true, details }
    : {
        type: 'failure',
        code: 'captive_portal',
        message: 'A web page came instead of data: the network may want you to sign in first.',
        maybeSent: true,
        details,
      }
}

function utf16Mark(body: Uint8Array): string | null {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  return null
}

function firstSign(body: Uint8Array): number | undefined {
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
  return body.subarray(start, start + 1_024).find((byte) => byte > 0x20)
}
