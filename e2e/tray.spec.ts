// The app from its tray: pause and resume over D-Bus, a closed window that is really gone, syncs that go on, workers that end.
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 180_000 })

const MINUTE_MS = 60_000

let feed: FeedServer
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  feed = await startFeed({ pages: 1, perPage: 5 })
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
})

test('COND-9 Pause in the tray menu holds a due sync; Resume runs it', async () => {
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url, { everyMs: MINUTE_MS }) })
  await untilSynced(lull, source.id)
  desktop.tray.click('Pause/30 minutes')
  await expect
    .poll(async () => (await lull.call('summary.get', {})).pauses.map(({ scope }) => scope.type))
    .toEqual(['all'])
  const before = feed.requests.length
  const due = (await syncOf(lull, source.id)).nextRunAt ?? 0
  await expect.poll(() => Date.now(), { timeout: 75_000, intervals: [2_000] }).toBeGreaterThan(due + 3_000)
  expect(feed.requests.length).toBe(before)
  expect((await syncOf(lull, source.id)).reasons[0]?.code).toBe('paused_by_user')
  const resume = labels().find((label) => label.startsWith('Resume')) ?? 'no Resume'
  desktop.tray.click(resume)
  await expect.poll(() => feed.requests.length).toBe(before + 1)
})

test('closing the window ends the renderer; the sync still runs on time; no worker is left when idle', async () => {
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url, { everyMs: MINUTE_MS }) })
  await untilSynced(lull, source.id)
  const due = (await syncOf(lull, source.id)).nextRunAt ?? 0
  await lull.closeWindow()
  await expect.poll(async () => (await lull.processes()).filter(({ type }) => type === 'Tab')).toEqual([])
  await expect
    .poll(() =>
      desktop.notifications
        .all()
        .map(({ title }) => title)
        .join(),
    )
    .toContain('Lull')
  const before = feed.requests.length
  await expect.poll(() => feed.requests.length, { timeout: 75_000 }).toBe(before + 1)
  expect(Date.now() - due).toBeLessThan(5_000)
  await expect.poll(async () => lull.workers(), { timeout: 45_000, intervals: [1_000] }).toEqual([])
})

test('a second start shows the first', async () => {
  await lull.closeWindow()
  const opened = lull.app.waitForEvent('window')
  const second = await launchSecond()
  expect(second).toBe(0)
  await opened
})

function labels(): string[] {
  return (desktop.tray.menu().children ?? []).map((entry) => entry.label ?? '')
}

/** Starts the app again on the same data and answers its exit code. */
async function launchSecond(): Promise<number | null> {
  const { spawn } = await import('node:child_process')
  const first = lull.app.process()
  const [command = '', ...args] = first.spawnargs
  const own = args.filter((argument) => !argument.startsWith('--inspect') && !argument.startsWith('--remote-debugging'))
  const child = spawn(command, own, { stdio: 'ignore' })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}
