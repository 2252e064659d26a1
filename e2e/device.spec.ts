// What the computer says, through the Linux adapter and the whole app: metered, offline and captive networks hold a due sync and let it go,
// being away lets the rest run, and unlocking or waking refreshes what is stale. Power is power.spec.ts's.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { SourceView } from '@shared/sources'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'
import { change } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.skip(!desktop.hasOwnNetwork, 'Needs a network of its own, which only root can make.')
test.describe.configure({ timeout: 150_000 })

/** The settling time of a signal that came back is 5 s; P23 allows 10 s in all. */
const SOON = { timeout: 10_000, intervals: [200] }
/** This computer's own end of the pretend cable: a host that is not loopback, so that the network matters to it. */
const CABLE = '10.77.0.1'

let feed: FeedServer
let lull: Lull

test.beforeEach(() => desktop.reset())

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
  desktop.reset()
})

test('COND-5 a metered network holds an automatic sync by its name; unknown counts as the preference says; unmetered lets it run', async () => {
  feed = await startFeed({ pages: 1, perPage: 5, host: CABLE })
  lull = await launchLull()
  await lull.call('preferences.set', { unknownMeteredAs: 'metered' })
  const source = await addWhileOffline()
  desktop.network.metered('yes')
  desktop.network.connection('Phone hotspot', '0b8f7a52-1111-4111-8111-111111111111', '802-11-wireless')
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source)).toBe('metered')
  const sentence = 'Waiting for an unmetered network. “Phone hotspot” is metered.'
  await expect(lull.page.getByText(sentence).first()).toBeVisible()
  desktop.network.metered('unknown')
  await expect.poll(() => reasonOf(source)).toBe('metered_unknown')
  const unsure = 'Waiting for an unmetered network. Nothing tells whether “Phone hotspot” is metered.'
  await expect(lull.page.getByText(unsure).first()).toBeVisible()
  expect(feed.requests).toEqual([])
  await lull.call('preferences.set', { unknownMeteredAs: 'unmetered' })
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
})

test('COND-5 a hold by a metered network ends by one click, and the word of the user’s own for that network is remembered and shown', async () => {
  feed = await startFeed({ pages: 1, perPage: 5, host: CABLE })
  lull = await launchLull()
  const source = await addWhileOffline()
  const networkId = '0b8f7a52-2222-4222-8222-222222222222'
  desktop.network.metered('yes')
  desktop.network.connection('Phone hotspot', networkId, '802-11-wireless')
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source)).toBe('metered')
  expect(feed.requests).toEqual([])
  await lull.page.getByRole('button', { name: 'Treat as unmetered' }).first().click()
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
  const { networkRules } = await lull.call('preferences.get', {})
  expect(networkRules).toEqual([{ networkId, name: 'Phone hotspot', use: 'unmetered' }])
  await expect(lull.page.getByText('Metered: no (as you set)')).toBeVisible()
})

test('P23 OBS-4 offline and behind a portal a due sync waits and says so, nobody is notified, and back online it runs within 10 s', async () => {
  feed = await startFeed({ pages: 1, perPage: 5, host: CABLE })
  lull = await launchLull()
  const shownBefore = desktop.notifications.all().length
  const source = await addWhileOffline()
  await expect(lull.page.getByText('Offline. It runs when the network is back.').first()).toBeVisible()
  desktop.network.state('global')
  desktop.network.connectivity('portal')
  await expect.poll(() => reasonOf(source)).toBe('captive_portal')
  await expect(lull.page.getByText('Waiting for the network. It asks you to sign in first.').first()).toBeVisible()
  expect(feed.requests).toEqual([])
  desktop.network.connectivity('full')
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
  await untilSynced(lull, source.id)
  expect((await syncOf(lull, source.id)).failures).toBe(0)
  expect(desktop.notifications.all().slice(shownBefore)).toEqual([])
})

test('COND-10 only when idle: a locked screen counts at once, unlocking stops a run; a minute without input counts, input stops a run', async () => {
  feed = await startFeed({ pages: 1, perPage: 5, host: CABLE })
  lull = await launchLull()
  await lull.call('preferences.set', { onlyWhenIdle: true, idleAfterMs: 60_000 })
  const source = await addWhileOffline()
  feed.hold(1)
  touch()
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source), SOON).toBe('not_idle')
  await expect(lull.page.getByText(/Waiting until you step away \(idle 0 of 1 min\)/).first()).toBeVisible()

  desktop.lock(true)
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
  desktop.lock(false)
  await expect.poll(() => stops(source)).toEqual(['idle'])
  expect(await reasonOf(source)).toBe('not_idle')

  await expect.poll(() => feed.requests.length, { timeout: 75_000, intervals: [500] }).toBe(2)
  touch()
  await expect.poll(() => stops(source)).toEqual(['idle', 'idle'])
  expect((await syncOf(lull, source.id)).failures).toBe(0)
})

test('D17 unlocking, and waking from sleep, refresh at once a source that is older than its interval', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  feed = await startFeed({ pages: 1, perPage: 5 })
  const other = await startFeed({ pages: 1, perPage: 5 })
  try {
    lull = await launchLull({ userData })
    const unlocked = await addSynced(feed, 'Unlocked')
    const awoken = await addSynced(other, 'Awoken')
    for (const { id } of [unlocked, awoken]) await lull.call('sources.setEnabled', { id, enabled: false })
    await lull.quit()
    expect(change(join(userData, 'core.db'), 'UPDATE sources SET last_success_at = last_success_at - 3600000')).toBe(2)
    lull = await launchLull({ userData })

    await enableUndue(unlocked)
    desktop.lock(true)
    desktop.lock(false)
    await expect.poll(() => feed.requests.length, SOON).toBe(2)
    await expect.poll(async () => (await history(unlocked.id))[0]?.trigger).toBe('freshness')

    await enableUndue(awoken)
    expect(other.requests).toHaveLength(1)
    desktop.sleep(true)
    desktop.sleep(false)
    await expect.poll(() => other.requests.length, SOON).toBe(2)
    expect(feed.requests).toHaveLength(2)
  } finally {
    await other.close()
  }
})

/** Adding a source runs it over soft holds, but never offline: so it is due, and waits as any automatic run does. */
async function addWhileOffline(): Promise<SourceView> {
  desktop.network.offline(true)
  await expect.poll(async () => (await lull.call('device.get', {})).network.online).toBe('no')
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await expect.poll(() => reasonOf(source)).toBe('offline')
  expect(feed.requests).toEqual([])
  return source
}

async function addSynced(from: FeedServer, name: string): Promise<SourceView> {
  const source = await lull.call('sources.add', { settings: feedSettings(from.url, { name }) })
  await untilSynced(lull, source.id)
  return source
}

/** Stale as it is, its sync is not due for a while: only freshness can start it. */
async function enableUndue({ id }: SourceView): Promise<void> {
  await lull.call('sources.setEnabled', { id, enabled: true })
  expect((await syncOf(lull, id)).nextRunAt).toBeGreaterThan(Date.now() + 60_000)
}

async function reasonOf({ id }: SourceView): Promise<string | undefined> {
  return (await syncOf(lull, id)).reasons[0]?.code
}

async function history(sourceId: string) {
  return (await lull.call('history.query', { sourceId })).rows
}

async function stops({ id }: SourceView): Promise<(string | null)[]> {
  return (await history(id)).filter(({ result }) => result === 'stopped').map(({ stopReason }) => stopReason)
}

function touch(): void {
  desktop.input('mousemove_relative', '--', '9', '9')
}
