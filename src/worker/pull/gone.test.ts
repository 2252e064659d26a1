// Deletions that a source tells of in a list of its own, and those that a list of the last days shows by leaving rows out.
import { DAY_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld
const NOW = Date.UTC(2026, 5, 30)

beforeEach(async () => {
  world = await FeedWorld.open()
  world.clock = NOW
})

afterEach(() => world.close())

const gone = (): unknown[] => world.query('select id from things where _deleted_at is not null order by id').flat()

describe('a list of what was deleted', () => {
  let deleted: unknown[][] = []
  let listed: { url: string; authorization: string | undefined }[] = []

  beforeEach(async () => {
    deleted = [[]]
    listed = []
    await world.sync()
    world.intercept = (request, reply) => {
      if (!request.url?.startsWith('/deleted')) return false
      listed.push({ url: request.url, authorization: request.headers.authorization })
      const page = Number(new URL(request.url, world.server.origin).searchParams.get('page') ?? 1)
      if (page < deleted.length) reply.setHeader('link', `</deleted?page=${page + 1}>; rel="next"`)
      reply.setHeader('content-type', 'application/json').end(JSON.stringify({ ids: deleted[page - 1] }))
      return true
    }
    world.set({ deletes: { mode: 'tombstone_list', url: '/deleted', recordsPath: 'ids' } })
  })

  it('PULL-13 PULL-16 marks the rows it names on all of its pages, and makes none', async () => {
    deleted = [[1], [99, '3']]
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toMatchObject({ deleted: 2, inserted: 0 })
    expect(gone()).toEqual([1, 3])
    expect(world.query('select name from things where id = 1')).toEqual([['a']])
    expect(world.query('select count(*) from things')).toEqual([[3]])
  })

  it('PULL-13 names its keys in a field of its entries, where the settings say which', async () => {
    world.set({ deletes: { mode: 'tombstone_list', url: '/deleted', recordsPath: 'ids', keyField: 'ref.id' } })
    deleted = [[{ ref: { id: 2 } }, { ref: {} }]]
    await world.sync()
    expect(gone()).toEqual([2])
  })

  it('PULL-14 is read after a pass that came to its end, and not after one that broke', async () => {
    deleted = [[1]]
    const serve = world.intercept
    world.intercept = (request, reply) => {
      if (!request.url?.startsWith('/things?page=2')) return serve(request, reply)
      reply.writeHead(403).end()
      return true
    }
    await world.sync()
    expect([listed, gone()]).toEqual([[], []])
  })

  it('PULL-14 one that breaks fails the run, and the mark of the pass does not move', async () => {
    world.pages = [[{ id: 1, at: 5 }]]
    world.set({
      incremental: { field: 'at', param: 'since', compare: 'integer' },
      deletes: { mode: 'tombstone_list', url: '/none', recordsPath: 'ids' },
    })
    const serve = world.intercept
    world.intercept = (request, reply) => {
      if (!request.url?.startsWith('/none')) return serve(request, reply)
      reply.writeHead(500).end()
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry' })
    expect(world.query('select mark from _sources')).toEqual([[null]])
  })

  it('a row that the source lists again is there again', async () => {
    deleted = [[1]]
    await world.sync()
    deleted = [[]]
    world.pages[0] = [{ id: 1, name: 'back' }]
    await world.sync()
    expect(gone()).toEqual([])
  })

  it('is read again, changed or not, when a page brought rows that it may still name', async () => {
    const serve = world.intercept
    world.intercept = (request, reply) => {
      if (request.url?.startsWith('/deleted')) reply.setHeader('etag', '"same"')
      if (request.headers['if-none-match'] !== '"same"') return serve(request, reply)
      listed.push({ url: '304', authorization: undefined })
      reply.writeHead(304).end()
      return true
    }
    deleted = [[1]]
    await world.sync()
    world.pages[0] = [{ id: 1, name: 'again' }]
    await world.sync()
    await world.sync()
    expect([gone(), listed.map(({ url }) => url)]).toEqual([[1], ['/deleted', '/deleted', '304']])
  })

  it('PULL-8 PULL-13 waits with the rows of a pass over everything, and is not taken for read when the pass is given up', async () => {
    deleted = [[1], [2]]
    const serve = world.intercept
    let isBroken = true
    world.intercept = (request, reply) => {
      if (request.url?.startsWith('/deleted')) reply.setHeader('etag', '"same"')
      if (!isBroken || !request.url?.startsWith('/deleted?page=2')) return serve(request, reply)
      reply.writeHead(403).end()
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed' })
    expect(gone()).toEqual([])
    isBroken = false
    expect((await world.sync()).sums).toMatchObject({ deleted: 2 })
    expect(gone()).toEqual([1, 2])
  })

  it('PULL-3 S29 is not asked for on another origin', async () => {
    world.set({ deletes: { mode: 'tombstone_list', url: 'http://other.example/deleted' } })
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'next_refused' } })
  })

  it('PULL-3 gets the sign-in of its source', async () => {
    world.token = 'let-me-in'
    world.source = { ...world.source, auth: 'bearer' }
    await world.sync()
    expect(listed).toEqual([{ url: '/deleted', authorization: 'Bearer let-me-in' }])
  })
})

describe('a list of the last thirty days', () => {
  const day = (daysAgo: number): string => new Date(NOW - daysAgo * DAY_MS).toISOString()
  const settings = { mode: 'window', field: 'at', windowMs: 30 * DAY_MS } as const

  beforeEach(async () => {
    world.set({ deletes: settings })
    world.pages = [[5, 15, 29, 31, 90].map((daysAgo) => ({ id: daysAgo, at: day(daysAgo) }))]
    await world.sync()
  })

  it('PULL-13 takes what is missing and young for deleted, and leaves what is too old to be listed', async () => {
    world.pages = [[{ id: 5, at: day(5) }]]
    expect((await world.sync()).sums).toMatchObject({ deleted: 2 })
    expect(gone()).toEqual([15, 29])
  })

  it('PULL-13 leaves a row without a time alone', async () => {
    world.pages = [[{ id: 5, at: day(5) }, { id: 'x' }]]
    await world.sync()
    world.pages = [[{ id: 5, at: day(5) }]]
    await world.sync()
    expect(gone()).toEqual([15, 29])
  })

  it('PULL-15 asks before many of the window go, and counts the rows of the window only', async () => {
    world.pages = [Array.from({ length: 200 }, (_, id) => ({ id, at: day(id < 100 ? 5 : 60) }))]
    await world.sync()
    world.pages = [Array.from({ length: 20 }, (_, id) => ({ id, at: day(5) }))]
    expect((await world.sync()).outcome).toMatchObject({ error: { code: 'mass_delete_guard', details: { rows: 80 } } })
    expect(gone()).toEqual([])
  })

  it('PULL-14 deletes nothing after a pass that broke', async () => {
    world.pages = [[{ id: 5, at: day(5) }], [{ id: 15, at: day(15) }]]
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    await world.sync()
    expect(gone()).toEqual([])
  })
})
