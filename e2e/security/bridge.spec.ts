// What a page can reach of the app: window.lull with three functions and the names on the list, nothing else (S11); and what main answers to
// calls that do not come from a page of ours, or that no page of ours would make (S10). It is tried also past the preload, as a page that
// has taken its own process over would.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { CALL_CHANNEL } from '@shared/ipc/bridge'
import { commandNames } from '@shared/ipc/commands'
import { desktop } from '../desktop/desktop'
import { type Lull, launchLull } from '../lull'
import type { AnyCall } from './pageGlobals'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

/** Frozen: a name more is a door more. */
const COMMANDS = [
  'app.answer',
  'app.info',
  'app.openPreferences',
  'app.questions',
  'app.quit',
  'data.about',
  'data.cell',
  'data.close',
  'data.export',
  'data.exportCancel',
  'data.exportShow',
  'data.exportState',
  'data.rows',
  'data.tables',
  'destinations.add',
  'destinations.edit',
  'destinations.list',
  'destinations.remove',
  'destinations.signIn',
  'device.get',
  'downloads.chooseFolder',
  'downloads.start',
  'history.query',
  'imports.aside',
  'imports.chooseFile',
  'imports.earlier',
  'imports.preview',
  'imports.saveAside',
  'imports.start',
  'jobs.cancel',
  'jobs.count',
  'jobs.figures',
  'jobs.get',
  'jobs.liveLog',
  'jobs.query',
  'jobs.retry',
  'jobs.runNow',
  'jobs.skipNext',
  'jobs.stop',
  'news.get',
  'news.seen',
  'notices.act',
  'outbox.act',
  'outbox.add',
  'outbox.addFiles',
  'outbox.chooseFiles',
  'outbox.counts',
  'outbox.edit',
  'outbox.export',
  'outbox.item',
  'outbox.list',
  'pauses.clear',
  'pauses.set',
  'preferences.get',
  'preferences.set',
  'runs.log',
  'sample.add',
  'sample.sendReports',
  'sources.add',
  'sources.answerDeletes',
  'sources.edit',
  'sources.list',
  'sources.remove',
  'sources.setEnabled',
  'sources.signIn',
  'sources.signOut',
  'sources.syncNow',
  'sources.test',
  'summary.get',
]

/** Hands a page ipcRenderer.invoke itself, which the app's own preload never does. */
const RAW_PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron')
contextBridge.exposeInMainWorld('raw', (channel, name, input) => ipcRenderer.invoke(channel, name, input))
`

const PRELOAD = join(import.meta.dirname, '..', '..', 'out', 'preload', 'index.cjs')

let folder: string
let lull: Lull

test.beforeAll(async () => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-raw-'))
  writeFileSync(join(folder, 'raw.cjs'), RAW_PRELOAD)
  lull = await launchLull()
})

test.afterAll(async () => {
  await lull.dispose()
  rmSync(folder, { recursive: true, force: true })
})

test('S11 window.lull is call, drop and on, frozen, and all that this app adds to a page', async () => {
  const ours = await lull.page.evaluate(() => {
    const bridge: Record<string, unknown> = { ...window.lull }
    const theirs = window.lull as unknown as Record<string, unknown>
    try {
      theirs.call = () => 'replaced'
    } catch {
      // strict code is told; either way nothing changes
    }
    const kinds = Object.values(theirs).map((value) => typeof value)
    return {
      keys: Object.keys(theirs).toSorted(),
      kinds,
      frozen: Object.isFrozen(theirs),
      same: theirs.call === bridge.call,
    }
  })
  expect(ours).toEqual({
    keys: ['call', 'drop', 'on'],
    kinds: ['function', 'function', 'function'],
    frozen: true,
    same: true,
  })
  const without = await namesOfEmptyPage(null)
  expect(without).toContain('fetch')
  const added = (await namesOfEmptyPage(PRELOAD)).filter((name) => !without.includes(name))
  expect(added).toEqual(['lull'])
  const names = await lull.page.evaluate(() => Object.getOwnPropertyNames(window))
  for (const name of ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer']) {
    expect(names).not.toContain(name)
  }
  const frame = await lull.page.evaluate(() => {
    const iframe = document.createElement('iframe')
    document.body.append(iframe)
    const inside = Object.getOwnPropertyNames(iframe.contentWindow)
    iframe.remove()
    return inside
  })
  expect(frame).toContain('fetch')
  expect(frame).not.toContain('lull')
})

test('S10 the commands are those of the list, each known to main, and each refuses what is not its input', async () => {
  expect(commandNames.toSorted()).toEqual(COMMANDS)
  for (const name of COMMANDS) expect(await refusal(name, { nonsense: true }), name).toBe('invalid_input')
})

test('S10 names that are not on the list are refused, by the preload and by main itself', async () => {
  const names = ['nope', '', 'toString', 'constructor', '__proto__', 'sources.list ', 'vault.get', 'shell.openExternal']
  for (const name of names) expect(await refusal(name, {}), name).toBe('unknown_command')
  await withRawPreload(async () => {
    for (const name of names) expect(await rawRefusal(CALL_CHANNEL, name, {}), name).toBe('unknown_command')
    for (const name of [null, 7, {}, ['app.info']])
      expect(await rawRefusal(CALL_CHANNEL, name, {})).toBe('unknown_command')
    expect(await rawRefusal('other:channel', 'app.info', {})).toContain('No handler registered')
  })
})

test('S10 input that is too large, too deep or no plain data is refused, and main goes on', async () => {
  await withRawPreload(async () => {
    const codes = await lull.page.evaluate(async (channel) => {
      const deep = Array.from({ length: 100 }).reduce<object>((inner) => ({ inner }), {})
      const inputs: unknown[] = [
        { id: 'x'.repeat(300_000) },
        deep,
        { id: new Date() },
        { id: new Map([[1, 2]]) },
        { id: new Uint8Array(3) },
        JSON.parse('{ "id": "1", "__proto__": { "polluted": true } }'),
      ]
      const answers = inputs.map((input) => window.raw(channel, 'jobs.get', input))
      return (await Promise.all(answers)).map((answer) => answer.refusal?.code)
    }, CALL_CHANNEL)
    expect(codes).toEqual(['too_large', 'too_large', ...Array.from({ length: 4 }, () => 'invalid_input')])
    expect(await lull.app.evaluate(() => 'polluted' in {})).toBe(false)
  })
  expect(await lull.call('app.info', {})).toHaveProperty('version')
})

test('S10 F87 a page that calls without end is told to slow down', async () => {
  const codes = await lull.page.evaluate(async () => {
    const calls = Array.from({ length: 400 }, () => window.lull.call('app.info', {}))
    return (await Promise.all(calls)).map((reply) => (reply.ok ? 'answered' : reply.refusal.code))
  })
  expect(codes.filter((code) => code === 'answered').length).toBeGreaterThan(50)
  expect(codes.filter((code) => code === 'too_many_calls').length).toBeGreaterThan(100)
})

test('S10 a window that the app did not open is answered nothing, whatever its address', async () => {
  for (const address of ['app://lull/index.html', 'about:blank', 'data:text/html,elsewhere']) {
    const answer = await lull.app.evaluate(
      async ({ BrowserWindow }, { preload, channel, url }) => {
        const session = BrowserWindow.getAllWindows()[0]?.webContents.session
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, ...(session ? { session } : {}) } })
        await foreign.loadURL(url)
        const call = `window.raw(${JSON.stringify(channel)}, 'sources.list', {})`
        const answer = (await foreign.webContents.executeJavaScript(call)) as unknown
        foreign.destroy()
        return answer
      },
      { preload: join(folder, 'raw.cjs'), channel: CALL_CHANNEL, url: address },
    )
    expect(answer, address).toMatchObject({ ok: false, refusal: { code: 'untrusted_sender' } })
  }
})

/** What is there in an empty document of our origin, made with this preload or with none. */
function namesOfEmptyPage(preload: string | null): Promise<string[]> {
  return lull.app.evaluate(async ({ BrowserWindow }, path) => {
    const session = BrowserWindow.getAllWindows()[0]?.webContents.session
    const webPreferences = { sandbox: true, ...(session ? { session } : {}), ...(path ? { preload: path } : {}) }
    const empty = new BrowserWindow({ show: false, webPreferences })
    await empty.loadURL('app://lull/no-such-page')
    const names = (await empty.webContents.executeJavaScript('Object.getOwnPropertyNames(window)')) as string[]
    empty.destroy()
    return names
  }, preload)
}

async function refusal(name: string, input: unknown): Promise<string | undefined> {
  return lull.page.evaluate(
    async ([command, argument]) => (await (window.lull.call as unknown as AnyCall)(command, argument)).refusal?.code,
    [name, input] as const,
  )
}

async function rawRefusal(channel: string, name: unknown, input: unknown): Promise<string | undefined> {
  return lull.page.evaluate(
    async ([to, command, argument]) => {
      try {
        return (await window.raw(to, command, argument)).refusal?.code
      } catch (problem) {
        return String(problem)
      }
    },
    [channel, name, input] as const,
  )
}

/** The main window's own page, with a second preload that gives it ipcRenderer.invoke. */
async function withRawPreload(body: () => Promise<void>): Promise<void> {
  const id = await lull.app.evaluate(
    ({ BrowserWindow }, filePath) =>
      BrowserWindow.getAllWindows()[0]?.webContents.session.registerPreloadScript({ type: 'frame', filePath }) ?? '',
    join(folder, 'raw.cjs'),
  )
  try {
    await lull.page.reload()
    await lull.page.waitForFunction(() => 'raw' in window)
    await body()
  } finally {
    await lull.app.evaluate(
      ({ BrowserWindow }, script) =>
        BrowserWindow.getAllWindows()[0]?.webContents.session.unregisterPreloadScript(script),
      id,
    )
    await lull.page.reload()
    await lull.page.waitForFunction(() => 'lull' in window && !('raw' in window))
  }
}
