// Pulls from servers that nobody here wrote, so that what is believed of HTTP is not only believed by both sides of one author: json-server
// with 5,000 photos, and nginx with gzip and ETags. Whole, then unchanged, then after a change made in the server's own way.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { startJsonServer } from '../../testing/peers/jsonServer'
import { nginxPath, startNginx } from '../../testing/peers/nginx'
import type { Peer } from '../../testing/peers/process'

// Processes have to start, and the computer may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const PHOTOS = 5_000
const A_PAGE = 100
const PAGES = PHOTOS / A_PAGE

interface Photo {
  id: number
  albumId: number
  title: string
  url: string
  thumbnailUrl: string
}

const words = ['accusamus', 'beatae', 'reprehenderit', 'officia', 'natus', 'culpa', 'eveniet', 'voluptas', 'deserunt']

function photo(id: number): Photo {
  const title = Array.from({ length: 2 + (id % 5) }, (_, place) => words[(id * 7 + place * 5) % words.length]).join(' ')
  const color = ((id * 2_654_435_761) % 0xffffff).toString(16).padStart(6, '0')
  const at = (size: number): string => `https://photos.example/${size}/${color}`
  return { id, albumId: Math.ceil(id / 50), title, url: at(600), thumbnailUrl: at(150) }
}

const photos = Array.from({ length: PHOTOS }, (_, place) => photo(place + 1))
const columns = 'id, albumId, title, url, thumbnailUrl'
const asRow = (one: Photo): unknown[] => [one.id, one.albumId, one.title, one.url, one.thumbnailUrl]

let world: FeedWorld
let peer: Peer
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-peer-'))
  world = await FeedWorld.open()
  world.source = { ...world.source, table: 'photos' }
})
afterEach(async () => {
  await peer.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

/** All there is in library.db, but for when it was looked and who may write (D31). */
function everything(): Record<string, unknown> {
  const tables = world.query("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
  const names = tables.flat().map(String)
  const whole = Object.fromEntries(names.map((name) => [name, world.query(`select * from "${name}"`)]))
  return { ...whole, _lease: null, _sources: world.query('select source_id, table_name, mapping, mark from _sources') }
}

const stored = (): unknown[] => world.query(`select ${columns} from photos order by id`)

describe('json-server with 5,000 photos', () => {
  beforeEach(async () => {
    peer = await startJsonServer(folder, { photos })
    world.source = { ...world.source, url: `${peer.origin}/photos?_page=1&_limit=${A_PAGE}` }
  })

  it('PULL-1 PULL-12 is pulled whole, page by page of its Link header, compressed', async () => {
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toMatchObject({ requests: PAGES, pages: PAGES, inserted: PHOTOS, updated: 0, setAside: 0 })
    expect(stored()).toEqual(photos.map(asRow))
    expect(sums.bytesIn).toBeLessThan(JSON.stringify(photos).length / 2)
  })

  it('PULL-9 D31 unchanged it is answered with 304, and nothing is written but when it was looked', async () => {
    await world.sync()
    const before = everything()
    world.clock = 5_000
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toEqual({ requests: PAGES, notModified: PAGES, bytesIn: 0 })
    expect(everything()).toEqual(before)
    expect(world.query('select last_checked_at from _sources')).toEqual([[5_000]])
  })

  it('PULL-9 PULL-13 what changed, came and went there does so here, and the other pages are not sent again', async () => {
    world.set({ deletes: { mode: 'full' } })
    await world.sync()
    await told('PATCH', '/photos/4321', { title: 'changed' })
    await told('POST', '/photos', photo(PHOTOS + 1))
    const grown = await world.sync()
    expect(grown.sums).toMatchObject({ requests: PAGES + 1, notModified: PAGES - 1, pages: 2, inserted: 1, updated: 1 })
    await told('DELETE', `/photos/${PHOTOS + 1}`)
    await told('DELETE', `/photos/${PHOTOS}`)
    const shrunk = await world.sync()
    expect(shrunk.outcome).toEqual({ type: 'succeeded' })
    expect(shrunk.sums).toMatchObject({ requests: PAGES, notModified: PAGES - 1, pages: 1, updated: 0, deleted: 2 })
    const expected = photos.slice(0, -1).map((one) => (one.id === 4321 ? { ...one, title: 'changed' } : one))
    expect(world.query(`select ${columns} from photos where _deleted_at is null order by id`)).toEqual(
      expected.map(asRow),
    )
    expect(world.query('select id from photos where _deleted_at is not null order by id')).toEqual([
      [PHOTOS],
      [PHOTOS + 1],
    ])
  })
})

async function told(method: string, path: string, body?: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(peer.origin + path, { method, headers, body: body ? JSON.stringify(body) : null })
  await answer.text()
  expect(answer.ok, `${method} ${path}`).toBe(true)
}

const nginx = nginxPath()

describe.skipIf(nginx === null)('nginx with gzip and ETags (skipped where there is none)', () => {
  const pageOf = (number: number): Photo[] => photos.slice((number - 1) * A_PAGE, number * A_PAGE)

  /** At a time of its own: nginx's ETag is made of a file's time and length. */
  function write(number: number, items: readonly Photo[], seconds: number): void {
    const file = join(folder, 'files', `photos-${number}.json`)
    const next = number < PAGES ? `/photos-${number + 1}.json` : null
    writeFileSync(file, JSON.stringify({ items, meta: { next } }))
    utimesSync(file, seconds, seconds)
  }

  beforeEach(async () => {
    await mkdir(join(folder, 'files'))
    for (let number = 1; number <= PAGES; number++) write(number, pageOf(number), 1_700_000_000)
    peer = await startNginx(nginx ?? '', folder)
    world.source = { ...world.source, url: `${peer.origin}/photos-1.json`, recordsPath: 'items' }
    world.set({ pages: { type: 'next_url', path: 'meta.next' } })
  })

  it('PULL-1 PULL-12 is pulled whole, and what is counted is what came packed over the wire', async () => {
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toMatchObject({ requests: PAGES, pages: PAGES, inserted: PHOTOS, setAside: 0 })
    expect(stored()).toEqual(photos.map(asRow))
    expect(sums.bytesIn).toBeGreaterThan(0)
    expect(sums.bytesIn).toBeLessThan(JSON.stringify(photos).length / 3)
    expect(world.query("select count(*) from _validators where etag like 'W/\"%'")).toEqual([[PAGES]])
  })

  it('PULL-9 D31 unchanged it is answered with 304, and nothing is written but when it was looked', async () => {
    await world.sync()
    const before = everything()
    world.clock = 5_000
    const { outcome, sums } = await world.sync()
    expect(outcome).toEqual({ type: 'succeeded' })
    expect(sums).toEqual({ requests: PAGES, notModified: PAGES, bytesIn: 0 })
    expect(everything()).toEqual(before)
    expect(world.query('select last_checked_at from _sources')).toEqual([[5_000]])
  })

  it('PULL-9 F123 a file that changed is sent again, one only touched changes no row', async () => {
    await world.sync()
    world.clock = 5_000
    write(
      7,
      pageOf(7).map((one) => (one.id === 650 ? { ...one, title: 'changed' } : one)),
      1_700_000_060,
    )
    write(8, pageOf(8), 1_700_000_060)
    const { sums } = await world.sync()
    expect(sums).toMatchObject({ requests: PAGES, notModified: PAGES - 2, pages: 2, inserted: 0, updated: 1 })
    expect(world.query('select id, title from photos where _changed_at = 5000')).toEqual([[650, 'changed']])
  })

  it('PULL-24 F131 a page that is gone fails the run and changes no row', async () => {
    await world.sync()
    rmSync(join(folder, 'files', 'photos-3.json'))
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'not_found' } })
    expect(stored()).toEqual(photos.map(asRow))
  })
})

afterAll(() => {
  if (nginx === null) process.stdout.write('Skipped: there is no nginx here, and it could not be fetched.\n')
})
