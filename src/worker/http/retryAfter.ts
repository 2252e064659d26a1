// Decides how long a server asked us to wait: Retry-After in both forms, and the rate-limit headers that GitHub and others send. Counted from
// the response's own Date, so that a wrong clock here does not matter; 1 s to 24 h; nonsense counts as absent (D26, F139 to F141).
import { DAY_MS, SECOND_MS } from '@shared/time'
import type { ReplyHeaders } from './exchange'

/** ms to wait from when the headers came, or null when the server did not say. */
export function retryAfterMs(headers: ReplyHeaders, receivedAt: number): number | null {
  const value = headers.get('retry-after')?.trim() ?? ''
  // Digits first: Date.parse('5') is a day in 2001.
  if (/^\d{1,12}$/.test(value)) return bounded(Number(value) * SECOND_MS)
  const at = httpDate(value)
  return at === null ? null : bounded(at - serverNow(headers, receivedAt))
}

/** ms until a used-up limit is renewed (`X-RateLimit-Remaining: 0` with a reset in seconds since the epoch), or null. */
export function rateLimitResetMs(headers: ReplyHeaders, receivedAt: number): number | null {
  if (headers.get('x-ratelimit-remaining')?.trim() !== '0') return null
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? ''
  if (!/^\d{9,11}$/.test(reset)) return null
  return bounded(Number(reset) * SECOND_MS - serverNow(headers, receivedAt))
}

function bounded(ms: number): number | null {
  return ms <= 0 ? null : Math.min(Math.max(ms, SECOND_MS), DAY_MS)
}

function serverNow(headers: ReplyHeaders, receivedAt: number): number {
  return httpDate(headers.get('date')?.trim() ?? '') ?? receivedAt
}

/** The three forms of RFC 9110, all of which begin with the name of a day. */
function httpDate(value: string): number | null {
  if (!/^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[, ]/.test(value)) return null
  const parsed = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(parsed) ? null : parsed
}
