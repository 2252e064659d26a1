// What goes wrong with the app itself is said in the window and in the tray, and a click helps: a damaged local copy, a lost list of
// jobs, a full disk, workers that keep dying, settings that cannot be read.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type FeedServer, startFeed } from './feedServer'
import { feedSettings } from './feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 120_000 })

let feed: FeedServer
let lull: Lull
let userData: string

test.beforeEach(async () => {
  desktop.reset()
  userData = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  feed = await startFeed({ pages: 1, perPage: 5 })
})

test.afterEach(async () => {
  await lull.dispose()
  await feed.close()
})

test('P5 a damaged local copy is told where its tables were, fetched anew by a click, and can be deleted', async () => {
  lull = await launchLull({ userData })
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await untilSynced(lull, source.id)
  await lull.quit()
  damageLibrary()
  lull = await launchLull({ userData })
  await lull.page.getByRole('button', { name: 'Data', exact: true }).click()
  const damaged = lull.page.getByRole('region', { name: 'The local copy is damaged' })
  await expect(damaged).toBeVisible()
  await expect(lull.page.getByText('could not be read')).toHaveCount(0)
  expect(await lull.call('data.tables', {})).toEqual([])
  await expect.poll(trayLabels).toContain('The local copy is damaged')
  await damaged.getByRole('button', { name: 'Sync now' }).click()
  const anew = lull.page.getByRole('region', { name: 'The local copy was damaged and made anew' })
  await expect(anew).toBeVisible({ timeout: 30_000 })
  await expect.poll(async () => (await lull.call('data.tables', {})).map(({ table }) => table)).toEqual(['records'])
  expect(copies().length).toBeGreaterThan(0)
  await anew.getByRole('button', { name: 'Delete the damaged copy' }).click()
  await lull.page.getByRole('dialog').getByRole('button', { name: 'Delete the damaged copy' }).click()
  await expect(anew).toHaveCount(0)
  expect(copies()).toEqual([])
})

test('P5 a damaged local copy that no sync would open is set aside by itself', async () => {
  lull = await launchLull({ userData })
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await untilSynced(lull, source.id)
  await lull.call('sources.setEnabled', { id: source.id, enabled: false })
  await lull.quit()
  damageLibrary()
  lull = await launchLull({ userData })
  await lull.page.getByRole('button', { name: 'Data', exact: true }).click()
  const anew = lull.page.getByRole('region', { name: 'The local copy was damaged and made anew' })
  await expect(anew).toBeVisible({ timeout: 30_000 })
  await expect(lull.page.getByRole('region', { name: 'The local copy is damaged' })).toHaveCount(0)
  expect(copies().length).toBeGreaterThan(0)
  expect((await lull.call('summary.get', {})).notices.map(({ name }) => name)).toEqual(['library_set_aside'])
})

test('P6 a lost list of jobs is told, and a click puts its backup back', async () => {
  lull = await launchLull({ userData })
  const source = await lull.call('sources.add', { settings: feedSettings(feed.url) })
  await untilSynced(lull, source.id)
  await lull.quit()
  rmSync(join(userData, 'backups'), { recursive: true, force: true })
  lull = await launchLull({ userData })
  await expect.poll(() => existsSync(join(userData, 'backups')) && backups().length, { timeout: 75_000 }).toBe(1)
  await lull.quit()
  writeFileSync(join(userData, 'core.db'), 'no database')
  lull = await launchLull({ userData, hidden: true })
  const window = await lull.app.waitForEvent('window')
  await window.waitForFunction(() => 'lull' in window)
  const lost = window.getByRole('region', { name: 'Your sources and jobs could not be read' })
  await expect(lost).toBeVisible()
  const ended = new Promise((resolve) => lull.app.process().once('exit', resolve))
  // Playwright would lose an app that starts itself again.
  await lull.app.evaluate(({ app }) => {
    app.relaunch = () => undefined
  })
  await lost.getByRole('button', { name: 'Restore the backup' }).click()
  await ended
  lull = await launchLull({ userData })
  expect((await lull.call('sources.list', {})).map(({ id }) => id)).toEqual([source.id])
  expect((await lull.call('summary.get', {})).notices).toEqual([])
})

test('P3 a full disk is said in the window and in the tray until there is room', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=700', 'tmpfs', userData])
  try {
    lull = await launchLull({ userData, env: { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'lull-e2e-')) } })
    execFileSync('sh', ['-c', `cat /dev/zero > ${join(userData, 'fill')} || true`], { stdio: 'ignore' })
    await expect(lull.call('preferences.set', { theme: 'dark' })).rejects.toThrow('disk_full')
    await expect(lull.page.getByRole('alert', { name: 'The disk is full' })).toBeVisible()
    await expect.poll(() => desktop.tray.items()[0]?.tooltip).toContain('The disk is full')
    rmSync(join(userData, 'fill'))
    await expect(lull.page.getByRole('alert', { name: 'The disk is full' })).toHaveCount(0, { timeout: 70_000 })
    await lull.quit()
  } finally {
    execFileSync('umount', ['-l', userData])
  }
})

test('P20 workers that keep dying are said in the window and in the tray', async () => {
  feed.hold(1)
  lull = await launchLull({ userData })
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
    const source = await lull.call('sources.add', { settings: { ...feedSettings(feed.url), name } })
    await expect.poll(async () => (await lull.workers()).length).toBeGreaterThan(0)
    for (const { pid } of await lull.workers()) kill(pid)
    await expect.poll(async () => (await syncOf(lull, source.id)).state).not.toBe('running')
  }
  await expect(lull.page.getByRole('alert', { name: 'Background work keeps crashing' })).toBeVisible()
  await expect.poll(() => desktop.tray.items()[0]?.tooltip).toContain('Background work keeps crashing')
  feed.release()
})

test('F204 settings that cannot be read are said', async () => {
  lull = await launchLull({ userData })
  await lull.quit()
  writeFileSync(join(userData, 'preferences', 'preferences.json'), JSON.stringify({ theme: 'plaid', syncEveryMs: -1 }))
  lull = await launchLull({ userData })
  const told = lull.page.getByRole('region', { name: 'Some settings could not be read' })
  await expect(told).toContainText('2 settings')
  await told.getByRole('button', { name: 'Keep it so' }).click()
  await expect(told).toHaveCount(0)
  await lull.quit()
  lull = await launchLull({ userData })
  expect((await lull.call('summary.get', {})).notices).toEqual([])
})

function damageLibrary(): void {
  for (const suffix of ['-wal', '-shm']) rmSync(join(userData, `library.db${suffix}`), { force: true })
  writeFileSync(join(userData, 'library.db'), 'this is no database, and never was one'.repeat(200))
}

const copies = (): string[] => readdirSync(userData).filter((name) => name.includes('.damaged-'))
const backups = (): string[] => readdirSync(join(userData, 'backups')).filter((name) => name.startsWith('core-'))

function trayLabels(): string[] {
  return (desktop.tray.menu().children ?? []).map((entry) => entry.label ?? '')
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself just now.
  }
}
