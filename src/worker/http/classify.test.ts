// What answers and failures mean for a job (PULL-24).
import { describe, expect, it } from 'vitest'
import { outcomeOf } from './classify'
import { type HttpFailure, type HttpResponse, httpFailureCodes, ReplyHeaders } from './exchange'

function response(status: number, headers: Record<string, string> = {}, body = ''): HttpResponse {
  return {
    type: 'response',
    status,
    url: 'https://api.example.com/list?key=hidden',
    headers: new ReplyHeaders(new Map(Object.entries(headers))),
    body: Buffer.from(body),
    framing: 'length',
    wireBytes: body.length,
    receivedAt: 1_000_000,
  }
}

describe('an answer', () => {
  it.each([200, 201, 204, 304])('%i goes on', (status) => expect(outcomeOf(response(status), true)).toBeNull())

  it.each([408, 425, 500, 502, 504])('F134 F143 %i is tried again', (status) => {
    expect(outcomeOf(response(status), true)).toMatchObject({ type: 'retry', error: { code: 'server_error' } })
  })

  it.each([400, 405, 406, 415, 422])('F126 F133 %i fails', (status) => {
    expect(outcomeOf(response(status), true)).toMatchObject({ type: 'failed', error: { details: { status } } })
  })

  it.each([404, 410])('F131 %i says that nothing is there: final, and told apart from a refusal', (status) => {
    expect(outcomeOf(response(status), true)).toMatchObject({
      type: 'failed',
      error: {
        code: 'not_found',
        message: 'api.example.com has nothing at this address.',
        details: { status, origin: 'https://api.example.com' },
      },
    })
  })

  it.each([429, 503])('F139 %i with Retry-After holds the origin until then', (status) => {
    const outcome = outcomeOf(response(status, { 'retry-after': '120' }), true)
    expect(outcome).toMatchObject({ type: 'wait', reason: 'rate_limited', until: 1_120_000, scope: 'origin' })
  })

  it('F142 429 without it backs off', () => {
    expect(outcomeOf(response(429), true)).toMatchObject({ type: 'retry', error: { code: 'rate_limited' } })
  })

  it('F127 401 to a token holds the source until the user signs in', () => {
    expect(outcomeOf(response(401), true)).toMatchObject({ type: 'wait', reason: 'auth_required', scope: 'source' })
  })

  it('401 to a source set up without sign-in fails', () => {
    expect(outcomeOf(response(401), false)).toMatchObject({ type: 'failed', error: { code: 'auth_needed' } })
  })

  it('F130 403 is a sign-in only with a challenge', () => {
    expect(outcomeOf(response(403), true)).toMatchObject({ type: 'failed' })
    expect(outcomeOf(response(403, { 'www-authenticate': 'Bearer' }), true)).toMatchObject({ reason: 'auth_required' })
  })

  it("F126 keeps the server's sentence, cut, in one line and without a token", () => {
    const said = `title is too long\r\nBearer abc.def ${'x'.repeat(5_000)}`
    const outcome = outcomeOf(response(422, {}, JSON.stringify({ message: said })), true)
    const kept = outcome?.type === 'failed' ? String(outcome.error.details?.['said']) : ''
    expect(kept).toMatch(/^title is too long \[secret\] x+$/)
    expect(kept).toHaveLength(2_000)
  })

  it.each([206, 400, 401, 403, 404, 410, 429, 500, 503])('P28 %i names no query string', (status) => {
    const told = JSON.stringify(outcomeOf(response(status, { 'retry-after': '1' }, '{"message":"No."}'), true))
    expect(told).toContain('api.example.com')
    expect(told).not.toContain('hidden')
  })
})

describe('a failure', () => {
  const failure = (code: HttpFailure['code']): HttpFailure => ({
    type: 'failure',
    code,
    message: '',
    maybeSent: false,
    details: {},
  })

  it('has an outcome for every code', () => {
    expect(httpFailureCodes.filter((code) => outcomeOf(failure(code), true) === null)).toEqual([])
  })

  it('F91 offline waits and costs no attempt', () => {
    expect(outcomeOf(failure('offline'), false)).toMatchObject({ type: 'wait', reason: 'offline' })
  })

  it('F109 a certificate that proves nothing fails, and is never overlooked', () => {
    expect(outcomeOf(failure('tls'), false)).toMatchObject({ type: 'failed', error: { code: 'tls' } })
  })
})
