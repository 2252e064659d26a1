// Where a redirect may lead, and that a token is seen by its own origin only, whatever the redirects are.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { openHttp } from './client'
import type { Http, HttpRequest, HttpResult } from './exchange'
import { redirectTarget } from './redirects'
import { Secret } from './secret'

let http: Http
const servers: LoopbackServer[] = []

beforeEach(() => {
  http = openHttp()
})

afterEach(async () => {
  await http.close()
  for (const server of servers.splice(0)) await server.close()
})

/** Answers /n with a redirect to the nth target, and anything else with what it got as authorization. */
async function redirecting(targets: string[], status = 302): Promise<LoopbackServer> {
  const server = await httpServer((request, reply) => {
    const target = targets[Number(request.url?.slice(1))]
    if (target !== undefined) reply.writeHead(status, { location: target }).end()
    else reply.setHeader('content-type', 'application/json').end(JSON.stringify(request.headers.authorization ?? null))
  })
  servers.push(server)
  return server
}

async function get(url: string, more: Partial<HttpRequest> = {}): Promise<HttpResult> {
  return await http.send({ method: 'GET', url, expects: 'json', signal: new AbortController().signal, ...more })
}

const codeOf = (result: HttpResult): string => (result.type === 'failure' ? result.code : String(result.status))

describe('redirects', () => {
  it('S28 follows five hops on the same origin', async () => {
    const server = await redirecting(['/1', '/2', '/3', '/4', '/end'])
    expect(await get(`${server.origin}/0`)).toMatchObject({ status: 200, url: `${server.origin}/end` })
  })

  it('F117 gives up at the sixth hop, and in a circle', async () => {
    const long = await redirecting(['/1', '/2', '/3', '/4', '/5', '/end'])
    expect(codeOf(await get(`${long.origin}/0`))).toBe('too_many_redirects')
    const circle = await redirecting(['/1', '/0'])
    expect(codeOf(await get(`${circle.origin}/0`))).toBe('too_many_redirects')
  })

  it('F118 does not follow to another port of this host', async () => {
    const other = await redirecting([])
    const server = await redirecting([`${other.origin}/stolen`])
    const token = { secret: new Secret('word'), origin: server.origin }
    expect(codeOf(await get(`${server.origin}/0`, { token }))).toBe('redirect_refused')
  })

  it('PULL-26 takes another host over plain http for a captive portal', async () => {
    const server = await redirecting(['http://portal.invalid/login'])
    expect(codeOf(await get(`${server.origin}/0`))).toBe('captive_portal')
  })

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'javascript:1', 'http://[bad'])(
    'F119 refuses %s',
    async (target) => {
      const server = await redirecting([target])
      expect(codeOf(await get(`${server.origin}/0`))).toBe('redirect_refused')
    },
  )

  it('F119 refuses to leave https, also for the same host', () => {
    const request: HttpRequest = { method: 'GET', url: '', expects: 'json', signal: new AbortController().signal }
    const from = new URL('https://api.example.com/list')
    expect(redirectTarget(request, from, 'http://api.example.com/list', 1)).toMatchObject({ code: 'redirect_refused' })
    expect(redirectTarget(request, from, 'https://other.example.com/', 1)).toMatchObject({ code: 'redirect_refused' })
  })

  it.each([301, 302, 303, 307, 308])('F120 does not follow %i for a POST', async (status) => {
    const server = await redirecting(['/end'], status)
    const sent = await get(`${server.origin}/0`, { method: 'POST', body: Buffer.from('{}') })
    expect(sent).toMatchObject({ code: 'redirect_refused', maybeSent: true })
  })

  it('S27 S29 shows a token to no origin but its own, over random redirects', async () => {
    const seen: { port: string; authorization: string | undefined }[] = []
    let targets: string[] = []
    const listen = (): Promise<LoopbackServer> =>
      httpServer((request, reply) => {
        seen.push({ port: String(request.socket.localPort), authorization: request.headers.authorization })
        const target = targets.shift()
        if (target === undefined) reply.end('[]')
        else reply.writeHead(307, { location: target }).end()
      })
    servers.push(await listen(), await listen(), await listen())
    const [home] = servers
    const token = { secret: new Secret('word'), origin: home!.origin }
    const anyTarget = fc
      .tuple(fc.nat(2), fc.constantFrom('/a', '/b?x=1', ''))
      .map(([at, path]) => servers[at]!.origin + path)
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.array(anyTarget, { maxLength: 4 }), async (start, path) => {
        targets = [...path]
        await get(`${servers[start]!.origin}/`, { token })
      }),
      { numRuns: 40 },
    )
    expect(seen.filter((one) => one.authorization !== undefined && one.port !== String(home!.port))).toEqual([])
    expect(seen.filter((one) => one.authorization === 'Bearer word').length).toBeGreaterThan(0)
  })
})
