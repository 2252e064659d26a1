// The page of one job: its runs with their tries and log, Copy, its conditions and where each comes from, its figures, why it waits and what it
// waited for; by keyboard, in both themes and languages.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { axeFindings } from './axeFindings'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 180_000 })

const MINUTE_MS = 60_000
const SAMPLE = 'Football season (sample)'

let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  desktop.reset()
})

test('OBS-1 a job has a page with its runs, each with its log by level and text, and Copy; and with its figures', async () => {
  await lull.call('sample.add', {})
  await untilSynced(lull, 'sample', 30_000)
  const { page } = lull
  await page.keyboard.press('Control+2')
  // What is merely scheduled is not counted as waiting.
  await expect(page.getByRole('tab', { name: 'Waiting', exact: true })).toBeVisible()
  await rowOf(page, SAMPLE).click()
  await page.getByRole('complementary', { name: SAMPLE }).getByRole('button', { name: 'Open' }).click()
  await expect(heading(page)).toHaveText(SAMPLE)
  await expect(page.getByText('100 % went well: 1 of 1 run.')).toBeVisible()
  await expect(page.getByText('Runs on 1 of 30 days, none failed.')).toBeVisible()
  await expect(section(page, 'Last runs').getByText(/^Done, /)).toBeAttached()
  await expect(section(page, 'Conditions').getByRole('listitem')).toHaveText(['Battery not lowdefault'])
  expect(await axeFindings(lull)).toEqual([])

  await page.getByRole('tab', { name: 'Runs' }).click()
  const runs = page.getByRole('grid', { name: 'Runs' })
  await runs.getByRole('row', { name: '380 new' }).click()
  const log = section(page, 'Log')
  const lines = log.getByRole('list', { name: 'Log' }).getByRole('listitem')
  await expect(lines.first()).toBeVisible()
  const [run] = (await lull.call('history.query', { sourceId: 'sample' })).rows
  const kept = await lull.call('runs.log', { occurrenceId: run?.id ?? '' })
  expect(kept?.lines.length).toBeGreaterThan(1)
  await expect(lines).toHaveCount(kept?.lines.length ?? 0)
  expect(await axeFindings(lull)).toEqual([])

  const [first] = kept?.lines ?? []
  await log.getByRole('searchbox').fill(first?.message.toUpperCase() ?? '')
  await expect(lines.first()).toContainText(first?.message ?? '')
  await log.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByText(/\d+ lines? copied\./)).toBeVisible()
  const copied = await lull.app.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied.split('\n')).toHaveLength(await lines.count())
  expect(copied).toContain(`${new Date(first?.at ?? 0).toISOString()} ${first?.level.toUpperCase()} ${first?.message}`)
  await log.getByRole('combobox', { name: 'Lines to show' }).click()
  await page.getByRole('option', { name: 'Errors only' }).click()
  await expect(log.getByText('No line matches.')).toBeVisible()
})

test('OBS-8 the page is opened, worked and left by keys alone, and is found again where it was', async () => {
  await lull.call('sample.add', {})
  await untilSynced(lull, 'sample', 30_000)
  const { page } = lull
  await page.keyboard.press('Control+2')
  const jobs = page.getByRole('grid', { name: 'Jobs' })
  await expect(rowOf(page, SAMPLE)).toBeVisible()
  await jobs.focus()
  await page.keyboard.press('End')
  await expect(rowOf(page, SAMPLE)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText(SAMPLE)
  await expect(heading(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tab', { name: 'Status' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  const runs = page.getByRole('grid', { name: 'Runs' })
  await expect(runs).toBeVisible()
  await runs.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: /^Run of / })
  await expect(panel).toBeVisible()
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+2')
  await expect(panel).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(heading(page)).toHaveText(SAMPLE)
  await page.keyboard.press('Escape')
  await expect(jobs).toBeFocused()
  await expect(rowOf(page, SAMPLE)).toHaveAttribute('aria-selected', 'true')
})

test('OBS-1 what was tried twice is one run with two tries, of which History shows the same', async () => {
  const server = await startFailingOnce()
  try {
    const { port } = server.address() as AddressInfo
    const source = await lull.call('sources.add', {
      settings: feedSettings(`http://127.0.0.1:${port}/records`, { paginator: { type: 'single' } }),
    })
    await expect
      .poll(async () => (await lull.call('history.query', { sourceId: source.id })).rows[0]?.result, {
        timeout: 60_000,
      })
      .toBe('retry')
    await lull.call('jobs.runNow', { id: (await syncOf(lull, source.id)).id })
    await untilSynced(lull, source.id)
    const { page } = lull
    await page.keyboard.press('Control+4')
    await page.getByRole('grid').getByRole('row', { name: 'Will retry' }).click()
    const panel = page.getByRole('complementary')
    await expect(section(page, 'Attempts').getByRole('listitem')).toHaveCount(2)
    await section(page, 'What went wrong').getByText('Details').click()
    await expect(panel.getByText('Technical message')).toBeVisible()
    await panel.getByRole('button', { name: 'Show job' }).click()
    await expect(heading(page)).toHaveText('Records')
    await expect(page.getByText('50 % went well: 1 of 2 runs.')).toBeVisible()
    await page.getByRole('tab', { name: 'Runs' }).click()
    await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '2')
    await page.getByRole('grid', { name: 'Runs' }).getByRole('row', { name: 'Done' }).click()
    await section(page, 'Attempts').getByRole('button', { name: 'Will retry' }).click()
    await expect(section(page, 'What went wrong')).toBeVisible()
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('OBS-1 while it runs its page shows what it says, and its runs when it is over', async () => {
  const feed: FeedServer = await startFeed({ pages: 3, perPage: 5 })
  feed.hold(2)
  try {
    const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
    const { page } = lull
    await page.keyboard.press('Control+2')
    await rowOf(page, 'Records').dblclick()
    const said = section(page, 'What it says now').getByRole('list', { name: 'Log' }).getByRole('listitem')
    await expect(said.first()).toBeVisible({ timeout: 20_000 })
    await expect(page.getByRole('main').getByRole('button', { name: 'Stop' })).toBeVisible()
    feed.release()
    await untilSynced(lull, source.id)
    await expect(section(page, 'What it says now')).toBeHidden()
    await expect(page.getByText('100 % went well: 1 of 1 run.')).toBeVisible()
  } finally {
    feed.release()
    await feed.close()
  }
})

test('COND-2 held by the battery the page says why; afterwards it says how long it waited for that', async () => {
  const feed: FeedServer = await startFeed({ pages: 1, perPage: 5 })
  try {
    const settings = feedSettings(feed.url, { everyMs: MINUTE_MS, constraints: { batteryNotLow: true } })
    const source = await lull.call('sources.add', { settings })
    await untilSynced(lull, source.id)
    desktop.battery(true, 10)
    const { page } = lull
    await page.keyboard.press('Control+2')
    await rowOf(page, 'Records').dblclick()
    await expect(heading(page)).toHaveText('Records')
    await expect(section(page, 'Conditions').getByText('Battery not low')).toBeVisible()
    await expect(section(page, 'Conditions').getByText('its source')).toBeVisible()
    const why = section(page, 'Why it is not running now')
    await expect(why.getByText('Waiting for power. On battery at 10 %')).toBeVisible({ timeout: 90_000 })
    // Less than a second of waiting is not told.
    const since = Date.now()
    await expect.poll(() => Date.now() - since, { timeout: 10_000 }).toBeGreaterThan(2_000)
    const before = feed.requests.length
    desktop.battery(false, 12)
    await expect.poll(() => feed.requests.length, { timeout: 30_000 }).toBe(before + 1)
    const waited = section(page, 'What its runs waited for')
    await expect(waited.getByRole('listitem').filter({ hasText: 'Battery low' })).toBeVisible({ timeout: 30_000 })
    expect(await axeFindings(lull)).toEqual([])
  } finally {
    await feed.close()
  }
})

function heading(page: Page): Locator {
  return page.getByRole('heading', { level: 1 })
}

function section(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true })
}

function rowOf(page: Page, name: string): Locator {
  return page.getByRole('grid', { name: 'Jobs' }).getByRole('row', { name })
}

/** Has trouble the first time it is asked, and a record from then on. */
async function startFailingOnce(): Promise<Server> {
  let hasFailed = false
  const server = createServer((_request, response) => {
    const status = hasFailed ? 200 : 503
    hasFailed = true
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? '[{"id":1}]' : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
