// Decides which redirect is followed: GET and HEAD, to the same origin, five times at most (S28, F117 to F120). Over plain http another
// host's answer is how a captive portal speaks (PULL-26); over https it is the server itself, and its new address must be typed.
import type { HttpFailure, HttpRequest } from './exchange'

export const MOST_HOPS = 5

const REDIRECTS = new Set([301, 302, 303, 307, 308])

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status)
}

/** The URL to go on with, or why not. `hop` counts from 1. */
export function redirectTarget(
  request: HttpRequest,
  from: URL,
  location: string | null,
  hop: number,
): URL | HttpFailure {
  const target = location === null ? null : URL.parse(location, from.href)
  if (!target) return refusal('redirect_refused', 'The server answered with a redirect to nowhere.', from)
  if (target.origin !== from.origin) return otherOrigin(from, target)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal('redirect_refused', 'The server redirects what was sent to it. Its address must be corrected.', from)
  }
  if (target.username !== '' || target.password !== '') {
    return refusal('redirect_refused', 'The server redirects to an address with a password in it.', from)
  }
  if (hop > MOST_HOPS) {
    return refusal('too_many_redirects', `The server redirected more than ${MOST_HOPS} times.`, from)
  }
  return target
}

function otherOrigin(from: URL, target: URL): HttpFailure {
  const isWeb = target.protocol === 'http:' || target.protocol === 'https:'
  if (from.protocol === 'http:' && isWeb && target.hostname !== from.hostname) {
    return { ...refusal('captive_portal', 'The network redirects to a sign-in page.', from), maybeSent: false }
  }
  const to = isWeb ? target.origin : target.protocol
  return refusal('redirect_refused', `The server redirects to another origin (${to}), which is not followed.`, from)
}

function refusal(code: HttpFailure['code'], message: string, from: URL): HttpFailure {
  return { type: 'failure', code, message, maybeSent: true, details: { origin: from.origin } }
}
