// What a person sets about when and on which networks work runs by itself, in the preferences window, and what becomes of a due sync by it:
// quiet hours, the system's battery saver, and the person's own word for a network.
import { expect, type Page, test } from '@playwright/test'
import type { SourceView } from '@shared/sources'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.skip(!desktop.hasOwnNetwork, 'Needs a network of its own, which only root can make.')
test.describe.configure({ timeout: 90_000 })

/** The settling time of a signal that came back is 5 s. */
const SOON = { timeout: 10_000, intervals: [200] }
/** Not loopback, so that the network matters to it. */
const CABLE = '10.77.0.1'
const HOTSPOT = '0b8f7a52-2222-4222-8222-222222222222'

let feed: FeedServer
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  feed = await startFeed({ pages: 1, perPage: 5, host: CABLE })
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
  desktop.reset()
})

test('COND-1 quiet hours set in the preferences hold a due sync and say until when; outside them it runs', async () => {
  const source = await addWhileOffline()
  const preferences = await openPane('When to run')
  await preferences.getByRole('switch', { name: 'Quiet hours' }).click()
  await expect(preferences.getByRole('group', { name: 'Beginning on' })).toBeVisible()
  const { from, to, end } = aroundNow()
  await choose(preferences, 'Quiet hours from', from)
  await choose(preferences, 'Quiet hours to', to)
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source)).toBe('quiet_hours')
  await expect(lull.page.getByText(`Quiet hours until ${end}.`).first()).toBeVisible()
  expect(feed.requests).toEqual([])
  const today = await preferences.evaluate(() => new Date().toLocaleDateString('en', { weekday: 'long' }))
  const yesterday = await preferences.evaluate(() =>
    new Date(Date.now() - 86_400_000).toLocaleDateString('en', { weekday: 'long' }),
  )
  await preferences.getByRole('button', { name: yesterday, exact: true }).click()
  await preferences.getByRole('button', { name: today, exact: true }).click()
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
})

test('COND-1 the battery saver of the system holds a due sync on battery, until it is off or the person says otherwise', async () => {
  const source = await addWhileOffline()
  desktop.battery(true, 80)
  desktop.powerSaver(true)
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source), SOON).toBe('battery_saver')
  await expect(lull.page.getByText('Waiting for power. The battery saver is on.').first()).toBeVisible()
  expect(feed.requests).toEqual([])
  const preferences = await openPane('When to run')
  await preferences.getByRole('switch', { name: 'Wait while the battery saver is on' }).click()
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
})

test('COND-5 a network that the person calls unmetered is used, one that is not to be used is not, and the next one is', async () => {
  const source = await addWhileOffline()
  desktop.network.metered('yes')
  desktop.network.connection('Phone hotspot', HOTSPOT, '802-11-wireless')
  desktop.network.offline(false)
  await expect.poll(() => reasonOf(source), SOON).toBe('metered')
  const preferences = await openPane('Network')
  await choose(preferences, 'Phone hotspot', 'Not used')
  await expect.poll(() => reasonOf(source)).toBe('network_not_allowed')
  const sentence = 'Waiting for another network. “Phone hotspot” is not allowed for this.'
  await expect(lull.page.getByText(sentence).first()).toBeVisible()
  expect(feed.requests).toEqual([])
  await choose(preferences, 'Phone hotspot', 'Unmetered')
  await expect.poll(() => feed.requests.length, SOON).toBe(1)
  expect((await lull.call('preferences.get', {})).networkRules).toEqual([
    { networkId: HOTSPOT, name: 'Phone hotspot', use: 'unmetered' },
  ])
})

/** Adding a source runs it over soft holds, but never offline: so it is due, and waits as any automatic run does. */
async function addWhileOffline(): Promise<SourceView> {
  desktop.network.offline(true)
  await expect.poll(async () => (await lull.call('device.get', {})).network.online).toBe('no')
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await expect.poll(() => reasonOf(source)).toBe('offline')
  return source
}

async function reasonOf({ id }: SourceView): Promise<string | undefined> {
  return (await syncOf(lull, id)).reasons[0]?.code
}

async function openPane(name: string): Promise<Page> {
  const opened = lull.app.waitForEvent('window')
  await lull.call('app.openPreferences', {})
  const page = await opened
  await page.getByRole('tab', { name }).click()
  return page
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Half hours around now, at least two hours off on each side; `end` as the sentence says it. */
function aroundNow(): { from: string; to: string; end: string } {
  const half = (shift: number): string => {
    const at = new Date(Date.now() + shift * 3_600_000)
    return `${String(at.getHours()).padStart(2, '0')}:${at.getMinutes() < 30 ? '00' : '30'}`
  }
  const isTomorrow = new Date(Date.now() + 3 * 3_600_000).getDate() !== new Date().getDate()
  const end = new Date(Date.now() + 3 * 3_600_000).toLocaleDateString('en', { weekday: 'short' })
  return { from: half(-3), to: half(3), end: isTomorrow ? `${end} ${half(3)}` : half(3) }
}
