// Every place of the window and the preferences are free of what axe finds, in both themes and both languages; and the rail can be reached, seen
// and worked by keyboard alone (OBS-8).
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type Lull, launchLull, untilSynced } from './lull'
import { wear } from './wear'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 120_000 })

const PLACES = ['overview', 'jobs', 'outbox', 'history', 'data', 'sources']

let lull: Lull
let preferences: Page
const complaints: string[] = []

test.beforeAll(async () => {
  desktop.reset()
  lull = await launchLull()
  listenTo(lull.page)
  const opened = lull.app.waitForEvent('window')
  await lull.call('app.openPreferences', {})
  preferences = await opened
  listenTo(preferences)
})

test.afterAll(() => lull.dispose())

// Contrast is the theme's, names are the language's: two pairs try every one of each.
for (const [theme, language] of [
  ['light', 'en'],
  ['dark', 'ko'],
] as const) {
  test(`OBS-8 axe finds nothing in the first start: ${theme}, ${language}`, async () => {
    await wear(lull, { theme, language }, [lull.page, preferences])
    expect(await findings(lull.page)).toEqual([])
  })
}

for (const [theme, language] of [
  ['dark', 'ko'],
  ['light', 'en'],
] as const) {
  test(`OBS-8 axe finds nothing in any place or in the preferences: ${theme}, ${language}`, async () => {
    await wear(lull, { theme, language }, [lull.page, preferences])
    if ((await lull.call('sources.list', {})).length === 0) {
      await lull.call('sample.add', {})
      await untilSynced(lull, 'sample', 30_000)
      await lull.call('sample.sendReports', { count: 3 })
    }
    const { page } = lull
    const entries = page.getByRole('navigation').first().getByRole('button')
    for (const [index, place] of PLACES.entries()) {
      await page.keyboard.press(`Control+${index + 1}`)
      await expect(entries.nth(index)).toHaveAttribute('aria-current', 'page')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await findings(page), place).toEqual([])
    }
    await page.getByRole('main').getByRole('button').first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await findings(page), 'adding a source').toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    const panes = preferences.getByRole('tab')
    expect(await panes.count()).toBeGreaterThan(2)
    for (const pane of await panes.all()) {
      await pane.click()
      expect(await findings(preferences), (await pane.textContent()) ?? '').toEqual([])
    }
  })
}

test('OBS-8 every entry of the rail is reached by keyboard, shows its focus, and opens', async () => {
  const { page } = lull
  await page.keyboard.press('Control+1')
  await page.locator('body').press('Tab')
  const rail = page.getByRole('navigation').first()
  const entries = await rail.getByRole('button').all()
  expect(entries).toHaveLength(PLACES.length + 1)
  for (const entry of entries) {
    await tabTo(page, await entry.evaluate((button) => button.textContent ?? ''))
    await expect(entry).toBeFocused()
    expect(await entry.evaluate(ringOf)).toBe('visible')
  }
  await entries[1]?.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('[aria-current=page]')).toHaveText((await entries[1]?.textContent()) ?? '')
  await page.keyboard.press('ArrowDown')
  await expect(entries[2] ?? rail).toBeFocused()
})

test('S6 the app’s own pages, used everywhere, raise no violation and no error', () => {
  expect(complaints).toEqual([])
})

function listenTo(page: Page): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
}

/** What axe finds, each in a line. The legacy mode is for Electron, where no second page can be opened. */
async function findings(page: Page): Promise<string[]> {
  // What is fading in would be measured halfway.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

/** Tabs on until this is focused, at most once around. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === text) return
    await page.keyboard.press('Tab')
  }
}

function ringOf(element: Element): 'visible' | 'none' {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
  const hasOutline = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
  return element.matches(':focus-visible') && (hasOutline || boxShadow !== 'none') ? 'visible' : 'none'
}
