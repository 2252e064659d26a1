// A preference acts at once and survives a restart; a removed source leaves nothing behind; a missing sign-in is asked for, not guessed.
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const TOKEN = 'a-token-for-this-feed-only'

let feed: FeedServer
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  feed = await startFeed({ pages: 2, perPage: 5, token: TOKEN })
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
})

test('preferences act without a restart, and survive one', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  lull = await launchLull({ userData })
  const settings = feedSettings(feed.url, { auth: 'bearer' })
  const source = await lull.call('sources.add', { settings, token: TOKEN })
  await untilSynced(lull, source.id)
  const minutesToNext = async () => Math.round((((await syncOf(lull, source.id)).nextRunAt ?? 0) - Date.now()) / 60_000)
  expect(await minutesToNext()).toBe(15)
  await lull.call('preferences.set', { syncEveryMs: 60 * 60_000 })
  await expect.poll(minutesToNext).toBe(60)
  await lull.call('preferences.set', { backgroundWork: false })
  await expect.poll(async () => (await syncOf(lull, source.id)).reasons[0]?.code).toBe('disabled')
  await lull.call('preferences.set', { language: 'ko', theme: 'dark' })
  await expect(lull.page.locator('html')).toHaveAttribute('lang', 'ko')
  await lull.quit()
  lull = await launchLull({ userData })
  expect(await lull.call('preferences.get', {})).toMatchObject({
    syncEveryMs: 60 * 60_000,
    backgroundWork: false,
    language: 'ko',
  })
  await expect(lull.page.locator('html')).toHaveAttribute('lang', 'ko')
  expect((await syncOf(lull, source.id)).reasons[0]?.code).toBe('disabled')
})

test('a source that needs a token and has none is held with auth_required, and nothing is requested', async () => {
  lull = await launchLull()
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url, { auth: 'bearer' }) })
  await expect.poll(async () => (await syncOf(lull, source.id)).reasons[0]?.code).toBe('auth_required')
  expect(feed.requests).toEqual([])
  await expect.poll(() => desktop.notifications.open().length).toBeGreaterThan(0)
  await lull.call('sources.signIn', { id: source.id, token: TOKEN })
  await untilSynced(lull, source.id)
  await expect.poll(() => desktop.notifications.open().filter(({ body }) => body.includes('Records'))).toEqual([])
})

test('a source removed with its rows leaves no table, cursor, job or token', async () => {
  lull = await launchLull()
  const library = join(lull.userData, 'library.db')
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url, { auth: 'bearer' }), token: TOKEN })
  await untilSynced(lull, source.id)
  expect(select(library, 'SELECT id FROM records')).toHaveLength(10)
  // A pause holds what comes by itself, not what the user has just decided.
  await lull.call('pauses.set', { scope: { type: 'all' }, until: null })
  await lull.call('sources.remove', { id: source.id, withRows: true })
  await expect.poll(() => select(library, "SELECT name FROM sqlite_schema WHERE name = 'records'")).toEqual([])
  for (const table of ownTables(library)) {
    const rows = JSON.stringify(select(library, `SELECT * FROM "${table}"`))
    expect(rows, table).not.toContain(source.id)
  }
  expect(await lull.call('sources.list', {})).toEqual([])
  const jobs = await lull.call('jobs.query', { sourceIds: [source.id], states: ['enqueued', 'running', 'blocked'] })
  expect(jobs.rows).toEqual([])
  const secrets = join(lull.userData, 'secrets')
  expect(existsSync(secrets) ? readdirSync(secrets) : []).toEqual([])
})

test('the sample leaves nothing behind either', async () => {
  lull = await launchLull()
  await lull.call('sample.add', {})
  await untilSynced(lull, 'sample', 30_000)
  await lull.call('sources.remove', { id: 'sample', withRows: true })
  const library = join(lull.userData, 'library.db')
  await expect.poll(() => select(library, "SELECT name FROM sqlite_schema WHERE name LIKE 'sample%'")).toEqual([])
  expect(existsSync(join(lull.userData, 'sample', 'accepted.json'))).toBe(false)
  expect(await lull.call('sources.list', {})).toEqual([])
})

function ownTables(path: string): string[] {
  return select<{ name: string }>(
    path,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '\\_%' ESCAPE '\\'",
  ).map(({ name }) => name)
}
