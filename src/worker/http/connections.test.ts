// The way out: straight, or through the proxy the system names.
import { afterEach, describe, expect, it } from 'vitest'
import { type LoopbackServer, rawServer } from '../../testing/loopbackServers'
import { openHttp } from './client'
import { proxyUri } from './connections'
import { Secret } from './secret'

let proxy: LoopbackServer | undefined

afterEach(async () => {
  await proxy?.close()
})

describe('a resolved proxy', () => {
  it.each([
    ['DIRECT', null],
    ['', null],
    ['PROXY proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['PROXY 10.0.0.1:8080; DIRECT', 'http://10.0.0.1:8080'],
    ['HTTPS proxy.example.com:443', 'https://proxy.example.com:443'],
    ['PROXY [::1]:3128', 'http://[::1]:3128'],
    ['SOCKS5 127.0.0.1:1080', null],
    ['PROXY user:word@evil:1', null],
  ])('%j', (resolved, uri) => expect(proxyUri(resolved)).toBe(uri))

  it('D8 carries a plain request, and the name of its server with it', async () => {
    proxy = await rawServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: application/json\r\n\r\n[1]')
    })
    const { port } = proxy
    const http = openHttp({ proxyFor: () => Promise.resolve(`PROXY 127.0.0.1:${port}`) })
    const { signal } = new AbortController()
    const result = await http.send({ method: 'GET', url: 'http://feed.invalid/list', expects: 'json', signal })
    await http.close()
    expect(result).toMatchObject({ type: 'response', status: 200 })
    expect(proxy.heads[0]).toMatch(/^GET http:\/\/feed\.invalid(?::80)?\/list HTTP\/1\.1/)
  })

  it('F112 P28 sees no token of an https server', async () => {
    proxy = await rawServer((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
    )
    const { port } = proxy
    const http = openHttp({ proxyFor: () => Promise.resolve(`PROXY 127.0.0.1:${port}`) })
    const { signal } = new AbortController()
    const token = { secret: new Secret('canary'), origin: 'https://feed.invalid' }
    const result = await http.send({ method: 'GET', url: 'https://feed.invalid/list', expects: 'json', token, signal })
    await http.close()
    expect(result).toMatchObject({ type: 'failure' })
    expect(proxy.heads.join()).toMatch(/^CONNECT feed\.invalid:443/)
    expect(proxy.heads.join()).not.toContain('canary')
  })
})
