// A chosen file is looked at before it is imported: its first rows, its list and its key are shown, the person may choose otherwise, and a
// long value of a row is read in full. What is looked at is computed outside main and the window.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type Lull, launchLull } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

let folder: string
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-preview-'))
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** As if the person had chosen this file in the native dialog. */
async function choose(name: string, content: string): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, content)
  await lull.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)
  await lull.page.getByRole('button', { name: /Import a file/ }).click()
}

const computeProcesses = async (): Promise<number> =>
  (await lull.processes()).filter(({ name }) => name === 'Lull compute').length

async function accessibilityProblems(): Promise<string[]> {
  // Electron has no second page for axe to finish in.
  const { violations } = await new AxeBuilder({ page: lull.page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test('IMP-2 a chosen file is shown before it is imported, and imported as it was shown', async () => {
  const nested = { notes: Array.from({ length: 400 }, (_, at) => `note ${at}`) }
  const orders = Array.from({ length: 150 }, (_, at) => ({ order_id: at + 1, name: `Order ${at + 1}`, nested }))
  expect(await computeProcesses()).toBe(0)
  await choose('orders.json', JSON.stringify({ page: 1, data: { orders }, tags: ['a', 'b'] }))
  const dialog = lull.page.getByRole('dialog', { name: /^Import / })
  await expect(dialog.getByRole('row')).toHaveCount(101)
  expect(await computeProcesses()).toBe(1)
  await expect(dialog.getByRole('row').nth(1)).toContainText('Order 1')
  await expect(dialog.getByRole('columnheader').first()).toHaveText('order_id integer')
  await expect(dialog.getByText('150 rows, 3 columns')).toBeVisible()
  await expect(dialog.getByRole('combobox', { name: 'List' })).toHaveText('data.orders, 150 rows')
  await expect(dialog.getByRole('combobox', { name: 'Field that identifies a row' })).toHaveText('order_id')
  expect(await accessibilityProblems()).toEqual([])

  await dialog.getByRole('combobox', { name: 'List' }).click()
  await lull.page.getByRole('option', { name: 'tags, 2 rows' }).click()
  await expect(dialog.getByRole('row')).toHaveCount(3)
  await dialog.getByRole('combobox', { name: 'List' }).click()
  await lull.page.getByRole('option', { name: /^data\.orders/ }).click()
  await expect(dialog.getByRole('row')).toHaveCount(101)
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(async () => (await lull.call('history.query', { kinds: ['file.import'], results: ['ran'] })).rows.length)
    .toBe(1)
  const keys = select<{ _key: string }>(join(lull.userData, 'imports.db'), 'select _key from orders')
  expect(new Set(keys.map(({ _key }) => _key)).size).toBe(150)

  await showLongValue()
})

/** Of the first row of the table just imported. */
async function showLongValue(): Promise<void> {
  await lull.page.getByRole('button', { name: 'Data', exact: true }).click()
  const grid = lull.page.getByRole('grid')
  await grid.getByText('Order 1', { exact: true }).click()
  await grid.press('Enter')
  const all = lull.page.getByRole('button', { name: 'Show all of nested' })
  await expect(lull.page.getByText('"note 399"')).toBeHidden()
  await all.click()
  await expect(lull.page.getByText('"note 399"')).toBeVisible()
  expect(await accessibilityProblems()).toEqual([])
}

test('IMP-2 a file that is not JSON is told of, with its place, and not imported', async () => {
  await choose('people.json', '{"name": ada}')
  const dialog = lull.page.getByRole('dialog', { name: /^Import / })
  await expect(dialog.getByRole('alert')).toContainText('This is not valid JSON: see line 1, column 10')
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect((await lull.call('jobs.query', { kinds: ['file.import'] })).rows).toEqual([])
})

test('D10 only the beginning of a big file is looked at, and the process that did is gone when the app ends', async () => {
  const row = JSON.stringify({ id: 1, text: 'x'.repeat(400) })
  await choose('big.json', `[${Array.from({ length: 60_000 }, () => row).join(',\n')}]`)
  await expect(lull.page.getByRole('dialog', { name: /^Import / }).getByText(/rows in the first 4\.2 MB/)).toBeVisible()
  await expect(lull.page.getByRole('combobox', { name: 'List' })).toHaveText(/The file itself, more than [\d,]+ rows/)
  const compute = (await lull.processes()).find(({ name }) => name === 'Lull compute')
  expect(await lull.quit()).toBe(0)
  // It is told to end with the app, and takes a moment to be gone.
  await expect.poll(() => isThere(compute?.pid ?? 0)).toBe(false)
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
