// A table is sorted, searched and written to a file: what the file says is what the table holds.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, untilSynced } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

let feed: FeedServer
let lull: Lull
let folder: string

test.beforeEach(async () => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-export-'))
  feed = await startFeed({ pages: 2, perPage: 30 })
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the native dialog would answer. */
async function chooseTarget(path: string): Promise<void> {
  await lull.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

test('rows are sorted and searched, and written to CSV and JSON', async () => {
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await untilSynced(lull, source.id)
  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
  const grid = page.getByRole('grid')
  const first = grid.getByRole('gridcell').first()
  await expect(first).toHaveText('1')
  await grid.getByRole('button', { name: /^id/ }).click()
  await grid.getByRole('button', { name: /^id/ }).click()
  await expect(first).toHaveText('60')
  await expect(grid.getByRole('columnheader', { name: /^id/ })).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('searchbox').fill('record 7')
  await expect(first).toHaveText('7')
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await page.getByRole('searchbox').fill('')
  const axe = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(axe.violations).toEqual([])

  await page.getByRole('button', { name: 'About this table' }).click()
  await expect(page.getByRole('dialog').getByText('Every record became a row.')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  const records = Array.from({ length: 60 }, (_, index) => ({ id: index + 1, title: `Record ${index + 1}` }))
  for (const [entry, name] of [
    ['CSV…', 'a.csv'],
    ['JSON…', 'a.json'],
  ] as const) {
    await chooseTarget(join(folder, name))
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: entry, exact: true }).click()
    await expect.poll(() => existsSync(join(folder, name))).toBe(true)
    await expect(page.getByText(`“${name}” was written`)).toBeVisible()
  }
  const lines = records.map(({ id, title }) => `${id},"${title}"\r\n`).join('')
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe(`"id","title"\r\n${lines}`)
  expect(JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8'))).toEqual(records)
  expect(readdirSync(folder).toSorted()).toEqual(['a.csv', 'a.json'])
})

test('an export is stopped and leaves nothing, and the folder of one that was written is opened', async () => {
  await feed.close()
  // Many enough that the export is still at it when it is held.
  feed = await startFeed({ pages: 24, perPage: 10_000 })
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await untilSynced(lull, source.id)
  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
  await chooseTarget(join(folder, 'stopped.csv'))
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV…', exact: true }).click()
  process.kill(await exporter(), 'SIGSTOP')
  await expect(page.getByText('Writing stopped.csv')).toBeVisible()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('Stopped. “stopped.csv” was not written.')).toBeVisible()
  expect(readdirSync(folder)).toEqual([])

  const path = join(folder, 'whole.csv')
  await chooseTarget(path)
  await lull.app.evaluate(({ shell }) => {
    shell.showItemInFolder = (shown) => void Object.assign(globalThis, { shown })
  })
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV…', exact: true }).click()
  await expect(page.getByText('“whole.csv” was written: 240,000 rows.')).toBeVisible()
  await page.getByRole('button', { name: 'Open the folder' }).click()
  await expect.poll(() => lull.app.evaluate(() => (globalThis as { shown?: string }).shown)).toBe(path)
  expect(readdirSync(folder)).toEqual(['whole.csv'])
})

/** While it starts: it is held before it has written anything. */
async function exporter(): Promise<number> {
  for (;;) {
    const found = (await lull.processes()).find(({ name }) => name === 'Lull export')
    if (found) return found.pid
  }
}
