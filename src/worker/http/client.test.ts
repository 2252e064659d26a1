// The HTTP layer against servers that misbehave: each fault of the network page that can be made on loopback.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type LoopbackServer, rawServer } from '../../testing/loopbackServers'
import { openHttp } from './client'
import type { Deadlines } from './deadlines'
import type { Http, HttpRequest, HttpResult } from './exchange'

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

function client(deadlines: Partial<Deadlines> = {}): Http {
  const http = openHttp({ deadlines })
  opened.push(http)
  return http
}

/** Answers each request with the bytes for its turn, the last ones for every later turn; then ends the connection if told. */
async function serving(turns: (string | Buffer)[], then: 'end' | 'keep' = 'end'): Promise<LoopbackServer> {
  const server = await rawServer((socket, _head, index) => {
    const bytes = turns[Math.min(index, turns.length - 1)] ?? ''
    if (then === 'end') socket.end(bytes)
    else socket.write(bytes)
  })
  opened.push(server)
  return server
}

function response(head: string[], body: string | Buffer = ''): Buffer {
  return Buffer.concat([Buffer.from(['HTTP/1.1 200 OK', ...head, '', ''].join('\r\n')), Buffer.from(body)])
}

function sized(body: string | Buffer, ...head: string[]): Buffer {
  return response([`Content-Length: ${Buffer.byteLength(body)}`, 'Content-Type: application/json', ...head], body)
}

async function get(http: Http, url: string, more: Partial<HttpRequest> = {}): Promise<HttpResult> {
  return await http.send({ method: 'GET', url, expects: 'json', signal: new AbortController().signal, ...more })
}

function bodyOf(result: HttpResult): string {
  if (result.type === 'failure') throw new Error(`${result.code}: ${result.message}`)
  return Buffer.from(result.body).toString('utf8')
}

const codeOf = (result: HttpResult): string => (result.type === 'failure' ? result.code : `status ${result.status}`)

describe('a body that is not whole', () => {
  it('F97 is an error when it is shorter than its Content-Length', async () => {
    const server = await serving([response(['Content-Length: 100', 'Content-Type: application/json'], '[1,2,3')])
    const result = await get(client(), server.origin)
    expect(codeOf(result)).toBe('cut_short')
    expect(result).toMatchObject({ maybeSent: true })
  })

  it('F98 is cut at its Content-Length, which its own end must then show', async () => {
    const server = await serving([response(['Content-Length: 3'], '[1,2,3]')])
    expect(bodyOf(await get(client(), server.origin))).toBe('[1,')
  })

  it('F99 is an error when the last chunk never comes', async () => {
    const server = await serving([response(['Transfer-Encoding: chunked'], '5\r\n[1,2]\r\n')])
    expect(codeOf(await get(client(), server.origin))).toBe('cut_short')
  })

  it('F100 is told apart when only the end of the connection ends it', async () => {
    const server = await serving([response(['Content-Type: application/json'], '[1,2]')])
    expect(await get(client(), server.origin)).toMatchObject({ type: 'response', framing: 'close' })
  })

  it('F101 is refused when two lengths are named', async () => {
    const server = await serving([response(['Content-Length: 5', 'Content-Length: 7'], '[1,2]')])
    expect(codeOf(await get(client(), server.origin))).toBe('bad_protocol')
  })

  it.each([
    ['gzip', gzipSync('['.padEnd(5_000, '1') + ']')],
    ['br', brotliCompressSync(Buffer.from('['.padEnd(5_000, '123456789') + ']'))],
  ])('F102 is an error when %s ends too early though its length is right', async (encoding, packed) => {
    const cut = packed.subarray(0, packed.length - 6)
    const server = await serving([sized(cut, `Content-Encoding: ${encoding}`)])
    expect(codeOf(await get(client(), server.origin))).toMatch(/^(?:cut_short|bad_encoding)$/)
  })

  it('F103 is an error when the checksum of gzip is wrong', async () => {
    const packed = gzipSync('[1,2,3]')
    packed[packed.length - 5] = (packed[packed.length - 5] ?? 0) ^ 0xff
    const server = await serving([sized(packed, 'Content-Encoding: gzip')])
    expect(codeOf(await get(client(), server.origin))).toBe('bad_encoding')
  })

  it('is an error when bytes follow the end of gzip', async () => {
    const packed = Buffer.concat([gzipSync('[1]'), Buffer.from('more')])
    const server = await serving([sized(packed, 'Content-Encoding: gzip')])
    expect(codeOf(await get(client(), server.origin))).toBe('bad_encoding')
  })
})

describe('packing', () => {
  it.each([
    ['gzip', gzipSync('[1,2,3]')],
    ['br', brotliCompressSync(Buffer.from('[1,2,3]'))],
  ])('PULL-12 is asked for and undone: %s', async (encoding, packed) => {
    const server = await serving([sized(packed, `Content-Encoding: ${encoding}`)])
    const result = await get(client(), server.origin)
    expect(bodyOf(result)).toBe('[1,2,3]')
    expect(result).toMatchObject({ wireBytes: packed.length })
    expect(server.heads[0]).toMatch(/accept-encoding: gzip, br/i)
  })

  it('F104 stops a bomb by its ratio, long before its end', async () => {
    const bomb = gzipSync(Buffer.alloc(48 * 1024 * 1024))
    const server = await serving([sized(bomb, 'Content-Encoding: gzip')])
    expect(codeOf(await get(client(), server.origin))).toBe('decompression_bomb')
  })

  it('stops at the cap of the unpacked body', async () => {
    const noise = gzipSync(Buffer.from(Array.from({ length: 30_000 }, (_, index) => String(index)).join(',')))
    const server = await serving([sized(noise, 'Content-Encoding: gzip')])
    expect(codeOf(await get(client(), server.origin, { maxBytes: 100_000 }))).toBe('too_large')
  })

  it.each(['gzip, gzip', 'deflate', 'zstd'])('F105 refuses what was not asked for: %s', async (encoding) => {
    const server = await serving([sized('[1]', `Content-Encoding: ${encoding}`)])
    expect(codeOf(await get(client(), server.origin))).toBe('bad_encoding')
  })

  it('F106 asks once more, unpacked, when the server lies about it', async () => {
    const server = await serving([sized('[1]', 'Content-Encoding: gzip'), sized('[2]')])
    expect(bodyOf(await get(client(), server.origin))).toBe('[2]')
    expect(server.heads.map((head) => /accept-encoding: (.*)/i.exec(head)?.[1])).toEqual(['gzip, br', 'identity'])
  })
})

describe('time', () => {
  it('F95 gives up on a server that sends no headers', async () => {
    const server = await serving(['HTTP/1.1 200'], 'keep')
    expect(codeOf(await get(client({ headersMs: 40 }), server.origin))).toBe('headers_timeout')
  })

  it('F93 gives up when no byte of the body comes any more', async () => {
    const server = await serving([response(['Content-Length: 100'], '[1,')], 'keep')
    expect(codeOf(await get(client({ idleMs: 40 }), server.origin))).toBe('body_stalled')
  })

  it('F96 gives up on a body that trickles', async () => {
    const server = await rawServer((socket) => {
      socket.write(response(['Content-Length: 100000'], '[1'))
      const trickle = setInterval(() => socket.write(','), 5)
      socket.on('close', () => clearInterval(trickle))
    })
    opened.push(server)
    const http = client({ idleMs: 5_000, graceMs: 30, windowMs: 40, windowBytes: 1_024 })
    expect(codeOf(await get(http, server.origin))).toBe('body_too_slow')
  })

  it('ends at once with the reason of its signal', async () => {
    const controller = new AbortController()
    const reason = new Error('stopped')
    const server = await rawServer(() => controller.abort(reason))
    opened.push(server)
    await expect(get(client(), server.origin, { signal: controller.signal })).rejects.toBe(reason)
  })
})

describe('what can be read', () => {
  it('F107 refuses another charset by its name', async () => {
    const server = await serving([
      response(['Content-Length: 3', 'Content-Type: application/json; charset=EUC-KR'], '[1]'),
    ])
    expect(await get(client(), server.origin)).toMatchObject({ code: 'charset', details: { charset: 'euc-kr' } })
  })

  it('F107 refuses UTF-16 by its mark', async () => {
    const body = Buffer.from('\uFEFF[1]', 'utf16le')
    const server = await serving([sized(body)])
    expect(await get(client(), server.origin)).toMatchObject({ code: 'charset', details: { charset: 'utf-16le' } })
  })

  it.each([
    ['its type', 'Content-Type: text/html; charset=utf-8', 'Please sign in'],
    ['its first byte', 'Content-Type: application/json', '\n <!doctype html><p>Please sign in'],
  ])('F94 PULL-26 takes a web page for a captive portal, by %s', async (_by, type, body) => {
    const server = await serving([response([`Content-Length: ${body.length}`, type], body)])
    expect(codeOf(await get(client(), server.origin))).toBe('captive_portal')
  })

  it('F108 refuses a megabyte of headers', async () => {
    const server = await serving([response([`X-Long: ${'a'.repeat(1_048_576)}`, 'Content-Length: 2'], '[]')])
    expect(codeOf(await get(client(), server.origin))).toBe('bad_protocol')
  })
})

describe('no connection', () => {
  it('tells a refused connection from a lost one: nothing was sent', async () => {
    const server = await serving([''])
    await server.close()
    expect(await get(client(), server.origin)).toMatchObject({ code: 'unreachable', maybeSent: false })
  })

  it('F115 asks once more when a kept connection was just closed', async () => {
    const server = await rawServer((socket, _head, index) => {
      if (index === 1) socket.destroy()
      else socket.write(sized(`[${index}]`))
    })
    opened.push(server)
    const http = client()
    expect(bodyOf(await get(http, server.origin))).toBe('[0]')
    expect(bodyOf(await get(http, server.origin))).toBe('[2]')
  })

  it('F114 never sends a POST again by itself', async () => {
    const server = await rawServer((socket) => socket.destroy())
    opened.push(server)
    const body = Buffer.from('{}')
    const result = await get(client(), server.origin, { method: 'POST', body })
    expect(result).toMatchObject({ code: 'cut_short', maybeSent: true })
    expect(server.heads).toHaveLength(1)
  })
})

describe('sending', () => {
  it('sends a body larger than one slice whole', async () => {
    const body = Buffer.alloc(200_000, 'x')
    let received = 0
    const { createServer } = await import('node:http')
    const server = createServer((request, reply) => {
      request.on('data', (chunk: Buffer) => (received += chunk.length))
      request.on('end', () => reply.end('{}'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push({
      close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
    })
    const { port } = server.address() as { port: number }
    const result = await get(client(), `http://127.0.0.1:${port}/`, { method: 'POST', body })
    expect([codeOf(result), received]).toEqual(['status 200', 200_000])
  })

  it.each(['Authorization', 'Cookie', 'X-Api-Key', 'Host'])('S27 throws when a caller sets %s', async (name) => {
    await expect(get(client(), 'http://127.0.0.1:1/', { headers: { [name]: 'x' } })).rejects.toThrow(/may not set/)
  })

  it('F108 throws for a header value with a line break in it', async () => {
    const headers = { 'If-None-Match': '"a"\r\nX-Evil: 1' }
    await expect(get(client(), 'http://127.0.0.1:1/', { headers })).rejects.toThrow(/not a value/)
  })

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'http://user:word@127.0.0.1/', 'nonsense'])(
    'refuses the address %s',
    async (url) => expect(codeOf(await get(client(), url))).toBe('bad_url'),
  )
})
