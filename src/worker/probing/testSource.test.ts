// What a test of a source finds in one answer, and that it is asked for as a pull asks.

import { pullSettingsOf } from '@shared/pullSettings'
import type { AnsweredTest, SourceTest, TestedSettings } from '@shared/sourceTest'
import { afterEach, describe, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { testSource } from './testSource'

interface Told {
  status?: number
  headers?: Record<string, string>
  body: string | Buffer
}

let server: LoopbackServer | null = null
const seen: { url: string; method: string; headers: Record<string, unknown>; body: string }[] = []

afterEach(async () => {
  await server?.close()
  server = null
  seen.length = 0
})

async function ask(told: Told, change: Partial<TestedSettings> = {}, token: string | null = null): Promise<SourceTest> {
  server = await httpServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += String(piece)))
    request.on('end', () => {
      seen.push({ url: request.url ?? '', method: request.method ?? '', headers: request.headers, body })
      response.writeHead(told.status ?? 200, { 'content-type': 'application/json', ...told.headers }).end(told.body)
    })
  })
  const settings: TestedSettings = {
    url: `${server.origin}/items`,
    recordsPath: '',
    paginator: { type: 'single' },
    auth: 'none',
    ...change,
    ...(change.url ? { url: server.origin + change.url } : {}),
  }
  const { signal } = new AbortController()
  return testSource({ input: { settings, token, proxy: 'DIRECT' }, signal })
}

async function answered(told: Told, change: Partial<TestedSettings> = {}): Promise<AnsweredTest> {
  const test = await ask(told, change)
  if (test.type !== 'answered') throw new Error(test.error.code)
  return test
}

const json = (value: unknown): Told => ({ body: JSON.stringify(value) })

describe('the test of a source', () => {
  it('finds the list, its fields with their types, the key, and what tells of changes', async () => {
    const items = Array.from({ length: 30 }, (_, at) => ({
      title: `Item ${at % 3}`,
      order_id: at,
      size: at / 2,
      updated_at: `2026-01-${String(at + 1).padStart(2, '0')}T00:00:00Z`,
    }))
    const test = await answered(json({ ok: true, data: { items, tags: ['a', 'b'] } }))
    expect(test).toMatchObject({ status: 200, isWhole: true, pages: { paginator: { type: 'single' }, at: null } })
    expect(test.lists).toHaveLength(1)
    expect(test.lists[0]).toMatchObject({
      path: 'data.items',
      count: 30,
      isWhole: true,
      changes: { field: 'updated_at', compare: 'time' },
      survey: {
        rowsSeen: 30,
        columns: [
          { name: 'title', types: ['text'], filled: 30 },
          { name: 'order_id', types: ['integer'], filled: 30 },
          { name: 'size' },
          { name: 'updated_at' },
        ],
        keyIsLikely: true,
      },
    })
    expect(test.lists[0]?.survey.keys[0]).toBe('order_id')
    expect(test.lists[0]?.survey.rows).toHaveLength(10)
  })

  it('finds a key and a time of change inside an object of each record', async () => {
    const features = [1, 2, 3].map((id) => ({ kind: 'x', properties: { id, updated: 1_700_000_000_000 + id } }))
    const [list] = (await answered(json({ features }))).lists
    expect(list?.survey.keys[0]).toBe('properties.id')
    expect(list?.changes).toEqual({ field: 'properties.updated', compare: 'time' })
  })

  it('tells of the list that was asked for among many, the likeliest first', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`list${at}`, Array.from({ length: 9 - at }, () => ({ a: 1 }))]),
    )
    const { lists } = await answered(json(many), { recordsPath: 'list8' })
    expect(lists.map(({ path }) => path)).toEqual(['list0', 'list1', 'list2', 'list3', 'list4', 'list8'])
  })

  it('has no list to tell of in an answer without one', async () => {
    expect((await answered(json({ message: 'hello', numbers: [1, 2] }))).lists).toEqual([])
  })

  it('S27 asks as a pull would: method, parameters, headers, and the token as it is to be sent', async () => {
    const pull = pullSettingsOf({
      method: 'POST',
      body: '{"status":"open"}',
      headers: { 'x-version': '2' },
      query: { fields: 'all' },
      tokenAs: { type: 'header', name: 'X-Auth-Token' },
      pages: { type: 'page', limitParam: 'size', limit: 7 },
    })
    await ask(json([]), { auth: 'bearer', pull }, 'secret')
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/items?fields=all' })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ status: 'open', page: 1, size: 7 })
    expect(seen[0]?.headers).toMatchObject({ 'x-version': '2', 'x-auth-token': 'secret' })
  })

  it('S27 sends no token that the form says is not needed', async () => {
    await ask(json([]), {}, 'secret')
    expect(JSON.stringify(seen)).not.toContain('secret')
  })
})

describe('PULL-1 how further pages are got', () => {
  const items = [{ id: 1 }, { id: 2 }]
  it.each<[string, Told, Partial<TestedSettings>, unknown]>([
    ['the Link header', { ...json(items), headers: { link: '</items?page=2>; rel="next"' } }, {}, ['link', 'Link']],
    [
      'no page after the last',
      { ...json(items), headers: { link: '</items?page=1>; rel="prev"' } },
      {},
      ['single', null],
    ],
    [
      'an address in the answer',
      json({ items, links: { next: '/items?page=2' } }),
      {},
      [{ type: 'next_url', path: 'links.next' }, 'links.next'],
    ],
    [
      'an address in an object named so',
      json({ items, _links: { next: { href: 'https://example.org/2' } } }),
      {},
      [{ type: 'next_url', path: '_links.next.href' }, '_links.next.href'],
    ],
    [
      'a mark in the answer',
      json({ items, meta: { nextPageToken: 'abc' } }),
      {},
      [{ type: 'cursor', path: 'meta.nextPageToken', param: 'pageToken' }, 'meta.nextPageToken'],
    ],
    ['an empty mark: no more', json({ items, next_cursor: '' }), {}, ['single', null]],
    [
      'a mark in a header',
      { ...json(items), headers: { 'X-Next-Cursor': 'abc' } },
      {},
      [{ type: 'cursor_header', header: 'x-next-cursor', param: 'cursor' }, 'x-next-cursor'],
    ],
    [
      'a number of pages in the answer',
      json({ items, page: 0, total_pages: 9 }),
      {},
      [{ type: 'page', param: 'page', first: 0 }, 'total_pages'],
    ],
    [
      'a number of pages in a header',
      { ...json(items), headers: { 'X-Total-Pages': '4' } },
      {},
      [{ type: 'page', param: 'page', first: 1 }, 'x-total-pages'],
    ],
    [
      'rows to skip',
      json({ items, total: 90, skip: 0, limit: 2 }),
      {},
      [{ type: 'offset', param: 'skip', limitParam: 'limit', limit: 2 }, 'skip'],
    ],
    ['all rows at once', json({ items, total: 2, skip: 0, limit: 30 }), {}, ['single', null]],
    ['a page number in the address', json(items), { url: '/x?p=1' }, [{ type: 'page', param: 'p', first: 1 }, '?p']],
    [
      'an offset in the address',
      json(items),
      { url: '/x?offset=0&take=50' },
      [{ type: 'offset', param: 'offset', limitParam: 'take', limit: 50 }, '?offset'],
    ],
  ])('is told from %s', async (_what, told, change, expected) => {
    const { pages } = await answered(told, change)
    expect([pages.pages ?? pages.paginator.type, pages.at]).toEqual(expected)
  })
})

describe('an answer that cannot be used', () => {
  it.each<[string, Told]>([
    ['not_found', { status: 404, body: '{}' }],
    ['auth_needed', { status: 401, body: '{}' }],
    ['server_error', { status: 500, body: '{}' }],
    ['rate_limited', { status: 429, headers: { 'retry-after': '60' }, body: '{}' }],
    ['captive_portal', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['bad_json', { body: '{"items": [1,}' }],
    ['trailing_data', { body: '[] []' }],
    ['cut_short', { body: '[{"id":1' }],
    ['not_utf8', { body: Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]) }],
  ])('is told of as a run tells of it: %s', async (code, told) => {
    expect(await ask(told)).toMatchObject({ type: 'failed', error: { code } })
  })

  it('says that a token was refused', async () => {
    const refusedToken = await ask({ status: 401, body: '{}' }, { auth: 'bearer' }, 'wrong')
    expect(refusedToken).toMatchObject({ type: 'failed', error: { code: 'auth_required' } })
  })
})

describe('the types of fields', () => {
  it('PULL-17 are told for every type there is to choose: values as they would be stored, and how many are none of it', async () => {
    const body =
      '[{"id":1,"size":"10"},{"id":2,"size":"9007199254740993"},{"id":3,"size":"large"},{"id":4,"size":null},{"id":5}]'
    const [list] = (await answered({ body })).lists
    const size = list?.asTypes[1] ?? []
    expect(size.map(({ type, misfits }) => [type, misfits])).toEqual([
      ['text', 0],
      ['integer', 1],
      ['number', 1],
      ['boolean', 3],
    ])
    expect(size[1]?.cells).toEqual([
      { text: '10', fits: true },
      { text: '9007199254740993', fits: true },
      { text: 'large', fits: false },
      { text: null, fits: true },
      { text: null, fits: true },
    ])
  })
})
