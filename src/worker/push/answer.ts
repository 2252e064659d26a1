// Decides what is kept of a server's answer for a person to look at (OUT-11): its status, headers that hold no secret, and the beginning of
// its text. What it means for the item is verdict.ts's.
import { LONGEST_ANSWER, type OutboxAnswer } from '@shared/outbox'
import type { HttpResponse } from '../http/exchange'
import type { BoundToken } from '../http/secret'

/** Of an acceptance less is worth keeping than of a refusal. */
const LONGEST_ACCEPTANCE = 4_096
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'date',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'server',
  'www-authenticate',
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'idempotent-replayed',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
] as const

/** `token`: what was sent; a server may echo it. */
export function keptAnswer(response: HttpResponse, token: BoundToken | null): OutboxAnswer {
  const isAcceptance = response.status >= 200 && response.status < 300
  const longest = isAcceptance ? LONGEST_ACCEPTANCE : LONGEST_ANSWER
  const whole = hidden(printable(new TextDecoder().decode(response.body.subarray(0, LONGEST_ANSWER * 4))), token)
  const headers = KEPT_HEADERS.flatMap((name): [string, string][] => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, hidden(value, token).slice(0, 1_000)]]
  })
  const body = whole.slice(0, longest)
  return {
    at: response.receivedAt,
    status: response.status,
    headers: Object.fromEntries(headers),
    // Never half of a pair.
    body: body.isWellFormed() ? body : body.toWellFormed(),
    isCut: whole.length > longest || response.body.length > LONGEST_ANSWER * 4,
  }
}

/** Line ends and tabs stay; other control characters would only mislead. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\r\t]/gu, '\ufffd')
}

function hidden(text: string, token: BoundToken | null): string {
  if (token === null) return text
  const secret = token.secret.reveal()
  const forms = [
    secret,
    Buffer.from(secret, 'utf8').toString('base64'),
    encodeURIComponent(secret),
    secret.split(':').slice(1).join(':'),
  ]
  return forms.reduce((shown, form) => (form.length < 4 ? shown : shown.replaceAll(form, '[secret]')), text)
}
