// A person's first minutes, by clicking what is there: three doors, the sample and its rows, a file imported, cancelled, refused. Only the
// system's own file dialog is answered for them.
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type Lull, launchLull } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const PLACES = ['Overview', 'Jobs', 'Outbox', 'History', 'Data', 'Sources']
const SAMPLE = 'Football season (sample)'
const MATCHES = 380

let folder: string
let lull: Lull

test.beforeEach(() => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-files-'))
})

test.afterEach(async () => {
  await lull.dispose()
  rmSync(folder, { recursive: true, force: true })
})

test('first start: three doors; the sample by one click: progress, what is new, 380 rows, a job with its next run, its history', async () => {
  lull = await launchLull({ env: { LULL_SAMPLE_DELAY_MS: '250' } })
  const { page } = lull
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing runs yet.' })).toBeVisible()
  for (const door of ['Add a source', 'Try the sample', 'Import a file'])
    await expect(theDoor(page, door)).toBeVisible()
  await theDoor(page, 'Try the sample').click()

  const now = page.getByRole('region', { name: 'Now' })
  await expect(now.getByRole('progressbar', { name: SAMPLE })).toBeVisible()
  await expect(now.getByText(/\d+ pages? · \d+ rows/)).toBeVisible()
  await expect(now.getByRole('button', { name: `Stop ${SAMPLE}` })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: `Syncing ${SAMPLE}` })).toBeVisible()
  await expect.poll(() => trayStatus()).toContain('Syncing')

  await expect(page.getByRole('heading', { level: 1, name: 'Up to date' })).toBeVisible({ timeout: 20_000 })
  await expect(now).toBeHidden()
  await expect(page.getByRole('region', { name: 'New since you last looked' })).toContainText(`${MATCHES} new`)
  await expect.poll(() => trayStatus()).toBe('Up to date')

  await page.keyboard.press('Control+2')
  const job = row(page, 'Jobs', SAMPLE)
  await expect(job).toContainText('Next run in 15 min.')
  await expect(job).toContainText(/\d\d:\d\d/)
  await page.keyboard.press('Control+4')
  await expect(row(page, 'History', SAMPLE)).toContainText(`${MATCHES} new`)
  await page.keyboard.press('Control+5')
  await expect(page.getByRole('navigation', { name: 'Tables' })).toContainText(`${MATCHES}`)
  await expect(page.getByText(`${MATCHES} rows`)).toBeVisible()
  const rows = page.getByRole('grid', { name: 'Rows of sample_matches' })
  await expect(rows.getByRole('gridcell', { name: 'm001' })).toBeVisible()
  await rows.getByRole('row').nth(1).click()
  await page.keyboard.press('End')
  await expect(rows.getByRole('gridcell', { name: `m${MATCHES}` })).toBeVisible()
})

test('Ctrl+1 to 6 go to the six places, and the rail says which', async () => {
  lull = await launchLull()
  const { page } = lull
  const current = page.getByRole('navigation', { name: 'Places' }).locator('[aria-current=page]')
  await expect(current).toHaveText('Overview')
  for (const [index, place] of PLACES.entries()) {
    await page.keyboard.press(`Control+${index + 1}`)
    await expect(current).toHaveText(place)
  }
})

test('a file of 20,000 records is imported with its progress, and its rows are there', async () => {
  lull = await launchLull()
  const { page } = lull
  await answerFileDialog(writeRecords('photos.json', 20_000))
  await theDoor(page, 'Import a file').click()
  const dialog = page.getByRole('dialog', { name: 'Import photos.json' })
  await expect(dialog.getByRole('textbox', { name: 'Table name' })).toHaveValue('photos')
  await expect(dialog.getByRole('combobox', { name: 'Field that identifies a row' })).toHaveText('id')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByText('20,000 new').first()).toBeVisible()
  await page.keyboard.press('Control+4')
  await expect(row(page, 'History', 'photos.json')).toContainText('Done')
  await page.keyboard.press('Control+5')
  await expect(page.getByRole('grid', { name: 'Rows of photos' }).getByText('Photo 0', { exact: true })).toBeVisible()
  expect(stored('photos')).toBe(20_000)
})

test('an import can be stopped where it shows its progress: it keeps what it has, and says how much', async () => {
  lull = await launchLull()
  const { page } = lull
  await answerFileDialog(writeRecords('many.json', 600_000))
  await theDoor(page, 'Import a file').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  const now = page.getByRole('region', { name: 'Now' })
  await expect(now.getByText(/ of .* · [\d,]{5,} rows/)).toBeVisible()
  await now.getByRole('button', { name: 'Stop many.json' }).click()
  await expect(now).toBeHidden()
  await page.keyboard.press('Control+4')
  const run = row(page, 'History', 'many.json')
  await expect(run).toContainText(/Cancelled by you · [\d,]+ new/)
  const kept = Number(/([\d,]+) new/.exec((await run.textContent()) ?? '')?.[1]?.replaceAll(',', ''))
  expect(kept).toBeLessThan(600_000)
  expect(stored('many')).toBe(kept)
})

test('a file that is not JSON is refused in a clear sentence before anything starts', async () => {
  lull = await launchLull()
  const { page } = lull
  const path = join(folder, 'diary.json')
  writeFileSync(path, 'Dear diary, today I wrote no JSON.')
  await answerFileDialog(path)
  await theDoor(page, 'Import a file').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('This is not valid JSON: see line 1, column 1. Nothing was changed.')
  await expect(dialog.getByRole('button', { name: 'Import' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect((await lull.call('history.query', {})).rows).toEqual([])
  expect(await lull.call('data.tables', {})).toEqual([])
})

test('a file that breaks off in the middle says so, keeps the rows before it, and never shows its path', async () => {
  lull = await launchLull()
  const { page } = lull
  const path = writeRecords('broken.json', 50_000)
  truncateSync(path, statSync(path).size - 10)
  await answerFileDialog(path)
  await theDoor(page, 'Import a file').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  const problem = page.getByRole('region', { name: 'Needs you' })
  await expect(problem).toContainText('broken.json')
  await expect(problem).toContainText('The file ends too early. Any rows before that are kept')
  expect(stored('broken')).toBe(49_999)
  expect(await page.locator('body').innerText()).not.toContain(folder)
})

/** One of the three doors of the first start. */
function theDoor(page: Page, name: string): Locator {
  return page.getByRole('main').getByRole('button', { name: new RegExp(`^${name}`) })
}

function row(page: Page, grid: string, name: string): Locator {
  return page.getByRole('grid', { name: grid }).getByRole('row').filter({ hasText: name })
}

function trayStatus(): string {
  return desktop.tray.menu().children?.[0]?.label ?? ''
}

function writeRecords(name: string, count: number): string {
  const path = join(folder, name)
  const records = Array.from({ length: count }, (_, id) => `{"id":${id},"title":"Photo ${id}","album":${id % 100}}`)
  writeFileSync(path, `[${records.join(',\n')}]`)
  return path
}

function answerFileDialog(path: string): Promise<void> {
  return lull.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)
}

/** Rows of an imported table; 0 where there is no such table. */
function stored(table: string): number {
  const imports = join(lull.userData, 'imports.db')
  const [found] = select(imports, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name = '${table}'`)
  return found ? (select<{ n: number }>(imports, `SELECT count(*) AS n FROM "${table}"`)[0]?.n ?? 0) : 0
}
