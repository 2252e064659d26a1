// PULL-4: a server that cannot cope with large pages is asked for smaller ones, and slowly for larger ones again.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld
/** The most rows the server copes with; above, it answers so. */
let most = 1_000
let refusal = 413
let changes = 0
const ROWS = 20

beforeEach(async () => {
  world = await FeedWorld.open()
  most = 1_000
  refusal = 413
  changes = 0
})
afterEach(() => world.close())

/** Rows by how many to skip, or by number of page, or after a key. */
function serve(way: 'offset' | 'page' | 'keyset'): void {
  world.intercept = (request, reply) => {
    const query = new URL(request.url ?? '/', world.server.origin).searchParams
    const size = Number(query.get('limit'))
    if (size > most) {
      reply.writeHead(refusal).end()
      return true
    }
    const at = Number(query.get('at') ?? 0)
    const from = way === 'page' ? (at - 1) * size : at
    const all = Array.from({ length: ROWS }, (_, place) => ({ id: place + 1, name: `${place} ${changes}` }))
    const etag = `"${request.url} ${changes}"`
    const isSame = request.headers['if-none-match'] === etag
    reply.writeHead(isSame ? 304 : 200, { 'content-type': 'application/json', etag })
    reply.end(isSame ? undefined : JSON.stringify(all.slice(from, from + size)))
    return true
  }
}

const ways = {
  offset: { type: 'offset', param: 'at', limitParam: 'limit', limit: 8 },
  page: { type: 'page', param: 'at', limitParam: 'limit', limit: 8 },
  keyset: { type: 'keyset', param: 'at', limitParam: 'limit', limit: 8 },
} as const

function start(way: keyof typeof ways): void {
  serve(way)
  world.set({ pages: ways[way] })
}

const asked = (): string[] =>
  world.requests.splice(0).map(({ url }) => `${new URL(url, world.server.origin).searchParams.get('limit')}`)
const rows = (): unknown => world.query('select count(*), count(distinct name) from things')[0]

describe('a page that is too much for the server', () => {
  it.each(['offset', 'keyset', 'page'] as const)(
    'PULL-4 is asked for again at once, by half each time: %s',
    async (way) => {
      start(way)
      most = 2
      expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { inserted: ROWS } })
      expect(asked().slice(0, 4)).toEqual(['8', '4', '2', '2'])
      expect(rows()).toEqual([ROWS, ROWS])
      await world.sync()
      expect(asked()[0]).toBe('2')
    },
  )

  it('PULL-4 goes on from where it was, in the middle of a pass', async () => {
    start('offset')
    const inner = world.intercept
    let answers = 0
    world.intercept = (request, reply) => {
      if (answers++ === 1) most = 4
      return inner(request, reply)
    }
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { inserted: ROWS } })
    expect(asked()).toEqual(['8', '8', '4', '4', '4', '4'])
    expect(rows()).toEqual([ROWS, ROWS])
  })

  it('PULL-4 begins anew where numbered pages would be others, and loses none', async () => {
    start('page')
    const inner = world.intercept
    let answers = 0
    world.intercept = (request, reply) => {
      if (answers++ === 1) most = 4
      return inner(request, reply)
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'refused' } })
    expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' } })
    expect(rows()).toEqual([ROWS, ROWS])
    expect(asked().slice(0, 4)).toEqual(['8', '8', '4', '4'])
  })

  it('PULL-4 is a failure where nothing smaller can be asked for', async () => {
    start('offset')
    most = 0
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { details: { status: 413 } } })
    expect(asked()).toEqual(['8', '4', '2', '1'])
    world.set({ pages: { type: 'next_url', path: 'next' } })
    most = -1
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { details: { status: 413 } } })
    expect(asked()).toHaveLength(1)
  })
})

it.each([408, 504])('PULL-4 a time-out (%i) waits as ever, and the next attempt asks for half', async (status) => {
  start('offset')
  most = 4
  refusal = status
  expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'server_error' } })
  expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
  expect(asked().slice(0, 2)).toEqual(['8', '4'])
})

describe('a server that copes again', () => {
  it('PULL-4 is asked for twice as much after each pass with news, up to what the settings say', async () => {
    start('offset')
    most = 2
    await world.sync()
    most = 1_000
    const firsts: unknown[] = []
    asked()
    for (changes = 1; changes <= 4; changes++) {
      await world.sync()
      firsts.push(asked()[0])
    }
    expect(firsts).toEqual(['2', '4', '8', '8'])
  })

  it('PULL-4 D31 is asked as before while nothing changes: every page is still answered with 304', async () => {
    start('offset')
    most = 4
    await world.sync()
    await world.sync()
    asked()
    expect((await world.sync()).sums).toMatchObject({ notModified: 6 })
    expect(new Set(asked())).toEqual(new Set(['4']))
  })
})
