// Starting at login and starting at all: a switch that tells the truth, a hidden start that can be found, a data folder that is none.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { type Lull, launchLull } from './lull'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const NO_SESSION_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }

let lull: Lull

test.afterEach(() => lull.dispose())

test('start at login: the entry names the data folder, and a switch the system refuses goes back and says why', async () => {
  lull = await launchLull()
  const autostart = join(lull.userData, 'xdg', 'autostart')
  const { page, atLogin } = await openPreferences()
  await atLogin.click()
  await expect.poll(() => existsSync(join(autostart, 'lull.desktop'))).toBe(true)
  expect(readFileSync(join(autostart, 'lull.desktop'), 'utf8')).toContain(`--user-data-dir=${lull.userData} --hidden`)
  await atLogin.click()
  await expect.poll(() => existsSync(join(autostart, 'lull.desktop'))).toBe(false)
  rmSync(autostart, { recursive: true })
  writeFileSync(autostart, '')
  await atLogin.click()
  await expect(page.getByText(/Lull will not start by itself/)).toBeVisible()
  await expect(atLogin).not.toBeChecked()
  expect((await lull.call('preferences.get', {})).startAtLogin).toBe(false)
})

test('start at login that was switched off outside is off in Lull after the next start', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  lull = await launchLull({ userData })
  await lull.call('preferences.set', { startAtLogin: true })
  await lull.quit()
  const entry = join(userData, 'xdg', 'autostart', 'lull.desktop')
  const moved = readFileSync(entry, 'utf8').replace('Exec=', 'Exec=/moved')
  writeFileSync(entry, moved)
  lull = await launchLull({ userData })
  await expect.poll(() => readFileSync(entry, 'utf8')).not.toBe(moved)
  await lull.quit()
  rmSync(entry)
  lull = await launchLull({ userData })
  await expect.poll(async () => (await lull.call('preferences.get', {})).startAtLogin).toBe(false)
})

test('a hidden start with a tray opens no window, nor does a second one; without a tray it does', async () => {
  lull = await launchLull({ hidden: true })
  await expect.poll(() => desktop.tray.items().length).toBe(1)
  expect(await exitOf(startBeside(['--hidden']))).toBe(0)
  expect(await lull.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
  await lull.dispose()
  lull = await launchLull({ hidden: true, env: NO_SESSION_BUS })
  await lull.app.waitForEvent('window', { timeout: 30_000 })
})

test('a data folder that is a file is said, and no other folder is taken in its place', async () => {
  lull = await launchLull()
  const place = mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  const file = join(place, 'file')
  writeFileSync(file, 'mine')
  mkdirSync(join(place, 'config'))
  try {
    expect(await firstWords(startOn(file, join(place, 'config')))).toContain(`Lull cannot write to ${file}`)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(existsSync(join(place, 'config', 'Electron'))).toBe(false)
    expect(await firstWords(startOn('', file))).toContain(`Lull cannot write to ${file}`)
  } finally {
    rmSync(place, { recursive: true })
  }
})

async function openPreferences(): Promise<{ page: Page; atLogin: ReturnType<Page['getByRole']> }> {
  const opened = lull.app.waitForEvent('window')
  await lull.call('app.openPreferences', {})
  const page = await opened
  return { page, atLogin: page.getByRole('switch', { name: 'Start at login' }) }
}

function startBeside(args: string[]): ChildProcess {
  const [command = '', ...own] = lull.app.process().spawnargs
  const plain = own.filter((arg) => !/^--(?:inspect|remote-debugging)/.test(arg))
  return spawn(command, [...plain, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** On another data folder: '' for Electron's own choice. */
function startOn(folder: string, configHome: string): ChildProcess {
  const [command = '', ...own] = lull.app.process().spawnargs
  const plain = own.filter((arg) => !/^--(?:inspect|remote-debugging|user-data-dir)/.test(arg))
  const args = folder === '' ? plain : [...plain, `--user-data-dir=${folder}`]
  return spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: configHome },
  })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

/** What it says before it stops for its box; then it is ended. */
async function firstWords(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk) => (said += String(chunk)))
  try {
    await expect.poll(() => said, { timeout: 15_000 }).toMatch(/Lull cannot|rror/)
    expect(child.exitCode === null || child.exitCode === 1).toBe(true)
    return said
  } finally {
    child.kill('SIGKILL')
  }
}
