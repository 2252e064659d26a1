// Decides what an error of the network stack is called: offline, unreachable, TLS, a broken protocol, or a cut connection
// (F91, F97, F99, F101, F109). The names come from Node, OpenSSL and undici; nothing else in the worker reads them.

import { DeadlinePassed } from './deadlines'
import { BadBody } from './decode'
import type { HttpFailure, HttpFailureCode } from './exchange'

/** No route, no name: the system or the network is offline, whatever it says (F91). */
const OFFLINE = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EADDRNOTAVAIL',
  'EINVAL',
  'EACCES',
])
const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/
const PROTOCOL = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH|UND_ERR_REQ_CONTENT_LENGTH)/

/** Codes that mean that no byte of the request left. */
const NEVER_SENT = new Set<HttpFailureCode>(['offline', 'unreachable', 'connect_timeout', 'tls'])

/** null: not an error of a network or a server, so a bug. */
export function failureOf(error: unknown, url: URL): HttpFailure | null {
  const code = failureCode(error)
  if (code === null) return null
  const reason = errorCode(error)
  const details: Record<string, string> = reason === null ? { origin: url.origin } : { origin: url.origin, reason }
  return { type: 'failure', code, message: sentence(code, url.host, error), maybeSent: !NEVER_SENT.has(code), details }
}

function failureCode(error: unknown): HttpFailureCode | null {
  if (error instanceof DeadlinePassed || error instanceof BadBody) return error.code
  const code = errorCode(error)
  if (code === null) return null
  if (OFFLINE.has(code)) return 'offline'
  if (TLS.test(code)) return 'tls'
  if (PROTOCOL.test(code)) return 'bad_protocol'
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect_timeout'
  if (code === 'ECONNREFUSED') return 'unreachable'
  if (/^(?:UND_ERR_(?:SOCKET|ABORTED|CLOSED|DESTROYED)|ECONNRESET|EPIPE|ECONNABORTED)/.test(code)) return 'cut_short'
  return code.startsWith('UND_ERR_PRX') ? 'unreachable' : null
}

/** The code of the error or of what caused it; happy eyeballs gather several errors in one. */
function errorCode(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return null
}

function sentence(code: HttpFailureCode, host: string, error: unknown): string {
  if (error instanceof BadBody) return error.message
  switch (code) {
    case 'offline':
      return `${host} cannot be reached from this network.`
    case 'unreachable':
      return `${host} does not accept connections.`
    case 'connect_timeout':
      return `${host} did not accept a connection in time.`
    case 'headers_timeout':
      return `${host} did not answer in time.`
    case 'body_stalled':
      return `${host} stopped in the middle of its answer.`
    case 'body_too_slow':
      return `${host} answers too slowly.`
    case 'tls':
      return `The identity of ${host} could not be proved: ${unproved(errorCode(error))}.`
    case 'bad_protocol':
      return `${host} does not speak proper HTTP.`
    default:
      return `The connection to ${host} was cut.`
  }
}

/** Why, of the error's own code (F109). */
function unproved(reason: string | null): string {
  switch (reason) {
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired'
    case 'CERT_NOT_YET_VALID':
      return 'its certificate does not hold yet'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another host'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'its certificate is vouched for only by itself'
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return 'its certificate is of an authority that this computer does not know'
    default:
      if (reason !== null && /^EPROTO$|_PROTOCOL/.test(reason)) return 'it speaks no version of TLS that is spoken here'
      return reason ?? 'nothing tells why'
  }
}
