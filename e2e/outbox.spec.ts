// The outbox as a person uses it: a record pasted and sent, files dropped, what may have arrived asked about, what was refused edited, held,
// discarded and taken back; offline it waits and says so. Each screen in both themes and languages.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { DestinationSettings, DestinationView } from '@shared/destinations'
import { usualDestination } from '@shared/destinations'
import { axeFindings } from './axeFindings'
import { desktop } from './desktop/desktop'
import { type DestinationServer, startDestination } from './destinationServer'
import { type Lull, launchLull } from './lull'
import { twoLooks, wear } from './wear'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 120_000 })

const SOON = { timeout: 30_000, intervals: [100] }
/** This computer's own end of the pretend cable: a host that is not loopback, so that the network matters to it. */
const CABLE = '10.77.0.1'

let lull: Lull
let server: DestinationServer
let folder: string

test.beforeEach(() => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-outbox-e2e-'))
})
test.afterEach(async () => {
  await lull.dispose()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
  desktop.reset()
})

test('OUT-1 OUT-2 a record is pasted, saved and sent exactly as it was written, with its key', async () => {
  await open()
  const { page } = lull
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add destination' }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop')
  await looked(page, 'destination')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Record' }).fill('{"title": "Late", "n": 1.50}')
  await looked(page, 'add-record')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('row', { name: /Late/ })).toBeVisible()
  await expect.poll(() => server.taken.length, SOON).toBe(1)
  expect(server.taken[0]).toMatchObject({ body: '{"title": "Late", "n": 1.50}', type: 'application/json' })
  expect(server.taken[0]?.key).toMatch(/^[0-9a-f-]{36}$/)
  await expect.poll(async () => (await lull.call('outbox.counts', {})).done, SOON).toBe(1)
  await page.getByRole('tab', { name: /^Sent/ }).click()
  await page.getByRole('row', { name: /Late/ }).click()
  await expect(page.getByText('"taken": true')).toBeVisible()
})

test('OUT-9 offline an item waits and says why; when the network is back it is sent by itself', async () => {
  test.skip(!desktop.hasOwnNetwork, 'Needs a network of its own, which only root can make.')
  await open(CABLE)
  desktop.network.offline(true)
  await expect.poll(async () => (await lull.call('device.get', {})).network.online).toBe('no')
  const { id } = await add({})
  await record(id, 'While offline')
  const row = lull.page.getByRole('row', { name: /While offline/ })
  await expect(row).toContainText('Offline. It runs when the network is back.', SOON)
  await looked(lull.page, 'offline')
  expect(server.requests).toBe(0)
  desktop.network.offline(false)
  await expect.poll(() => server.taken.length, SOON).toBe(1)
})

test('OUT-4 P8 what may have arrived is asked about, never sent twice by itself', async () => {
  await open()
  server.mood = 'hangUp'
  const { id } = await add({ key: { in: 'none' } })
  await record(id, 'Order 1')
  await expect.poll(async () => (await lull.call('outbox.counts', {})).unknown, SOON).toBe(1)
  expect(server.taken).toHaveLength(1)
  server.mood = 'take'
  const { page } = lull
  await page.getByRole('row', { name: /Order 1/ }).click()
  await expect(page.getByText('Did it arrive?')).toBeVisible()
  await looked(page, 'unknown')
  await page.getByRole('complementary').last().getByRole('button', { name: 'It arrived' }).click()
  await expect.poll(async () => (await lull.call('outbox.counts', {})).done).toBe(1)
  expect(server.taken).toHaveLength(1)
})

test('OUT-3 OUT-11 what was refused shows the answer, is edited, held, released, discarded and taken back', async () => {
  await open()
  server.mood = 'refuse'
  server.token = 'secret-token-0123'
  const { id } = await add({ auth: 'token' }, 'secret-token-0123')
  for (const name of ['First', 'Second', 'Third']) await record(id, name)
  await expect.poll(async () => (await lull.call('outbox.counts', {})).failed_permanent, SOON).toBe(3)
  const { page } = lull
  const panel = page.getByRole('complementary').last()
  await page.getByRole('row', { name: /First/ }).click()
  await expect(panel.getByText('The server refused it: “title is too long (max 200)”.')).toBeVisible()
  await expect(panel.getByText('x-request-id: r-1')).toBeVisible()
  await looked(page, 'refused')
  server.mood = 'take'
  await panel.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('{"title": "Shorter"}')
  await looked(page, 'edit')
  await dialog.getByRole('button', { name: 'Save as new item' }).click()
  await expect.poll(() => server.taken.map(({ body }) => body), SOON).toEqual(['{"title": "Shorter"}'])
  const kept = await lull.call('outbox.list', { limit: 10, after: null, states: ['discarded'] })
  expect(kept.rows).toHaveLength(1)

  // Several at once, by keys alone.
  await page.getByRole('row', { name: /Third/ }).click()
  await page.keyboard.press('Shift+ArrowDown')
  const bar = page.getByRole('toolbar')
  await expect(bar).toContainText('2 selected')
  await looked(page, 'selection')
  await bar.getByRole('button', { name: 'Discard' }).click()
  await dialog.getByRole('button', { name: 'Discard' }).click()
  await expect.poll(async () => (await lull.call('outbox.counts', {})).discarded).toBe(3)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await lull.call('outbox.counts', {})).failed_permanent).toBe(2)
  await page.getByRole('row', { name: /Second/ }).click()
  await panel.getByRole('button', { name: 'Retry' }).click()
  await expect.poll(() => server.taken.length, SOON).toBe(2)

  // The server echoes the token: it is in no answer that is kept.
  const done = await lull.call('outbox.list', { limit: 10, after: null, states: ['done'] })
  for (const item of done.rows) {
    const detail = JSON.stringify(await lull.call('outbox.item', { id: item.id }))
    expect(detail).toContain('[secret]')
    expect(detail).not.toContain('secret-token-0123')
  }
})

test('OUT-8 a refused sign-in holds the destination; signing in sends what waited', async () => {
  await open()
  server.token = 'right-token-0123'
  const { id } = await add({ auth: 'token' }, 'wrong-token-0123')
  await record(id, 'Waits')
  await expect.poll(async () => (await lull.call('outbox.counts', {})).held, SOON).toBe(1)
  const { page } = lull
  await page.getByRole('navigation').first().getByRole('button', { name: 'Overview' }).click()
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).first().click()
  await page.getByRole('row', { name: /Shop/ }).click()
  await looked(page, 'destinations')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Token').fill('right-token-0123')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(() => server.taken.length, SOON).toBe(1)
})

test('OUT-15 files are dropped: JSON taken apart, any other as it is, again and again where that is asked', async () => {
  await open()
  await add({})
  writeFileSync(join(folder, 'records.json'), '[{"title":"A"},{"title":"B"}]')
  writeFileSync(join(folder, 'note.txt'), 'plain words')
  const { page } = lull
  await drop(page, ['records.json'])
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('records.json')).toBeVisible()
  await looked(page, 'drop')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect.poll(() => server.taken.map(({ body }) => body), SOON).toEqual(['{"title":"A"}', '{"title":"B"}'])
  await drop(page, ['note.txt'])
  await dialog.getByRole('combobox', { name: 'How often' }).click()
  await page.getByRole('option', { name: 'Again and again' }).click()
  await looked(page, 'repeat')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect.poll(() => server.taken.at(-1), SOON).toMatchObject({ body: 'plain words', type: 'text/plain' })
  const { rows } = await lull.call('jobs.query', { kinds: ['outbox.repeat'] })
  expect(rows).toHaveLength(1)
})

async function open(host?: string): Promise<void> {
  server = await startDestination(host)
  lull = await launchLull()
  await lull.page.getByRole('navigation').first().getByRole('button', { name: 'Outbox' }).click()
  await expect(lull.page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible()
}

async function add(settings: Partial<DestinationSettings>, token?: string): Promise<DestinationView> {
  const given = { ...usualDestination, name: 'Shop', url: server.url, ...settings }
  return await lull.call('destinations.add', { settings: given, ...(token === undefined ? {} : { token }) })
}

async function record(destinationId: string, title: string): Promise<void> {
  const body = JSON.stringify({ title })
  await lull.call('outbox.add', { destinationId, body, label: title, entity: null, entityField: null, repeat: null })
}

/** As the system does: files of the disk, with their paths behind them. */
async function drop(page: Page, names: string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.id = 'dropped'
    input.hidden = true
    document.body.append(input)
  })
  await page.locator('#dropped').setInputFiles(names.map((name) => join(folder, name)))
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped')
    const area = document.querySelector('[data-drop]')
    const transfer = new DataTransfer()
    for (const file of input?.files ?? []) transfer.items.add(file)
    for (const type of ['dragenter', 'dragover', 'drop'])
      area?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }))
    input?.remove()
  })
}

/** Axe finds nothing in it, and a picture of it is kept in both themes and languages. */
async function looked(page: Page, name: string): Promise<void> {
  expect(await axeFindings(lull), name).toEqual([])
  for (const look of twoLooks) {
    await wear(lull, look)
    await page.screenshot({ path: test.info().outputPath(`${name}-${look.theme}-${look.language}.png`) })
  }
}
