// feed.sync and servers that limit, fail or cut: what waits, what is tried again, what never is, and that nothing changes for it.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { openLibrary } from '../library/database'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

const status = (code: number, headers: Record<string, string> = {}): void =>
  world.answerWith(/./, (reply) => reply.writeHead(code, headers).end())

describe('what a status means', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])(
    'PULL-24 F142 F145 %i is tried again, and no row changes',
    async (code) => {
      await world.sync()
      const rows = world.query('select * from things')
      status(code)
      expect((await world.sync()).outcome).toMatchObject({ type: 'retry' })
      expect(world.query('select * from things')).toEqual(rows)
    },
  )

  it.each([400, 403, 404, 405, 410, 422])('PULL-24 %i is not tried again, and no row changes', async (code) => {
    await world.sync()
    const rows = world.query('select * from things')
    status(code)
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed' })
    expect(world.query('select * from things')).toEqual(rows)
    expect(world.requests.slice(2)).toHaveLength(1)
  })

  it('F125 a part that nobody asked for is no page', async () => {
    world.answerWith(/./, (reply) => reply.writeHead(206, { 'content-range': 'bytes 0-9/100' }).end('[{"id":1}]'))
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry' })
    expect(world.query("select 1 from sqlite_schema where name = 'things'")).toEqual([])
  })

  it('F128 a refused token is asked with once, however many pages there are', async () => {
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'old'
    status(401)
    await world.sync()
    expect([world.requests.length, world.rejected.length]).toEqual([1, 1])
  })
})

describe('a server that is down', () => {
  it('PULL-22 D26 after ten failures in a row is looked at every 15 minutes', async () => {
    status(500)
    world.failures = 8
    expect((await world.sync()).outcome.type).toBe('retry')
    world.failures = 9
    expect((await world.sync()).outcome).toMatchObject({
      type: 'wait',
      reason: 'service_down',
      scope: 'origin',
      until: world.clock + 15 * 60_000,
    })
  })

  it('PULL-22 success ends it, and a failure of this computer is none of the server', async () => {
    world.failures = 30
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    world.intercept = () => {
      world.query('update _lease set epoch = 99 returning target')
      return false
    }
    world.pages[0] = [{ id: 1, name: 'new' }]
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'fenced' } })
  })
})

describe('limits', () => {
  it('PULL-23 stops before an announced limit is passed, and goes on from there', async () => {
    world.intercept = (request, reply) => {
      if (!/page=/.test(request.url ?? ''))
        reply.setHeader('ratelimit-remaining', '0').setHeader('ratelimit-reset', '60')
      return false
    }
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'wait', reason: 'rate_limited', scope: 'origin' })
    const until = outcome.type === 'wait' ? (outcome.until ?? 0) : 0
    expect(until - world.clock).toBeGreaterThanOrEqual(60_000)
    expect(until - world.clock).toBeLessThanOrEqual(66_000)
    expect([world.requests.length, world.rows().length]).toEqual([1, 2])
    world.intercept = () => false
    await world.sync()
    expect([world.requests.length, world.rows().length]).toEqual([2, 3])
  })

  it('PULL-23 asks main for a permit before each request', async () => {
    world.set({ rate: { perSecond: 2, atOnce: 1 } })
    await world.sync()
    const permit = { origin: world.server.origin, perSecond: 2, atOnce: 1 }
    expect(world.permits).toEqual([permit, permit])
  })

  it('PULL-23 tells main of a limit that the last request of a run has used up, for the other jobs of that host', async () => {
    world.set({ rate: { perSecond: 2, atOnce: 1 } })
    world.intercept = (request, reply) => {
      if (/page=/.test(request.url ?? ''))
        reply.setHeader('ratelimit-remaining', '0').setHeader('ratelimit-reset', '60')
      return false
    }
    expect((await world.sync()).outcome.type).toBe('succeeded')
    const { origin } = world.server
    expect(world.permitsDone).toEqual([
      { origin, usedUpMs: 0 },
      { origin, usedUpMs: 60_000 },
    ])
  })

  it('PULL-25 a page over the cap is refused, and nothing of it is stored', async () => {
    world.set({ maxPageMiB: 1 })
    world.answerWith(/./, (reply) => reply.end(`[{"id":1,"x":"${'a'.repeat(1_100_000)}"}]`))
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'too_large' } })
    expect(world.query("select 1 from sqlite_schema where name = 'things'")).toEqual([])
  })

  it('PULL-12 counts the bytes on the wire', async () => {
    const packed = gzipSync(JSON.stringify([{ id: 1, name: 'a'.repeat(10_000) }]))
    world.answerWith(/./, (reply) => reply.setHeader('content-encoding', 'gzip').end(packed))
    expect((await world.sync()).sums.bytesIn).toBe(packed.length)
    expect(world.requests[0]?.headers['accept-encoding']).toBe('gzip, br')
  })
})

describe('a large page', () => {
  const large = Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'a'.repeat(100) }))

  it('PULL-25 PULL-31 waits in a file of our own, is stored whole, and leaves no file behind', async () => {
    world.pages = [large]
    const folder = join(dirname(world.library), 'spool')
    expect((await world.sync()).sums.inserted).toBe(20_000)
    expect(readdirSync(folder)).toEqual([])
    expect(readdirSync(join(dirname(world.library), 'inventory'))).toEqual([])
  })

  it('P12 a large page that is cut stores nothing, and leaves no file behind', async () => {
    world.answerWith(/./, (reply) => reply.end(JSON.stringify(large).slice(0, -10)))
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'cut_short' } })
    expect(world.query("select 1 from sqlite_schema where name = 'things'")).toEqual([])
    expect(readdirSync(join(dirname(world.library), 'spool'))).toEqual([])
  })

  it('PULL-31 another connection reads the old rows while a page is written', async () => {
    await world.sync()
    world.pages = [large]
    const seen: unknown[] = []
    const reader = openLibrary(world.library)
    const look = setInterval(() => seen.push(reader.db.prepare('select count(*) from things').pluck().get()), 1)
    await world.sync()
    clearInterval(look)
    reader.close()
    expect(seen.length).toBeGreaterThan(0)
    expect(new Set(seen).size).toBeLessThanOrEqual(2)
    expect(seen.every((rows) => rows === 3 || rows === 20_000)).toBe(true)
  })
})

describe('secrets', () => {
  it.each([
    ['bearer', { type: 'bearer' } as const, 'authorization', 'Bearer word-1'],
    ['basic', { type: 'basic' } as const, 'authorization', `Basic ${Buffer.from('word-1').toString('base64')}`],
    ['header', { type: 'header', name: 'X-Api-Key' } as const, 'x-api-key', 'word-1'],
  ])('PULL-29 %s: goes to the server, and into no file, sum or outcome', async (_what, tokenAs, name, expected) => {
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'word-1'
    world.set({ tokenAs })
    const ran = await world.sync()
    expect(world.requests[0]?.headers[name]).toBe(expected)
    const folder = dirname(world.library)
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    const files = names.filter((name) => statSync(name).isFile())
    expect(files).toContain(world.library)
    const written = [...files.map((name) => readFileSync(name, 'latin1')), JSON.stringify(ran)].join('')
    expect(written).not.toContain('word-1')
    expect(written).not.toContain(Buffer.from('word-1').toString('base64'))
  })
})

describe('sums', () => {
  it('PULL-30 reconcile with the table over runs that break, go on, change and delete', async () => {
    world.set({ deletes: { mode: 'full' } })
    const total = { inserted: 0, deleted: 0, pages: 0, requests: 0, notModified: 0 }
    const run = async (): Promise<void> => {
      const { sums } = await world.sync()
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += sums[name] ?? 0
    }
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    await run()
    world.intercept = () => false
    await run()
    world.pages = [[{ id: 1 }, { id: 4 }, { name: 'no key' }], [{ id: 3, name: 'c' }]]
    await run()
    const [[live, all]] = world.query('select sum(_deleted_at is null), count(*) from things') as [[number, number]]
    expect([total.inserted, total.inserted - total.deleted]).toEqual([all, live])
    expect(total.requests).toBe(total.pages + total.notModified + 1)
    expect(total.requests).toBe(world.requests.length)
  })
})
