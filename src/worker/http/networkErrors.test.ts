// What the network stack's errors are called, and which of them mean that nothing was sent.
import { describe, expect, it } from 'vitest'
import { failureOf } from './networkErrors'

const url = new URL('https://api.example.com/list?key=hidden')
const coded = (code: string): Error => Object.assign(new Error(`${code} at 10.0.0.1`), { code })

describe('an error', () => {
  it.each(['ENETUNREACH', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOTFOUND', 'EINVAL', 'EACCES'])(
    'F91 %s is offline',
    (code) => {
      expect(failureOf(coded(code), url)).toMatchObject({
        code: 'offline',
        maybeSent: false,
        details: { reason: code },
      })
    },
  )

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('F109 %s is named', (code) =>
    expect(failureOf(coded(code), url)).toMatchObject({ code: 'tls', details: { reason: code } }),
  )

  it.each([
    ['ECONNREFUSED', 'unreachable', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout', false],
    ['ECONNRESET', 'cut_short', true],
    ['UND_ERR_SOCKET', 'cut_short', true],
    ['HPE_UNEXPECTED_CONTENT_LENGTH', 'bad_protocol', true],
  ])('F114 %s is %s', (code, name, maybeSent) => {
    expect(failureOf(coded(code), url)).toMatchObject({ code: name, maybeSent })
  })

  it('F113 of every address tried is that of the first, however deep it is', () => {
    const both = new AggregateError([coded('ENETUNREACH'), coded('ETIMEDOUT')])
    expect(failureOf(new Error('outer', { cause: both }), url)).toMatchObject({ code: 'offline' })
  })

  it('that is no network error is a bug', () => expect(failureOf(new TypeError('x is undefined'), url)).toBeNull())

  it('P28 names no query string', () => {
    expect(JSON.stringify(failureOf(coded('ECONNRESET'), url))).not.toContain('hidden')
  })
})
