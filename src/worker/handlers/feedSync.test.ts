// feed.sync against a server on loopback: pages, validators, sums, keys, and a run that breaks between pages.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { Stopped } from '../handler'
import { openHttp } from '../http/client'
import { openLibrary } from '../library/database'
import { pullSource } from '../pull/pullSource'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

describe('a pull', () => {
  it('PULL-1 PULL-30 stores every page and its sums reconcile', async () => {
    const { outcome, sums, progress } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ])
    const bytesIn = world.pages.reduce((sum, page) => sum + JSON.stringify(page).length, 0)
    expect(sums).toEqual({ requests: 2, bytesIn, pages: 2, inserted: 3, updated: 0, unchanged: 0, setAside: 0 })
    expect(progress).toEqual([
      { done: 1, total: null, unit: 'pages', rows: 2 },
      { done: 2, total: 2, unit: 'pages', rows: 3 },
    ])
  })

  it('PULL-9 D31 asks once a page when nothing changed, and writes nothing but when it looked', async () => {
    await world.sync()
    const before = world.query('select * from _validators')
    world.clock = 5_000
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toEqual({ requests: 2, notModified: 2, bytesIn: 0 })
    expect(world.requests.slice(2).map((request) => request.status)).toEqual([304, 304])
    expect(world.query('select max(_changed_at) from things')).toEqual([[1_000]])
    expect(world.query('select last_checked_at from _sources')).toEqual([[5_000]])
    expect(world.query('select * from _validators')).toEqual(before)
  })

  it('stores only the page that changed', async () => {
    await world.sync()
    world.pages[1] = [{ id: 3, name: 'changed' }]
    const { sums } = await world.sync()
    expect(sums).toMatchObject({ requests: 2, notModified: 1, pages: 1, inserted: 0, updated: 1 })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'changed'],
    ])
  })

  it('F123 rewrites nothing when only the validator changed', async () => {
    await world.sync()
    world.query("update _validators set etag = 'old' returning page")
    world.clock = 5_000
    expect((await world.sync()).sums).toMatchObject({ pages: 2, inserted: 0, updated: 0, unchanged: 3 })
    expect(world.query('select max(_changed_at), (select changed_at from _tables) from things')).toEqual([
      [1_000, 1_000],
    ])
  })

  it.each([
    ['the key', { keyField: 'name' }],
    ['the path', { recordsPath: 'items' }],
  ])('PULL-10 asks unconditionally once %s changed', async (_what, change) => {
    await world.sync()
    world.source = { ...world.source, ...change }
    await world.sync()
    expect(world.requests[2]?.headers['if-none-match']).toBeUndefined()
  })

  it('P5 fetches everything again when its table is gone', async () => {
    await world.sync()
    rmSync(world.library)
    rmSync(`${world.library}-wal`, { force: true })
    rmSync(`${world.library}-shm`, { force: true })
    await world.sync()
    expect(world.rows()).toHaveLength(3)
  })

  it('finds records at a path, and keys at a path', async () => {
    world.source = {
      ...world.source,
      paginator: { type: 'single' },
      recordsPath: 'data.items',
      keyField: 'properties.code',
    }
    world.answerWith(/./, (reply) =>
      reply.end('{"meta":[1],"data":{"items":[{"properties":{"code":12345678901234567890}}]}}'),
    )
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(world.query('select _key, properties from things')).toEqual([
      ['12345678901234567890', '{"code":12345678901234567890}'],
    ])
  })

  it('D30 sets aside only the records without a usable key', async () => {
    world.pages = [[{ id: 1 }, { name: 'none' }, { id: null }, { id: '' }, { id: {} }, 'text', null, [1], { id: 'x' }]]
    expect((await world.sync()).sums).toMatchObject({ inserted: 2, setAside: 7 })
  })

  it('S27 sends its token to its own origin', async () => {
    world.source = { ...world.source, auth: 'bearer' }
    world.token = 'word-1'
    await world.sync()
    expect(world.requests.map((request) => request.headers.authorization)).toEqual(['Bearer word-1', 'Bearer word-1'])
  })
})

describe('a run that breaks between pages', () => {
  it('PULL-5 keeps the pages that were stored; the next run loses none and doubles none', async () => {
    world.answerWith(/page=2/, (reply) => reply.writeHead(500).end())
    const first = await world.sync()
    expect(first.outcome).toMatchObject({ type: 'retry', error: { code: 'server_error' } })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ])
    world.intercept = () => false
    const second = await world.sync()
    expect(second.sums).toMatchObject({ requests: 1, pages: 1, inserted: 1 })
    expect(world.requests.at(-1)?.url).toBe('/things?page=2')
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ])
  })

  it('D5 killed without an ending, gives its sums to the next run', async () => {
    const died = new Error('killed')
    const first = feedSyncDyingAt(/page=2/, died)
    await expect(first).rejects.toBe(died)
    const { sums } = await world.sync()
    expect(sums).toMatchObject({ requests: 2, pages: 2, inserted: 3 })
    expect((await world.sync()).sums).toEqual({ requests: 2, notModified: 2, bytesIn: 0 })
  })

  it('is stopped between pages with the reason it was given', async () => {
    const controller = new AbortController()
    world.intercept = (request) => {
      if (/page=2/.test(request.url ?? '')) controller.abort(new Stopped('battery'))
      return false
    }
    await expect(world.sync(controller.signal)).rejects.toMatchObject({ stopReason: 'battery' })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ])
    expect(world.query('select count(*) from _open_runs')).toEqual([[0]])
  })

  it('P9 F22 writes nothing once a newer attempt took over', async () => {
    world.intercept = (request) => {
      if (/page=2/.test(request.url ?? '')) world.query('update _lease set epoch = 99 returning target')
      return false
    }
    expect((await world.sync()).outcome).toMatchObject({
      type: 'retry',
      error: { code: 'fenced', details: { storedEpoch: 99 } },
    })
    expect(world.rows()).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ])
  })
})

/** A pull whose process dies when it asks for a page: nothing of its own ending runs in the library. */
async function feedSyncDyingAt(url: RegExp, error: Error): Promise<void> {
  const http = openHttp()
  const file = openLibrary(world.library)
  const send: typeof http.send = (request) => (url.test(request.url) ? Promise.reject(error) : http.send(request))
  try {
    await pullSource({
      source: world.source,
      token: null,
      http: { ...http, send },
      db: file.db,
      lease: { target: 'things', epoch: ++world.epoch },
      attemptId: 'dead',
      sums: {},
      signal: new AbortController().signal,
      progress: () => {},
      log: world.said.log,
      now: () => world.clock,
    })
  } finally {
    file.close()
    await http.close()
  }
}
