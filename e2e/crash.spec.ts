// Pulls the plug: a worker or main killed in the middle of a page, or of a send, loses nothing and doubles nothing.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const PAGES = 5
const PER_PAGE = 40

let feed: FeedServer
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  feed = await startFeed({ pages: PAGES, perPage: PER_PAGE })
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
})

test('F3 P11 a worker killed mid-page: the next attempt brings every row, each once', async () => {
  lull = await launchLull()
  feed.hold(3)
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await expect.poll(() => feed.requests.length).toBe(3)
  expect(storedIds()).toHaveLength(2 * PER_PAGE)
  const [worker] = await lull.workers()
  process.kill(worker?.pid ?? 0, 'SIGKILL')
  await expect.poll(async () => (await syncOf(lull, source.id)).failures).toBe(1)
  expect(storedIds()).toHaveLength(2 * PER_PAGE)
  feed.release()
  await lull.call('jobs.runNow', { id: (await syncOf(lull, source.id)).id })
  await untilSynced(lull, source.id)
  expect(storedIds()).toEqual(Array.from({ length: PAGES * PER_PAGE }, (_, index) => index + 1))
})

test('F2 F8 P1 main killed mid-job: its workers end, the restart recovers the job and brings every row', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  lull = await launchLull({ userData })
  feed.hold(3)
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await expect.poll(() => feed.requests.length).toBe(3)
  const [worker] = await lull.workers()
  await lull.kill()
  await expect.poll(() => isAlive(worker?.pid ?? 0)).toBe(false)
  feed.release()
  lull = await launchLull({ userData })
  await untilSynced(lull, source.id)
  const { rows } = await lull.call('history.query', { sourceId: source.id })
  expect(rows.map((row) => [row.result, row.stopReason])).toContainEqual(['stopped', 'process_died'])
  expect((await syncOf(lull, source.id)).failures).toBe(0)
  expect(storedIds()).toEqual(Array.from({ length: PAGES * PER_PAGE }, (_, index) => index + 1))
})

test('OUT-2 F4 P7 a worker killed while sending: the server has each of 20 records once', async () => {
  lull = await launchLull({ env: { LULL_SAMPLE_DELAY_MS: '150' } })
  await lull.call('sample.add', {})
  await untilSynced(lull, 'sample', 30_000)
  await lull.call('sample.sendReports', { count: 20 })
  const send = await expectSendJob()
  await lull.call('jobs.runNow', { id: send })
  await expect.poll(async () => (await lull.call('outbox.counts', {})).done).toBeGreaterThan(3)
  const sending = (await lull.workers()).map(({ pid }) => pid)
  for (const pid of sending) process.kill(pid, 'SIGKILL')
  await expect.poll(async () => (await lull.call('jobs.get', { id: send }))?.failures).toBe(1)
  await lull.call('jobs.runNow', { id: send })
  await expect.poll(async () => (await lull.call('outbox.counts', {})).done, { timeout: 30_000 }).toBe(20)
  const accepted = readFileSync(join(lull.userData, 'sample', 'accepted.json'), 'utf8')
    .trim()
    .split('\n')
  const keys = accepted.map((line) => (JSON.parse(line) as { key: string }).key)
  expect(keys).toHaveLength(20)
  expect(new Set(keys).size).toBe(20)
})

function storedIds(): number[] {
  const library = join(lull.userData, 'library.db')
  if (!existsSync(library)) return []
  return select<{ id: number }>(library, 'SELECT id FROM records ORDER BY id').map(({ id }) => id)
}

async function expectSendJob(): Promise<string> {
  const { rows } = await lull.call('jobs.query', { kinds: ['outbox.send'], states: ['enqueued', 'running'] })
  expect(rows).toHaveLength(1)
  return rows[0]?.id ?? ''
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
