// Sending one item to real loopback servers: asking first where it may have arrived, files, echoes of the token.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usualDestination } from '@shared/destinations'
import type { TakenItem } from '@shared/outbox'
import { afterEach, describe, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../../testing/loopbackServers'
import { openHttp } from '../../http/client'
import { Secret } from '../../http/secret'
import { type HttpDestination, sendItem } from './http'

const item: TakenItem = {
  id: 'i',
  key: 'k-1',
  entity: 'a/b',
  body: '{"n":1}',
  file: null,
  sha256: '',
  attempts: 1,
  maybeArrived: true,
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = await httpServer(listener)
  ends.push(() => server.close())
  return server
}

async function send(origin: string, more: Partial<HttpDestination> = {}, sent: TakenItem = item) {
  const http = openHttp()
  ends.push(() => http.close())
  const destination: HttpDestination = {
    ...usualDestination,
    url: `${origin}/items`,
    lookupUrl: `${origin}/items?client={key}&of={entity}`,
    token: null,
    folder: '/nowhere',
    now: () => 5,
    ...more,
  }
  return await sendItem(http, destination, sent, new AbortController().signal)
}

/** Answers a lookup like this; keeps what was asked, in order. */
async function lookup(status: number, body: string): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = []
  const { origin } = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const isLookup = request.method === 'GET'
    request.resume().on('end', () => {
      response.writeHead(isLookup ? status : 201, { 'content-type': 'application/json' }).end(isLookup ? body : '{}')
    })
  })
  return { origin, asked }
}

describe('what may have arrived', () => {
  it.each([
    [200, '{"id":1}', ['GET'], 'done'],
    [200, '[{"id":1}]', ['GET'], 'done'],
    [200, ' [ ] ', ['GET', 'POST'], 'done'],
    [404, '{}', ['GET', 'POST'], 'done'],
    [500, '{}', ['GET'], 'retry'],
    [403, '{}', ['GET'], 'retry'],
  ])('OUT-4 is looked up first: an answer of %i %s', async (status, body, methods, type) => {
    const { origin, asked } = await lookup(status, body)
    const { settlement } = await send(origin)
    expect(asked.map((line) => line.split(' ')[0])).toEqual(methods)
    expect(asked[0]).toBe('GET /items?client=k-1&of=a%2Fb')
    expect(settlement.type).toBe(type)
    if (settlement.type === 'retry') expect(settlement.maybeArrived).toBe(true)
  })

  it('is not looked up the first time', async () => {
    const { origin, asked } = await lookup(404, '{}')
    await send(origin, {}, { ...item, maybeArrived: false })
    expect(asked).toEqual(['POST /items'])
  })
})

describe('a request', () => {
  it('OUT-11 leaves an answer in which the token is nowhere to be seen, however it was echoed', async () => {
    const { origin } = await serve((request, response) => {
      request.resume().on('end', () => {
        const echo = { sent: request.headers.authorization, plain: 'user:pass word' }
        response.writeHead(422, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end(JSON.stringify(echo))
      })
    })
    const token = { secret: new Secret('user:pass word'), origin, as: { type: 'basic' as const } }
    const { settlement } = await send(origin, { token, lookupUrl: null })
    const kept = JSON.stringify('answer' in settlement ? settlement.answer : null)
    expect(kept).toContain('[secret]')
    expect(kept).not.toContain('pass word')
    expect(kept).not.toContain(Buffer.from('user:pass word').toString('base64'))
    expect(kept).not.toContain('cookie')
  })

  it('OUT-15 F57 carries a file that is what was accepted, and none that is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lull-http-'))
    ends.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'f-1'), 'hello')
    const bodies: string[] = []
    const { origin } = await serve((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        bodies.push(`${request.headers['content-type']} ${body}`)
        response.writeHead(201).end()
      })
    })
    const file = {
      file: 'f-1',
      fileName: 'a.txt',
      contentType: 'text/plain',
      bytes: 5,
      sha256: createHash('sha256').update('hello').digest('hex'),
    }
    const sent = { ...item, body: '', file, maybeArrived: false }
    expect((await send(origin, { folder }, sent)).settlement.type).toBe('done')
    expect(bodies).toEqual(['text/plain hello'])
    writeFileSync(join(folder, 'f-1'), 'jello')
    expect((await send(origin, { folder }, sent)).settlement.type).toBe('damaged')
    expect(bodies).toHaveLength(1)
  })
})
