// feed.sync and the answers that stand in its way: tokens, limits, loops and bodies that are not what they should be.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

describe('what stands in the way', () => {
  it('a missing token waits for the sign-in, and nothing is requested', async () => {
    world.source = { ...world.source, auth: 'bearer' }
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'wait', reason: 'auth_required', scope: 'source' })
    expect(world.requests).toEqual([])
  })

  it('F127 a refused token is told to main, and asked with once only', async () => {
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'old'
    world.answerWith(/./, (reply) => reply.writeHead(401).end())
    expect((await world.sync()).outcome).toMatchObject({ type: 'wait', reason: 'auth_required', scope: 'source' })
    expect(world.rejected).toEqual([{ sourceId: 's1', origin: world.server.origin }])
    expect(world.requests).toHaveLength(1)
  })

  it('a token that no header can carry is as good as refused', async () => {
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'two\r\nlines'
    expect((await world.sync()).outcome).toMatchObject({ type: 'wait', reason: 'auth_required' })
    expect([world.requests.length, world.rejected.length]).toEqual([0, 1])
  })

  it('F139 PULL-21 a long wait ends the attempt with its time and up to a tenth more', async () => {
    world.answerWith(/./, (reply) => reply.writeHead(429, { 'retry-after': '120' }).end())
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'wait', reason: 'rate_limited', scope: 'origin' })
    const until = outcome.type === 'wait' ? (outcome.until ?? 0) : 0
    expect(until).toBeGreaterThanOrEqual(121_000)
    expect(until).toBeLessThan(133_000)
  })

  it('PULL-3 a next page on another origin ends the run, and its rows so far stay', async () => {
    world.pages = [[{ id: 1, name: null }]]
    world.intercept = (_request, reply) => {
      reply.setHeader('link', '<http://evil.invalid/2>; rel="next"')
      return false
    }
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'next_refused' } })
    expect(world.requests).toHaveLength(1)
    expect(world.rows()).toEqual([['1', null]])
  })

  it('PULL-2 pages in a circle end the run', async () => {
    world.intercept = (_request, reply) => {
      reply.setHeader('link', `<${world.server.origin}/things>; rel="next"`)
      reply.end('[{"id":1}]')
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'pagination_loop' } })
    expect(world.requests).toHaveLength(1)
    expect(world.query('select _key from things')).toEqual([['1']])
  })

  it.each([
    ['bad_json', 'failed', '[{"id":1},{"id":}]'],
    ['cut_short', 'retry', '[{"id":1},{"id":2}'],
    ['no_records', 'failed', '{"message":"hello"}', 'items'],
    ['not_utf8', 'failed', Buffer.from('[{"id":1,"name":"\xff"}]', 'latin1')],
  ])('P12 a body that is %s stores nothing', async (code, type, body, recordsPath = '') => {
    await world.sync()
    world.source = { ...world.source, recordsPath }
    world.answerWith(/./, (reply) => reply.end(body))
    world.query("update _validators set etag = 'old' returning page")
    expect((await world.sync()).outcome).toMatchObject({ type, error: { code } })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ])
  })

  it('F94 PULL-26 a web page stores nothing and holds the origin', async () => {
    world.answerWith(/./, (reply) => reply.setHeader('content-type', 'text/html').end('<p>Sign in'))
    expect((await world.sync()).outcome).toMatchObject({ type: 'wait', reason: 'captive_portal', scope: 'origin' })
    expect(world.query("select 1 from sqlite_schema where name = 'things'")).toEqual([])
  })

  it('F121 a 304 that nobody asked for is tried again without it', async () => {
    world.answerWith(/./, (reply) => reply.writeHead(304).end())
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'unexpected_304' } })
  })
})
