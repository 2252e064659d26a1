// TLS is never overlooked: whatever is wrong with a certificate is refused by name, also when the environment says otherwise.
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { selfSigned } from '../../testing/selfSigned'
import { authority, signed, signedKey } from '../../testing/signedCertificates'
import { openHttp } from './client'

const opened: (() => Promise<unknown> | void)[] = []

afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** What is asked for has come to the server only where it says so. */
async function ask(options: ServerOptions, reached: string[] = []): Promise<unknown> {
  const requests: string[] = []
  const server = createServer(options, (request, reply) => {
    requests.push(request.url ?? '')
    reply.setHeader('content-type', 'application/json').end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  opened.push(
    () => http.close(),
    () => new Promise((resolve) => server.close(resolve)),
  )
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const result = await http.send({ method: 'GET', url, expects: 'json', signal: new AbortController().signal })
  expect(requests).toEqual(reached)
  return result
}

/** As if this computer knew the authority of the tests. */
function trustAuthority(): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, authority])
  opened.push(() => setDefaultCACertificates(before))
}

const named = (reason: string): object => ({ code: 'tls', maybeSent: false, details: { reason } })
const by = (cert: string): ServerOptions => ({ key: signedKey, cert })

describe('a certificate of an authority that is trusted', () => {
  it('is taken', async () => {
    trustAuthority()
    expect(await ask(by(signed.good), ['/'])).toMatchObject({ type: 'response', status: 200 })
  })

  it.each([
    ['that has expired', signed.expired, 'CERT_HAS_EXPIRED', 'has expired'],
    ['of a time to come', signed.early, 'CERT_NOT_YET_VALID', 'does not hold yet'],
    ['for another host', signed.other, 'ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host'],
  ])('F109 %s is refused, named, and gets no request', async (_what, cert, reason, words) => {
    trustAuthority()
    const result = await ask(by(cert))
    expect(result).toMatchObject(named(reason))
    expect((result as { message: string }).message).toContain(words)
  })
})

describe('a certificate that nobody here vouches for', () => {
  it.each([
    ['of an unknown authority', by(signed.good), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'an authority that this computer'],
    [
      'of an unknown authority that comes along',
      by(`${signed.good}\n${authority}`),
      'SELF_SIGNED_CERT_IN_CHAIN',
      'an authority that this computer',
    ],
    ['that signed itself', selfSigned, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'only by itself'],
  ])('F109 %s is refused, named, and gets no request', async (_what, options, reason, words) => {
    const result = await ask(options)
    expect(result).toMatchObject(named(reason))
    expect((result as { message: string }).message).toContain(words)
  })

  it('F110 is refused with NODE_TLS_REJECT_UNAUTHORIZED=0 as well', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(await ask(selfSigned)).toMatchObject({ code: 'tls' })
    expect(await ask(by(signed.good))).toMatchObject({ code: 'tls' })
  })
})

it('F109 a server that speaks only an old TLS is refused and named', async () => {
  trustAuthority()
  const old = await ask({ ...by(signed.good), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
  expect(old).toMatchObject({ code: 'tls', maybeSent: false })
  expect((old as { message: string }).message).toContain('no version of TLS')
})
