// The pages are shut in: how windows are made (S1), where pages come from and what they may load (S3, S6), that they cannot leave (S7),
// and that they are granted nothing (S8). What they can reach of the app is bridge.spec.ts's.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { desktop } from '../desktop/desktop'
import { type Lull, launchLull } from '../lull'
import { askForAll, policyAttempts, waysOut } from './pageAttempts'
import type { Violation } from './pageGlobals'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const POLICY: Record<string, string> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
  'require-trusted-types-for': "'script'",
}

/** Everything Electron tells of a webContents: a line more or less is a change to look at. */
const WEB_PREFERENCES = {
  allowRunningInsecureContent: false,
  contextIsolation: true,
  disableDialogs: false,
  disablePopups: false,
  enableBlinkFeatures: '',
  experimentalFeatures: false,
  javascript: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  safeDialogs: false,
  safeDialogsMessage: '',
  sandbox: true,
  webSecurity: true,
  webviewTag: false,
}

let outside: Server
let origin: string
let hits: string[] = []
let lull: Lull

test.beforeAll(async () => {
  desktop.reset()
  outside = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.end('outside')
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
  lull = await launchLull()
})

test.afterAll(async () => {
  await lull.dispose()
  outside.close()
})

test.beforeEach(() => {
  hits = []
})

test('S1 every window is sandboxed, isolated and without Node', async () => {
  const opened = lull.app.waitForEvent('window')
  await lull.call('app.openPreferences', {})
  const preferences = await opened
  const all = await lull.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((one) => {
      // Not in Electron's types, and the only way to see what a window was really made with.
      return (one as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
    }),
  )
  expect(all).toEqual([WEB_PREFERENCES, WEB_PREFERENCES])
  await preferences.close()
})

test('S3 S6 pages come from app://, and every response carries the whole policy, found or not', async () => {
  const policies = new Map<string, string | undefined>()
  const responses: Promise<unknown>[] = []
  lull.page.on('response', (response) =>
    responses.push(
      response.allHeaders().then((headers) => policies.set(response.url(), headers['content-security-policy'])),
    ),
  )
  await reload(lull.page)
  await Promise.all(responses)
  const absent = await lull.app.evaluate(async ({ BrowserWindow }) => {
    const response = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch('app://lull/absent.html')
    return { status: response?.status, policy: response?.headers.get('content-security-policy') }
  })
  expect(absent.status).toBe(404)
  policies.set('absent', absent.policy ?? undefined)
  const addresses = [...policies.keys()]
  for (const kind of ['index.html', '.js', '.css', '.woff2', 'absent']) {
    expect(
      addresses.some((address) => address.endsWith(kind)),
      kind,
    ).toBe(true)
  }
  for (const [address, policy] of policies) expect(parsed(policy), address).toEqual(POLICY)
  expect(await lull.page.evaluate(() => location.origin)).toBe('app://lull')
})

test('S6 what the policy forbids raises a violation, runs nothing and asks nobody', async () => {
  await reload(lull.page)
  for (const { title, directive, run } of policyAttempts) {
    const violations = await violationsOf(lull.page, run, origin)
    expect(
      violations.map((one) => one.directive),
      title,
    ).toContain(directive)
  }
  expect(await lull.page.evaluate(() => window.ran)).toBeUndefined()
  expect(hits).toEqual([])
})

for (const [index, { title, refusedBy, run }] of waysOut.entries()) {
  test(`S7 a page cannot leave by ${title}`, async () => {
    await freshen(lull.page)
    const before = await whereabouts()
    const address = `${origin}/way-${index}`
    const violations = await violationsOf(lull.page, run, address, refusedBy !== 'policy')
    if (refusedBy === 'guard') await expect.poll(() => guardSaid(address)).toBe(true)
    if (refusedBy === 'policy') expect(violations).not.toEqual([])
    expect(await whereabouts()).toEqual(before)
    expect(hits).toEqual([])
  })
}

test('S7 a page cannot leave by a middle click', async () => {
  await reload(lull.page)
  const before = await whereabouts()
  await lull.page.evaluate((address) => {
    const link = Object.assign(document.createElement('a'), { href: address, textContent: 'middle' })
    Object.assign(link.style, { position: 'fixed', top: '0', left: '0', zIndex: '99' })
    document.body.append(link)
  }, `${origin}/middle`)
  await lull.page.getByText('middle', { exact: true }).click({ button: 'middle' })
  expect(await whereabouts()).toEqual(before)
  expect(hits).toEqual([])
})

test('S8 every permission a page can ask for is refused', async () => {
  await reload(lull.page)
  await lull.page.mouse.click(640, 4) // some can only be asked for after a click
  const answers = await lull.page.evaluate(askForAll)
  expect(Object.keys(answers).length).toBeGreaterThan(15)
  expect(Object.entries(answers).filter(([, answer]) => answer !== 'refused')).toEqual([])
  const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'display-capture']
  const states = await lull.page.evaluate(
    (all) => Promise.all(all.map(async (name) => (await navigator.permissions.query({ name } as never)).state)),
    names,
  )
  expect(states).toEqual(names.map(() => 'denied'))
})

/** Only after the way before this one has led somewhere. */
async function freshen(page: Page): Promise<void> {
  if (!(await page.evaluate(() => window.stayed === true && location.protocol === 'app:'))) await reload(page)
}

async function reload(page: Page): Promise<void> {
  await page.reload()
  await page.waitForFunction(() => 'lull' in window)
  await page.evaluate(() => Object.assign(window, { stayed: true }))
}

/** Runs one attempt and answers what the policy said to it; waits until it has said something, or for a moment. */
async function violationsOf(
  page: Page,
  run: (argument: string) => unknown,
  argument: string,
  maySaySoSilently = false,
): Promise<Violation[]> {
  await page.evaluate(() => {
    const violations: Violation[] = []
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI }),
    )
    Object.assign(window, { violations })
  })
  await page.evaluate(run, argument).catch(() => undefined)
  if (maySaySoSilently) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)))
  else await page.waitForFunction(() => window.violations.length > 0, undefined, { timeout: 3_000 }).catch(() => 0)
  return page.evaluate(() => window.violations)
}

function guardSaid(address: string): boolean {
  return lull
    .said()
    .split('\n')
    .some((line) => line.includes('a page tried to go elsewhere') && line.includes(address))
}

/** Where every window is, and that this page is the very one it was. */
async function whereabouts(): Promise<unknown> {
  const windows = await lull.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((one) => ({ id: one.id, address: one.getURL() })),
  )
  return { windows, stayed: await lull.page.evaluate(() => window.stayed) }
}

/** The policy by directive, as a browser reads it. */
function parsed(policy: string | undefined): Record<string, string> {
  const directives = (policy ?? '').split(';').map((one) => one.trim().split(/\s+/))
  return Object.fromEntries(directives.map(([name = '', ...values]) => [name, values.join(' ')]))
}
