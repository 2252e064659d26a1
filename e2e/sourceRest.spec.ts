// A server that asks to be left alone is, and the window says so; a person who wants to know now is not kept waiting.
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { feedSettings } from './feedSettings'
import { type JsonApi, startApi } from './jsonApi'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

let api: JsonApi
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  const headers = { 'cache-control': 'max-age=7200' }
  api = await startApi(() => ({ body: [{ id: 1, name: 'one' }], headers }))
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await api.close()
})

test('PULL-11 a source whose server asks for two hours is asked again in two hours, or when a person asks', async () => {
  const { page } = lull
  const { id } = await lull.call('sources.add', { settings: feedSettings(`${api.origin}/things`, { name: 'Resting' }) })
  await untilSynced(lull, id)
  const restMinutes = async (): Promise<number> => (((await syncOf(lull, id)).nextRunAt ?? 0) - Date.now()) / 60_000
  await expect.poll(restMinutes, { timeout: 15_000 }).toBeGreaterThan(115)
  await page.getByRole('navigation').getByRole('button', { name: 'Sources' }).click()
  await page
    .getByRole('gridcell', { name: /Resting/ })
    .first()
    .click()
  await expect(page.getByText('Next run in 15 min.')).toHaveCount(0)

  await page.getByRole('button', { name: 'Sync now' }).first().click()
  await expect.poll(() => api.requests.length, { timeout: 15_000 }).toBe(2)
  await expect.poll(restMinutes, { timeout: 15_000 }).toBeGreaterThan(115)

  await page.getByRole('navigation').getByRole('button', { name: 'History' }).click()
  await page
    .getByRole('gridcell', { name: /Resting/ })
    .first()
    .click()
  await expect(page.getByText('The server asks to be left alone for').first()).toBeVisible()
})
