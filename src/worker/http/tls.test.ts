// TLS is never overlooked: a certificate nobody vouches for is refused by name, also when the environment says otherwise.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { selfSigned } from '../../testing/selfSigned'
import { openHttp } from './client'

const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function ask(): Promise<unknown> {
  const requests: string[] = []
  const server = createServer(selfSigned, (request, reply) => {
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
