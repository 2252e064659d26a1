// What each answer means for an item and for the round.
import { describe, expect, it } from 'vitest'
import {
  type HttpFailure,
  type HttpFailureCode,
  type HttpResponse,
  httpFailureCodes,
  ReplyHeaders,
} from '../http/exchange'
import { Secret } from '../http/secret'
import { verdictOf } from './verdict'

const now = 1_800_000_000_000
const token = { secret: new Secret('only-for-this-server'), origin: 'https://api.example.com' }

function answer(status: number, headers: Record<string, string> = {}): HttpResponse {
  return {
    type: 'response',
    status,
    url: 'https://api.example.com/reports',
    headers: new ReplyHeaders(new Map(Object.entries(headers))),
    body: new Uint8Array(),
    framing: 'length',
    wireBytes: 0,
    receivedAt: now,
  }
}

function failure(code: HttpFailureCode, maybeSent: boolean): HttpFailure {
  return { type: 'failure', code, message: 'x', maybeSent, details: {} }
}

const brief = (result: HttpResponse | HttpFailure, tokenSent = true): string => {
  const { settlement, after } = verdictOf(result, tokenSent ? token : null, now)
  const end = after.type === 'end' ? `end:${after.outcome.type}` : after.type
  return `${settlement.type} ${end}`
}

describe('the verdict on an answer', () => {
  it.each([
    [200, 'done next'],
    [201, 'done next'],
    [204, 'done next'],
    [304, 'refused next'],
    [400, 'refused next'],
    [403, 'refused next'],
    [404, 'refused next'],
    [408, 'retry failing'],
    [409, 'refused next'],
    [410, 'refused next'],
    [412, 'refused next'],
    [413, 'refused next'],
    [422, 'refused next'],
    [425, 'retry failing'],
    [429, 'retry end:retry'],
    [500, 'retry failing'],
    [502, 'retry failing'],
    [503, 'retry failing'],
  ])('%i is: %s', (status, expected) => {
    expect(brief(answer(status))).toBe(expected)
  })

  it('OUT-8 holds the destination for a sign-in, whether the token was refused or there was none', () => {
    expect(brief(answer(401))).toBe('held end:wait')
    expect(brief(answer(401), false)).toBe('held end:wait')
    expect(brief(answer(403, { 'www-authenticate': 'Bearer' }))).toBe('held end:wait')
  })

  it('OUT-10 waits as long as the server says, for this item and its origin', () => {
    for (const status of [429, 503]) {
      const { settlement, after } = verdictOf(answer(status, { 'retry-after': '120' }), token, now)
      expect(settlement).toMatchObject({ type: 'retry', notBefore: now + 120_000 })
      expect(after).toMatchObject({
        outcome: { type: 'wait', reason: 'rate_limited', until: now + 120_000, scope: 'origin' },
      })
    }
  })

  it('OUT-10 sends no more in this run to a server that is asked too much, also where it names no time', () => {
    const { settlement, after } = verdictOf(answer(429), token, now)
    expect(settlement).toMatchObject({ type: 'retry', notBefore: now })
    expect(after.type).toBe('end')
  })

  it('OUT-4 takes an item as one that may have arrived unless the server says that it did nothing', () => {
    const arrived = (result: HttpResponse | HttpFailure): boolean | undefined => {
      const { settlement } = verdictOf(result, token, now)
      return settlement.type === 'retry' ? settlement.maybeArrived : undefined
    }
    expect([500, 502, 504].map((status) => arrived(answer(status)))).toEqual([true, true, true])
    expect([408, 421, 425, 429, 501, 503, 505].filter((status) => arrived(answer(status)) === true)).toEqual([])
    expect(
      (['cut_short', 'headers_timeout', 'too_large'] as const).map((code) => arrived(failure(code, true))),
    ).toEqual([true, true, true])
    expect(arrived(failure('captive_portal', true))).toBe(false)
    expect(arrived(failure('unreachable', false))).toBeUndefined()
  })

  it('P4 never takes an item as sent or refused when no answer to it came', () => {
    for (const code of httpFailureCodes) {
      expect(verdictOf(failure(code, true), token, now).settlement.type).not.toMatch(/done|refused/)
      expect(verdictOf(failure(code, false), token, now).settlement.type).not.toMatch(/done|refused/)
    }
  })

  it('P7 sends again what may have arrived, and does not charge what never left', () => {
    expect(brief(failure('cut_short', true))).toBe('retry failing')
    expect(brief(failure('headers_timeout', true))).toBe('retry failing')
    expect(brief(failure('offline', false))).toBe('unsent end:wait')
    expect(brief(failure('unreachable', false))).toBe('unsent end:retry')
    expect(brief(failure('captive_portal', true))).toBe('retry end:wait')
    expect(brief(failure('tls', false))).toBe('unsent end:failed')
  })
})

it('S27 what a server says of a refused item is kept without the token it was sent', () => {
  const body = new TextEncoder().encode('{"message":"key only-for-this-server is not allowed here"}')
  const told = JSON.stringify(verdictOf({ ...answer(422), body }, token, now))
  expect(told).toContain('is not allowed here')
  expect(told).not.toContain('only-for-this-server')
})
