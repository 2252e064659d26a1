// TLS is never overlooked: a certificate nobody vouches for is refused by name, also when the environment says otherwise.
// The certificate below is made for this test, for localhost, and vouched for by nobody.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { openHttp } from './client'

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzp6YVQsidlGikvWh
GwHwFIB3gWxSGPYR7sHC2a1o8suhRANCAASyl3hCksdsDz5g+Pyv6c2yPmTb50qI
JmZY1SWBDmgrmyEwy968IpIFBpMEcYl+nzOIub8yRUG6E2xlECmXA3my
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUDPORsUJW676p8quwIfwuW8HkaRQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE1MjQzNloYDzIxMjYxMDI5
MTUyNDM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASyl3hCksdsDz5g+Pyv6c2yPmTb50qIJmZY1SWBDmgrmyEwy968IpIF
BpMEcYl+nzOIub8yRUG6E2xlECmXA3myo28wbTAdBgNVHQ4EFgQUTLnkoXt3XKHn
uVxbLFiQ4Z9ufj8wHwYDVR0jBBgwFoAUTLnkoXt3XKHnuVxbLFiQ4Z9ufj8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgEwoxoTnBxmE6JwPc77JCqOxvXZtgAgmkivm1orOmhy8CIQC8
OPO9JgyAlUhKrsKXLqT5cmu35a2nFyJiqifZG8Yx4g==
-----END CERTIFICATE-----`

const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function ask(): Promise<unknown> {
  const requests: string[] = []
  const server = createServer({ key, cert }, (request, reply) => {
    requests.push(request.url ?? '')
    reply.end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  opened.push(
    () => http.close(),
    () => new Promise((resolve) => server.close(resolve)),
  )
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const result = await http.send({ method: 'GET', url, expects: 'json', signal: new AbortController().signal })
  expect(requests).toEqual([])
  return result
}

it('F109 names why a certificate proves nothing, and sends no request', async () => {
  const result = await ask()
  expect(result).toMatchObject({ code: 'tls', maybeSent: false, details: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
})

it('F110 does so with NODE_TLS_REJECT_UNAUTHORIZED=0 as well', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  expect(await ask()).toMatchObject({ code: 'tls' })
})
