// A token that the user gave stays between main, the key store, the worker and the one server it is for: it is in no file, log, answer, environment,
// command line or page, in no form (S12, S30), and no other server ever sees it (S28, S29).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import type { CommandInput, CommandName } from '@shared/ipc/commands'
import type { View } from '@shared/ipc/events'
import { desktop } from '../desktop/desktop'
import { feedSettings } from '../feedSettings'
import { type Lull, launchLull, syncOf, untilSynced } from '../lull'
import { formsIn, leaksIn, makeCanary, needlesOf } from './canary'
import { commandLineOf, environmentOf, processTree, readMemory } from './procfs'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const SECOND_PAGE = '/records?page=2'

test('the search itself finds a secret in each form, so that finding none means something', () => {
  const secret = makeCanary()
  const needles = needlesOf(secret)
  const padded = (before: string): Buffer => Buffer.from(`${before}${secret} and more`)
  const forms = [
    padded(''),
    Buffer.from(padded('x').toString('base64')),
    Buffer.from(padded('xx').toString('base64url')),
    Buffer.from(padded('xxx').toString('hex')),
    Buffer.from(`?token=${encodeURIComponent(secret)}`),
    Buffer.from(`Bearer ${secret}`, 'utf16le'),
    Buffer.concat([Buffer.from('before'), gzipSync(padded(''))]),
  ]
  for (const bytes of forms) expect(formsIn(bytes, needles)).not.toEqual([])
  expect(formsIn(Buffer.from('nothing of the kind'), needles)).toEqual([])
  const folder = mkdtempSync(join(tmpdir(), 'lull-canary-'))
  writeFileSync(join(folder, 'leak'), forms[1] ?? '')
  expect(leaksIn(folder, needles)[0]).toContain('base64')
  rmSync(folder, { recursive: true })
})

test('S12 S28 S29 S30 a token is nowhere but where it must be, and only its own server sees it', async () => {
  test.skip(!desktop.hasKeyring, 'Needs gnome-keyring.')
  desktop.reset()
  const token = makeCanary()
  const refusedToken = makeCanary()
  const needles = [...needlesOf(token), ...needlesOf(refusedToken)]
  const seenElsewhere: string[] = []
  const elsewhere = await serve((request) => {
    seenElsewhere.push(`${request.url} ${JSON.stringify(request.headers)}`)
    return { status: 200, headers: {}, body: '[]' }
  })
  const own = await serve(({ url = '', headers }) => {
    if (headers.authorization !== `Bearer ${token}`)
      return { status: 401, headers: {}, body: `no: ${String(headers.authorization)}` }
    if (url === '/moved') return { status: 302, headers: { location: `${elsewhere.url}/records` }, body: '' }
    if (url === '/leads-away') return page1(`<${elsewhere.url}/records?page=2>; rel="next"`)
    return url === SECOND_PAGE ? page1('') : page1(`<${SECOND_PAGE}>; rel="next"`)
  })
  const lull = await launchLull({ electronArgs: desktop.keyringArgs, env: { LULL_SAMPLE_DELAY_MS: '1' } })
  try {
    expect((await lull.call('app.info', {})).tokenStore).toBe('system')
    const add = (name: string, path: string, given: string) =>
      lull.call('sources.add', { settings: feedSettings(`${own.url}${path}`, { name, auth: 'bearer' }), token: given })
    const good = await add('Good', '/records', token)
    await untilSynced(lull, good.id)
    const others = [await add('Moved', '/moved', token), await add('Away', '/leads-away', token)]
    for (const { id } of others) await untilEnded(lull, id)
    const held = await add('Refused', '/records', refusedToken)
    await expect.poll(async () => (await syncOf(lull, held.id)).reasons[0]?.code).toBe('auth_required')
    await lull.call('sources.signIn', { id: good.id, token })
    await lull.call('sources.edit', { id: good.id, settings: feedSettings(`${own.url}/records`, { auth: 'bearer' }) })

    // Whoever typed a token has it in the page that it was typed in; the page after that one was never told.
    await lull.closeWindow()
    const page = await lull.openWindow()
    const opened = lull.app.waitForEvent('window')
    await lull.call('app.openPreferences', {})
    const preferences = await opened
    for (const [name, input] of await questions(lull)) {
      const answer = JSON.stringify(await lull.call(name, input as never))
      expect(formsIn(Buffer.from(answer), needles), name).toEqual([])
    }
    for (const shown of [...(await everyView(lull, page)), await preferences.content()]) {
      expect(formsIn(Buffer.from(shown), needles)).toEqual([])
    }
    expect(seenElsewhere.filter((request) => formsIn(Buffer.from(request), needles).length > 0)).toEqual([])
    expect(formsIn(Buffer.from(lull.said()), needles)).toEqual([])
    expect(formsIn(Buffer.from(JSON.stringify(desktop.notifications.all())), needles)).toEqual([])
    expect(leaksIn(lull.userData, needles)).toEqual([])
    await expectCleanProcesses(lull, needles)
    await lull.quit()
    expect(leaksIn(lull.userData, needles)).toEqual([])
  } finally {
    await lull.dispose()
    own.server.close()
    elsewhere.server.close()
  }
})

/** No environment, no command line; and no memory but that of main and the workers, which must have it (that of others only root may read). */
async function expectCleanProcesses(lull: Lull, needles: ReturnType<typeof needlesOf>): Promise<void> {
  const main = lull.app.process().pid ?? 0
  const workers = async (): Promise<number[]> => (await lull.workers()).map(({ pid }) => pid)
  const mayHave = new Set([main, ...(await workers())])
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length))
  const all = processTree(main)
  expect(all.length).toBeGreaterThan(4)
  for (const pid of all) {
    const what = `${pid} ${commandLineOf(pid).toString().slice(0, 120)}`
    expect(formsIn(environmentOf(pid), needles), what).toEqual([])
    expect(formsIn(commandLineOf(pid), needles), what).toEqual([])
  }
  if (process.getuid?.() !== 0) return
  const found = (pid: number): string[] => {
    const forms = new Set<string>()
    const read = readMemory(pid, longest, (piece) => {
      for (const { form, bytes } of needles) if (piece.includes(bytes)) forms.add(form)
    })
    expect(read > 0 || !processTree(main).includes(pid)).toBe(true)
    return [...forms]
  }
  // That the search sees memory at all is shown by the process that must have it.
  expect(found(main)).toContain('plain')
  const others = all.filter((pid) => !mayHave.has(pid)).map((pid) => ({ pid, forms: found(pid) }))
  const later = new Set(await workers())
  expect(others.filter(({ pid, forms }) => forms.length > 0 && !later.has(pid))).toEqual([])
}

/** Every command that only reads, with everything there is to read. */
async function questions(lull: Lull): Promise<[CommandName, unknown][]> {
  const jobs = (await lull.call('jobs.query', {})).rows
  const tables = await lull.call('data.tables', {})
  const rows = tables.map(({ table, file }): [CommandName, CommandInput<'data.rows'>] => [
    'data.rows',
    { table, file, limit: 100, after: null },
  ])
  return [
    ...(['app.info', 'app.questions', 'summary.get', 'device.get', 'jobs.query', 'jobs.count'] as const),
    ...(['history.query', 'news.get', 'sources.list', 'outbox.counts', 'data.tables', 'preferences.get'] as const),
  ]
    .map((name): [CommandName, unknown] => [name, {}])
    .concat([
      ['outbox.list', { limit: 100, after: null }],
      ...jobs.map(({ id }): [CommandName, unknown] => ['jobs.get', { id }]),
      ...rows,
    ])
}

async function everyView(lull: Lull, page: Page): Promise<string[]> {
  const shown: string[] = []
  const views: View[] = ['overview', 'jobs', 'outbox', 'history', 'data', 'sources']
  for (const [index] of views.entries()) {
    await page.keyboard.press(`Control+${index + 1}`)
    await lull.call('summary.get', {})
    shown.push(await page.content())
  }
  return shown
}

async function untilEnded(lull: Lull, sourceId: string): Promise<void> {
  await expect.poll(async () => (await lull.call('history.query', { sourceId })).rows.length).toBeGreaterThan(0)
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

function page1(link: string): Answer {
  const headers = { 'content-type': 'application/json', ...(link ? { link } : {}) }
  return { status: 200, headers, body: '[{"id":1,"title":"One"}]' }
}

async function serve(
  answer: (request: { url?: string; headers: Record<string, unknown> }) => Answer,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const { status, headers, body } = answer({ url: request.url ?? '', headers: request.headers })
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
