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

const PAIRS = [
  ['ratelimit-remaining', 'ratelimit-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['x-requests-available-minute', 'x-requestcounter-reset'],
] as const

/**
 * ms until a used-up limit is renewed, or null: `X-RateLimit-Remaining: 0` with a reset in seconds since the epoch or from now,
 * the drafts' `RateLimit-Remaining` and `RateLimit-Reset`, football-data.org's pair, and `RateLimit: "name";r=0;t=30` (PULL-23).
 */
export function rateLimitResetMs(headers: ReplyHeaders, receivedAt: number): number | null {
  const structured = /(?:^|[;,\s])(?:r|remaining)\s*=\s*0(?:[;,\s]|$).*?(?:[;,\s])(?:t|reset)\s*=\s*(\d{1,11})/
  const listed = structured.exec(headers.get('ratelimit') ?? '')?.[1]
  if (listed) return resetMs(listed, headers, receivedAt)
  for (const [remaining, renewed] of PAIRS) {
    if (headers.get(remaining)?.trim() !== '0') continue
    const reset = headers.get(renewed)?.trim() ?? ''
    if (/^\d{1,11}$/.test(reset)) return resetMs(reset, headers, receivedAt)
  }
  return null
}

/** From nine digits on it is a time, not a number of seconds. */
function resetMs(reset: string, headers: ReplyHeaders, receivedAt: number): number | null {
  const ms = Number(reset) * SECOND_MS
  return bounded(reset.length >= 9 ? ms - serverNow(headers, receivedAt) : ms)
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
