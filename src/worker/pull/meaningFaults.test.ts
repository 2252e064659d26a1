// What a server can say that must not be believed or followed while a source is pulled that has rows: redirects, answers that nobody asked for,
// refusals and wishes to be left alone. Asserted are the outcome, and that nothing of the local copy changed.
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Outcome } from '@shared/jobs/outcome'
import { DAY_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { selfSigned } from '../../testing/selfSigned'

let world: FeedWorld
/** What nothing may change; null: the settings of the source were changed by the test, which forgets validators. */
let before: unknown

beforeEach(async () => {
  world = await FeedWorld.open()
  await world.sync()
  before = copy()
  world.requests.length = 0
})
afterEach(() => world.close())

/** Rows, columns, validators, marks and places: all that a pull stores. */
function copy(): unknown {
  const tables = [
    'things',
    '_tables',
    '_columns',
    '_schema_log',
    '_set_aside_rows',
    '_validators',
    '_checkpoints',
    '_staged',
  ]
  return tables.map((table) => world.query(`select * from ${table}`))
}

const always = (answer: (reply: ServerResponse) => void): void => world.answerWith(/./, answer)
const redirect = (location: string, status = 302): void =>
  always((reply) => reply.writeHead(status, { location }).end())
const failed = (code: string): object => ({ type: 'failed', error: { code } })
/** Of a run that changed nothing. */
async function outcome(): Promise<Outcome> {
  const ended = await world.sync()
  if (before !== null) expect(copy()).toEqual(before)
  return ended.outcome
}

describe('a server that cannot prove who it is', () => {
  it('F109 gets no request, is named, and is never overlooked', async () => {
    const requests: unknown[] = []
    const server = createServer(selfSigned, (request, reply) => {
      requests.push(request.url)
      reply.end('[]')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/things`
    world.source = { ...world.source, url }
    try {
      expect(await outcome()).toMatchObject({
        type: 'failed',
        error: { code: 'tls', details: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
      })
      expect(requests).toEqual([])
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })
})

describe('a redirect', () => {
  let other: LoopbackServer
  let seen: unknown[]

  beforeEach(async () => {
    seen = []
    other = await httpServer((request, reply) => {
      seen.push(request.headers)
      reply.end('[{"id":1,"name":"stolen"}]')
    })
  })
  afterEach(() => other.close())

  it('F117 in a circle is followed five times and no more', async () => {
    redirect('/things')
    expect(await outcome()).toMatchObject(failed('too_many_redirects'))
    expect(world.requests).toHaveLength(6)
  })

  it('F118 S28 to another origin is not followed, and nobody there sees the token', async () => {
    before = null
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'secret'
    redirect(`${other.origin}/things`)
    const rows = world.rows()
    expect(await outcome()).toMatchObject(failed('redirect_refused'))
    expect([seen, world.rows()]).toEqual([[], rows])
  })

  it.each(['file:///etc/passwd', 'data:application/json,[]', 'http://u:p@127.0.0.1/', 'ftp://127.0.0.1/'])(
    'F119 to %s is refused',
    async (location) => {
      redirect(location)
      expect(await outcome()).toMatchObject(failed('redirect_refused'))
    },
  )

  it('F120 of what was sent is refused, and not sent again', async () => {
    before = null
    world.set({ method: 'POST', body: '{"q":1}' })
    redirect('/elsewhere', 301)
    const rows = world.rows()
    expect(await outcome()).toMatchObject(failed('redirect_refused'))
    expect([world.requests.length, world.rows()]).toEqual([1, rows])
  })
})

describe('an answer to another question', () => {
  it('F121 that nothing changed, unasked, is not believed', async () => {
    before = null
    world.set({ headers: { 'x-version': '2' } })
    always((reply) => reply.writeHead(304).end())
    const rows = world.rows()
    expect(await outcome()).toMatchObject({ type: 'retry', error: { code: 'unexpected_304' } })
    expect(world.rows()).toEqual(rows)
  })

  it('F121 that nothing changed, with a body all the same: the body is nobody’s', async () => {
    always((reply) => {
      reply.socket?.end('HTTP/1.1 304 Not Modified\r\nContent-Type: application/json\r\n\r\n[{"id":1,"name":"hidden"}]')
    })
    await outcome()
    expect(world.rows()[0]).toEqual(['1', 'a'])
  })

  it('F125 with a part of the list is no list', async () => {
    always((reply) => reply.writeHead(206, { 'content-range': 'bytes 0-9/100' }).end('[{"id":1}]'))
    expect(await outcome()).toMatchObject({ type: 'retry', error: { code: 'server_error' } })
  })

  it.each([502, 503, 504])('F145 %i is tried again later', async (status) => {
    always((reply) => reply.writeHead(status).end())
    expect(await outcome()).toMatchObject({ type: 'retry', error: { code: 'server_error' } })
  })
})

describe('a refused sign-in', () => {
  it('F127 F128 is met once, however many runs meet it: the source waits, and main is told', async () => {
    before = null
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'dead'
    always((reply) => reply.writeHead(401).end())
    const rows = world.rows()
    expect(await outcome()).toMatchObject({ type: 'wait', reason: 'auth_required', scope: 'source' })
    expect([world.requests.length, world.rejected.length, world.rows()]).toEqual([1, 1, rows])
  })
})

describe('a wish to be left alone', () => {
  const wish = (headers: Record<string, string>): void => always((reply) => reply.writeHead(429, headers).end())
  const until = async (): Promise<number | null> => {
    const ended = await outcome()
    return ended.type === 'wait' && ended.reason === 'rate_limited' ? (ended.until ?? 0) - world.clock : null
  }
  /** A tenth more at most, and no more than a minute. */
  const isAbout =
    (ms: number) =>
    (value: number | null): boolean =>
      value !== null && value >= ms && value <= ms + Math.min(ms / 10, 60_000)

  it('F139 of 120 seconds holds the whole origin for them', async () => {
    wish({ 'retry-after': '120' })
    expect(await until()).toSatisfy(isAbout(120 * SECOND_MS))
  })

  it('F140 until a date counts from the date of the answer, whatever the clock here says', async () => {
    const date = Date.UTC(2031, 0, 1)
    wish({ date: new Date(date).toUTCString(), 'retry-after': new Date(date + 300 * SECOND_MS).toUTCString() })
    expect(await until()).toSatisfy(isAbout(300 * SECOND_MS))
  })

  it('F141 without end is a day at most', async () => {
    wish({ 'retry-after': '1000000000' })
    expect(await until()).toSatisfy(isAbout(DAY_MS))
  })

  it.each(['', '-5', '0', 'soon', '1e9', '5 minutes', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'F141 F142 %j is none: it backs off',
    async (value) => {
      wish({ 'retry-after': value })
      expect(await outcome()).toMatchObject({ type: 'retry', error: { code: 'rate_limited' } })
    },
  )

  it('F142 without a time backs off', async () => {
    wish({})
    expect(await outcome()).toMatchObject({ type: 'retry', error: { code: 'rate_limited' } })
  })
})
