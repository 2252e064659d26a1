// Decides what a result of the HTTP layer means for a job: go on, wait (D13), try again, or fail (PULL-24, D26).
// Codes are stable; `details` hold the status and the host, never a query string or a token.
import { assertNever } from '@shared/errors'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { HttpFailure, HttpResponse, HttpResult } from './exchange'
import { rateLimitResetMs, retryAfterMs } from './retryAfter'
import { type BoundToken, withoutSecret } from './secret'

/**
 * null: 2xx or 304. `tokenSent` tells a refused token from a source that was set up without one; the token itself, where it is given, is
 * taken out of what the server says.
 */
export function outcomeOf(result: HttpResult, tokenSent: boolean, token: BoundToken | null = null): Outcome | null {
  if (result.type === 'failure') return failureOutcome(result)
  const outcome = statusOutcome(result, tokenSent)
  const said = outcome?.type === 'succeeded' ? undefined : outcome?.error?.details?.['said']
  if (!outcome || outcome.type === 'succeeded' || !outcome.error || typeof said !== 'string' || !token) return outcome
  const details = { ...outcome.error.details, said: withoutSecret(said, token) }
  return { ...outcome, error: { ...outcome.error, details } }
}

function failureOutcome(failure: HttpFailure): Outcome {
  const error: JobError = { code: failure.code, message: failure.message, details: failure.details }
  switch (failure.code) {
    case 'offline':
      return { type: 'wait', reason: 'offline', scope: 'job', error }
    case 'captive_portal':
      return { type: 'wait', reason: 'captive_portal', scope: 'origin', error }
    case 'bad_token':
      return { type: 'wait', reason: 'auth_required', scope: 'source', error }
    case 'unreachable':
    case 'connect_timeout':
    case 'headers_timeout':
    case 'body_stalled':
    case 'body_too_slow':
    case 'cut_short':
    case 'bad_protocol':
    case 'bad_encoding':
      return { type: 'retry', error }
    case 'tls':
    case 'too_large':
    case 'decompression_bomb':
    case 'charset':
    case 'not_json':
    case 'redirect_refused':
    case 'too_many_redirects':
    case 'bad_url':
      return { type: 'failed', error }
    default:
      return assertNever(failure.code)
  }
}

function statusOutcome(response: HttpResponse, tokenSent: boolean): Outcome | null {
  const { status, headers } = response
  // A part that nobody asked for: taking it for the whole would lose the rest in silence (F125).
  if (status === 206)
    return { type: 'retry', error: statusError(response, 'server_error', 'sent a part of its answer') }
  if ((status >= 200 && status < 300) || status === 304) return null
  const waitMs = askedToWait(response)
  if (waitMs !== null) {
    const error = statusError(response, 'rate_limited', 'asked us to slow down')
    return { type: 'wait', reason: 'rate_limited', until: response.receivedAt + waitMs, scope: 'origin', error }
  }
  if (status === 401 || (status === 403 && headers.get('www-authenticate') !== null)) {
    const error = statusError(response, tokenSent ? 'auth_required' : 'auth_needed', 'needs you to sign in')
    return tokenSent ? { type: 'wait', reason: 'auth_required', scope: 'source', error } : { type: 'failed', error }
  }
  if (status === 429) return { type: 'retry', error: statusError(response, 'rate_limited', 'asked us to slow down') }
  if (status === 408 || status === 425 || status >= 500) {
    return { type: 'retry', error: statusError(response, 'server_error', `is not answering (${status})`) }
  }
  if (status === 404 || status === 410) {
    return { type: 'failed', error: statusError(response, 'not_found', 'has nothing at this address') }
  }
  return { type: 'failed', error: statusError(response, 'refused', `refused the request (${status})`) }
}

/** ms, where the server said so: 429 and 503 with Retry-After, and a used-up limit, which some answer with 403 (F130, F139). */
function askedToWait({ status, headers, receivedAt }: HttpResponse): number | null {
  if (status === 429 || status === 503)
    return retryAfterMs(headers, receivedAt) ?? rateLimitResetMs(headers, receivedAt)
  if (status !== 403) return null
  return rateLimitResetMs(headers, receivedAt) ?? retryAfterMs(headers, receivedAt)
}

function statusError(response: HttpResponse, code: string, what: string): JobError {
  const { host, origin } = new URL(response.url)
  const said = serverMessage(response)
  const details = { status: response.status, origin, ...(said === null ? {} : { said }) }
  return { code, message: `${host} ${what}.`, details }
}

const LONGEST_MESSAGE = 2_000

/** The server's own sentence, where its body is JSON with one (F126); without control characters, cut at 2,000. */
function serverMessage(response: HttpResponse): string | null {
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(response.body))
    if (typeof body !== 'object' || body === null) return null
    const fields = new Map<string, unknown>(Object.entries(body))
    const said = [fields.get('detail'), fields.get('message'), fields.get('error'), fields.get('title')]
    const sentence = said.find((value) => typeof value === 'string' && value !== '')
    if (typeof sentence !== 'string') return null
    return sentence
      .replaceAll(/\p{Cc}+/gu, ' ')
      .replaceAll(/\bBearer\s+\S+/gi, '[secret]')
      .slice(0, LONGEST_MESSAGE)
  } catch {
    return null
  }
}
