// feed.sync over every way of paging, with lists of no page, one, pages exactly full and a short last one; and lists that break their word.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PullChoices } from '@shared/pullSettings'
import type { Paginator } from '@shared/sources'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

interface Way {
  paginator?: Paginator
  pull?: PullChoices
  recordsPath?: string
  /** Answers from all records; the page's size is 10. */
  serve(all: { id: number }[], parameters: Map<string, string>, reply: ServerResponse): unknown
}

const SIZE = 10
const at = (parameters: Map<string, string>, name: string, otherwise = 0): number =>
  Number(parameters.get(name) ?? otherwise)
const from = (all: { id: number }[], start: number): { id: number }[] => all.slice(start, start + SIZE)
const nextStart = (all: unknown[], start: number): number | null => (start + SIZE < all.length ? start + SIZE : null)

const ways: Record<string, Way> = {
  'a Link header': {
    paginator: { type: 'link' },
    serve: (all, parameters, reply) => {
      const next = nextStart(all, at(parameters, 'start'))
      if (next !== null) reply.setHeader('link', `</things?start=${next}>; rel="next"`)
      return from(all, at(parameters, 'start'))
    },
  },
  'the next address in the body': {
    pull: { pages: { type: 'next_url', path: 'links.next' } },
    recordsPath: 'data.items',
    serve: (all, parameters) => {
      const next = nextStart(all, at(parameters, 'start'))
      const items = from(all, at(parameters, 'start'))
      return {
        meta: { next: 'not this' },
        data: { items },
        links: { next: next === null ? null : `/things?start=${next}` },
      }
    },
  },
  'a cursor in the body, before the records': {
    pull: { pages: { type: 'cursor', path: 'next', param: 'cursor' } },
    recordsPath: 'items',
    serve: (all, parameters) => {
      const start = at(parameters, 'cursor')
      return { next: nextStart(all, start), items: from(all, start) }
    },
  },
  'a cursor in the body of a POST': {
    pull: { method: 'POST', body: '{"query":"all"}', pages: { type: 'cursor', path: 'next', param: 'cursor' } },
    recordsPath: 'items',
    serve: (all, parameters) => {
      if (parameters.get('query') !== 'all') return { items: 'the query is missing' }
      const start = at(parameters, 'cursor')
      return { items: from(all, start), next: String(nextStart(all, start) ?? '') }
    },
  },
  'a cursor in a header': {
    pull: { pages: { type: 'cursor_header', header: 'X-Next', param: 'cursor' } },
    serve: (all, parameters, reply) => {
      const next = nextStart(all, at(parameters, 'cursor'))
      if (next !== null) reply.setHeader('x-next', String(next))
      return from(all, at(parameters, 'cursor'))
    },
  },
  'page numbers from 1': {
    pull: { pages: { type: 'page', limitParam: 'per_page', limit: SIZE } },
    serve: (all, parameters) =>
      parameters.get('per_page') === '10' ? from(all, (at(parameters, 'page') - 1) * SIZE) : 'no size',
  },
  'page numbers from 0': {
    pull: { pages: { type: 'page', param: 'p', first: 0 } },
    serve: (all, parameters) => from(all, at(parameters, 'p', -1) * SIZE),
  },
  'offset and limit, though the server caps the limit': {
    pull: { pages: { type: 'offset', limit: 500 } },
    serve: (all, parameters) => from(all, at(parameters, 'offset')),
  },
  'the last key': {
    pull: { pages: { type: 'keyset' } },
    serve: (all, parameters) =>
      from(
        all.filter(({ id }) => id > at(parameters, 'since_id')),
        0,
      ),
  },
  'the last key, the server counting from it on': {
    pull: { pages: { type: 'keyset', param: 'from', field: 'id' } },
    serve: (all, parameters) =>
      from(
        all.filter(({ id }) => id >= at(parameters, 'from')),
        0,
      ),
  },
}

async function parametersOf(request: IncomingMessage): Promise<Map<string, string>> {
  const query = new URL(request.url ?? '/', world.server.origin).searchParams
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('utf8')
  const fields = body === '' ? [] : Object.entries(JSON.parse(body) as Record<string, unknown>)
  return new Map([...query, ...fields.map(([name, value]): [string, string] => [name, String(value)])])
}

function serving(way: Way, all: { id: number }[]): void {
  world.source = { ...world.source, paginator: way.paginator ?? { type: 'single' }, recordsPath: way.recordsPath ?? '' }
  world.set(way.pull ?? {})
  world.intercept = (request, reply) => {
    void parametersOf(request).then((parameters) => reply.end(JSON.stringify(way.serve(all, parameters, reply))))
    return true
  }
}

const records = (count: number): { id: number }[] => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))
const keys = (): number[] => world.query('select cast(_key as integer) from things order by 1').flat() as number[]

describe.each(Object.keys(ways))('PULL-1 a list by %s', (name) => {
  const way = ways[name] as Way

  it.each([
    ['no record', 0],
    ['one', 1],
    ['one page exactly full', 10],
    ['two pages exactly full', 20],
    ['a short last page', 27],
  ])('comes whole with %s', async (_what, count) => {
    serving(way, records(count))
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums.inserted).toBe(count)
    expect(keys()).toEqual(records(count).map(({ id }) => id))
  })

  it('goes on behind the last stored page after it was cut off, and asks for at most one again', async () => {
    serving(way, records(35))
    const serve = world.intercept
    let requests = 0
    world.intercept = (request, reply) => {
      if (++requests < 3) return serve(request, reply)
      reply.writeHead(500).end()
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry' })
    world.intercept = serve
    const stored = keys().length
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect([stored >= 19, sums.inserted]).toEqual([true, 35 - stored])
    expect(sums.requests).toBeLessThanOrEqual(4)
    expect(keys()).toEqual(records(35).map(({ id }) => id))
  })
})

describe('a list that breaks its word', () => {
  const link = (reply: ServerResponse, target: string): void => void reply.setHeader('link', `<${target}>; rel="next"`)

  it('PULL-2 D28 ends when two pages in a row bring no key this run has not seen, though each is a new page', async () => {
    world.set({ pages: { type: 'page' } })
    world.source = { ...world.source, paginator: { type: 'single' } }
    world.answerWith(/./, (reply) => reply.end('[{"id":1},{"id":2}]'))
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'pagination_loop' } })
    expect(world.requests).toHaveLength(3)
    expect(keys()).toEqual([1, 2])
  })

  it('F151 a circle of cursors ends the run and deletes nothing', async () => {
    world.set({ deletes: { mode: 'full' } })
    await world.sync()
    world.intercept = (request, reply) => {
      link(reply, request.url === '/things?c=a' ? '/things?c=b' : '/things?c=a')
      reply.end(JSON.stringify([{ id: world.requests.length }]))
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'pagination_loop' } })
    expect(world.query('select count(*) from things where _deleted_at is not null')).toEqual([[0]])
  })

  it('F152 empty pages without end are left after two', async () => {
    world.intercept = (_request, reply) => {
      link(reply, `/things?c=${world.requests.length}`)
      reply.end('[]')
      return true
    }
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'pagination_loop' } })
    expect(world.requests).toHaveLength(2)
  })

  it('F150 overlapping pages give each record once', async () => {
    world.pages = [
      [{ id: 1 }, { id: 2 }],
      [{ id: 2 }, { id: 3 }],
      [{ id: 3 }, { id: 4 }],
    ]
    expect((await world.sync()).sums).toMatchObject({ inserted: 4, unchanged: 2 })
    expect(keys()).toEqual([1, 2, 3, 4])
  })

  it('F153 F154 records that move between pages while it is listed are all there after the next pass', async () => {
    const all = records(30)
    serving(ways['offset and limit, though the server caps the limit'] as Way, all)
    const serve = world.intercept
    world.intercept = (request, reply) => {
      // One goes from the front while the second page is on its way: the third begins one too far.
      if (world.requests.length === 1) all.shift()
      return serve(request, reply)
    }
    await world.sync()
    world.intercept = serve
    await world.sync()
    expect(keys()).toEqual(expect.arrayContaining(all.map(({ id }) => id)))
  })

  it('PULL-3 F155 a next address in the body on another origin is refused, and the page before it is kept', async () => {
    world.source = { ...world.source, paginator: { type: 'single' }, recordsPath: 'items', auth: 'bearer' }
    world.token = 'word-1'
    world.set({ pages: { type: 'next_url', path: 'next' } })
    world.answerWith(/./, (reply) => reply.end('{"items":[{"id":1}],"next":"https://evil.invalid/2"}'))
    expect((await world.sync()).outcome).toMatchObject({ type: 'failed', error: { code: 'next_refused' } })
    expect([world.requests.length, keys()]).toEqual([1, [1]])
  })

  it('PULL-3 S27 a page on an allowed origin is fetched without token and headers', async () => {
    const other = await FeedWorld.open()
    try {
      other.pages = [[{ id: 2 }]]
      world.source = { ...world.source, auth: 'bearer' }
      world.token = 'word-1'
      world.set({ nextOrigins: [other.server.origin], headers: { 'x-version': '2' } })
      world.pages = [[{ id: 1 }]]
      world.intercept = (_request, reply) => {
        link(reply, `${other.server.origin}/things`)
        return false
      }
      expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
      expect(keys()).toEqual([1, 2])
      expect(world.requests[0]?.headers).toMatchObject({ authorization: 'Bearer word-1', 'x-version': '2' })
      expect(other.requests[0]?.headers).not.toHaveProperty('authorization')
      expect(other.requests[0]?.headers).not.toHaveProperty('x-version')
    } finally {
      await other.close()
    }
  })

  it('a resumed pass whose page is gone begins anew at the next attempt', async () => {
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    await world.sync()
    world.answerWith(/page=2/, (reply) => reply.writeHead(410).end())
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'not_found' } })
    world.intercept = () => false
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(world.rows()).toHaveLength(3)
  })
})
