// A download by what is there to click: asked for in Jobs, held by the power it was to wait for, fetched, cut off amid it, and whole.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type Lull, launchLull } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const MIB = 1024 * 1024
const content = Buffer.alloc(4 * MIB, 'a big file, ')
const sha256 = createHash('sha256').update(content).digest('hex')

let folder: string
let server: Server
let address: string
/** Bytes into the body after which the first answer breaks off. */
let cutAfter: number
let ranges: (string | undefined)[]
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-download-'))
  cutAfter = Number.POSITIVE_INFINITY
  ranges = []
  server = createServer((request, reply) => {
    ranges.push(request.headers.range)
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
    reply.writeHead(from > 0 ? 206 : 200, {
      etag: '"1"',
      'content-length': content.length - from,
      ...(from > 0 ? range : {}),
    })
    const end = Math.min(content.length, from + cutAfter)
    cutAfter = Number.POSITIVE_INFINITY
    if (end === content.length) reply.end(content.subarray(from))
    else {
      reply.write(content.subarray(from, end))
      void stored(end).then(() => reply.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/big%20file.bin`
  lull = await launchLull()
  await lull.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, folder)
})

test.afterEach(async () => {
  await lull.dispose()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Ends when the part holds so many bytes: a line that is cut sooner may take with it what had arrived and was not yet written. */
async function stored(bytes: number): Promise<void> {
  const part = () => readdirSync(folder).find((name) => name.endsWith('.part'))
  await expect.poll(() => statSync(join(folder, part() ?? '')).size, { timeout: 20_000 }).toBe(bytes)
}

async function toJobs(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+2')
}

async function ask(page: Page, more: { hash?: string; onlyCharging?: boolean } = {}): Promise<void> {
  await toJobs(page)
  await page.getByRole('button', { name: 'Download a file…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Download a file' })
  await expect(dialog.getByRole('button', { name: 'Download', exact: true })).toBeDisabled()
  await dialog.getByLabel('Address').fill(address)
  await dialog.getByRole('button', { name: 'Choose…' }).click()
  await expect(dialog).toContainText(folder.split('/').at(-1) ?? '')
  if (more.hash !== undefined) await dialog.getByLabel('SHA-256').fill(more.hash)
  if (more.onlyCharging) await dialog.getByRole('switch', { name: 'Only while charging' }).click()
  await dialog.getByRole('button', { name: 'Download', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('a download is asked for and stored whole; the page never learns the path', async () => {
  const { page } = lull
  await ask(page, { hash: sha256.toUpperCase() })
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toEqual(['big file.bin'])
  expect(readFileSync(join(folder, 'big file.bin')).equals(content)).toBe(true)
  await expect
    .poll(async () => (await lull.call('history.query', { kinds: ['file.fetch'] })).rows[0]?.result)
    .toBe('ran')
  expect(await page.content()).not.toContain(folder)
})

test('a cut download goes on where it was, and one that is to wait for power says so', async () => {
  desktop.battery(true, 60)
  await expect.poll(async () => (await lull.call('device.get', {})).power).not.toBe('ac')
  await ask(lull.page, { onlyCharging: true })
  const job = async () => (await lull.call('jobs.query', { kinds: ['file.fetch'] })).rows[0]
  await expect.poll(async () => (await job())?.reasons[0]?.code).toBe('on_battery')
  expect(ranges).toEqual([])
  await expect(lull.page.getByRole('grid', { name: 'Jobs' })).toContainText('big file.bin')

  cutAfter = 2 * MIB + 7
  desktop.battery(false, 60)
  await expect.poll(() => ranges.length, { timeout: 20_000 }).toBe(1)
  await expect.poll(async () => (await job())?.reasons[0]?.code, { timeout: 10_000 }).toBe('backoff')
  await lull.call('jobs.runNow', { id: (await job())?.id ?? '' })
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toEqual(['big file.bin'])
  expect(ranges).toEqual([undefined, `bytes=${2 * MIB}-`])
  expect(readFileSync(join(folder, 'big file.bin')).equals(content)).toBe(true)
})

for (const [language, colour] of [
  ['en', 'light'],
  ['ko', 'dark'],
] as const) {
  test(`the form is read by everyone (${language}, ${colour})`, async () => {
    await lull.call('preferences.set', { language, theme: colour })
    const { page } = lull
    await toJobs(page)
    await page.getByRole('button', { name: language === 'en' ? 'Download a file…' : '파일 다운로드…' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.screenshot({ path: test.info().outputPath(`download-${language}-${colour}.png`) })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  })
}
