// What the system around the app may do to it and see of it: an environment that would weaken it is dropped, and its workers get only a few listed
// variables (S16); its files are the user's alone (S46); and it listens nowhere but on loopback, and only while the sample needs it.
import { execFile } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { desktop } from '../desktop/desktop'
import { startFeed } from '../feedServer'
import { feedSettings } from '../feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from '../lull'
import { environmentOf, listenersOf, processTree } from './procfs'
import { selfSigned } from './selfSigned'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

/** All that a worker may be told by its environment. */
const LISTED = new Set(['HOME', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'LC_TIME', 'TZ', 'TMPDIR'])
const LOOPBACK = new Set(['0100007F', '00000000000000000000000001000000'])
/** What of userData is ours; the rest is Chromium's own. */
const OURS =
  /^(?:core\.db|library\.db|imports\.db|preferences|secrets|logs|spool|temp|sample|backups|crashed|windows\.json)/

let folder: string
let lull: Lull

test.beforeEach(() => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-system-'))
})

test.afterEach(async () => {
  await lull.dispose()
  rmSync(folder, { recursive: true, force: true })
})

test('S16 what would weaken the app is dropped from its environment; a server in the middle is refused all the same', async () => {
  const pair = selfSigned()
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, pair.cert)
  const heard: string[] = []
  const middle = await serveTls(pair, heard)
  const weak = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: authority }
  const hostile = { ...weak, NODE_PATH: folder, SSLKEYLOGFILE: join(folder, 'keys'), SECRET_OF_THE_SHELL: 'x' }
  lull = await launchLull({ env: hostile })
  try {
    const { port } = middle.address() as AddressInfo
    // A Node that heeds this environment believes that server: so the app's refusal says something.
    await promisify(execFile)(process.execPath, ['-e', `fetch('https://127.0.0.1:${port}/heeded')`], { env: weak })
    expect(heard.splice(0)).toEqual(['/heeded'])
    const log = readFileSync(join(lull.userData, 'logs', 'lull.log'), 'utf8')
    expect(log).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED.*ignored from the environment/)
    const left = await lull.app.evaluate(() => Object.keys(process.env))
    for (const name of Object.keys(hostile)) {
      if (name !== 'SECRET_OF_THE_SHELL') expect(left).not.toContain(name)
    }
    const settings = feedSettings(`https://127.0.0.1:${port}/records`)
    const source = await lull.call('sources.add', { settings })
    await expect.poll(async () => (await syncOf(lull, source.id)).error?.code).toBe('tls')
    expect(heard).toEqual([])
    const workers = await lull.workers()
    expect(workers).not.toEqual([])
    for (const { pid } of workers) {
      const names = environmentOf(pid)
        .toString()
        .split('\0')
        .filter((one) => one !== '')
        .map((one) => one.split('=')[0])
      expect(names).toContain('HOME')
      expect(names.filter((name) => !LISTED.has(name ?? ''))).toEqual([])
    }
    expect(readdirSync(folder)).toEqual(['authority.pem'])
  } finally {
    middle.close()
  }
})

test('S46 every file of the app is 0600 and every folder 0700; it listens on loopback alone, and for the sample only while it is needed', async () => {
  const feed = await startFeed({ pages: 2, perPage: 5, token: 'for-this-feed' })
  lull = await launchLull({
    electronArgs: desktop.hasKeyring ? desktop.keyringArgs : [],
    env: { LULL_SAMPLE_DELAY_MS: '300' },
  })
  try {
    const main = lull.app.process().pid ?? 0
    const listeners = () => listenersOf(processTree(main))
    const before = listeners().length
    await lull.call('sample.add', {})
    await expect.poll(() => listeners().length).toBe(before + 1)
    expect(listeners().filter(({ address }) => !LOOPBACK.has(address))).toEqual([])
    const settings = feedSettings(feed.url, { auth: 'bearer' })
    const source = await lull.call('sources.add', { settings, token: 'for-this-feed' })
    await untilSynced(lull, source.id)
    await untilSynced(lull, 'sample', 30_000)
    await lull.call('sample.sendReports', { count: 1 })
    await lull.call('preferences.set', { theme: 'dark', startAtLogin: true })
    await lull.closeWindow()
    await lull.openWindow()
    await expect.poll(() => ours().length).toBeGreaterThan(10)
    const open = ours().filter(({ isFolder, mode }) => mode !== (isFolder ? '700' : '600'))
    expect(open).toEqual([])
    await expect.poll(() => listeners().length, { timeout: 45_000, intervals: [1_000] }).toBe(before)
  } finally {
    await feed.close()
  }
})

function ours(): { path: string; isFolder: boolean; mode: string }[] {
  return readdirSync(lull.userData, { recursive: true, encoding: 'utf8' })
    .filter((path) => OURS.test(path))
    .map((path) => {
      const stat = lstatSync(join(lull.userData, path))
      return { path, isFolder: stat.isDirectory(), mode: (stat.mode & 0o777).toString(8) }
    })
}

async function serveTls(pair: { cert: string; key: string }, heard: string[]): Promise<Server> {
  const server = createServer(pair, (request, response) => {
    heard.push(request.url ?? '')
    response.end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
