// The real worker_thread, bundled, over a real core.db.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { CoreEvent } from '@shared/core'
import { usualDestination } from '@shared/destinations'
import { defaultPreferences } from '@shared/preferences'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { closeCoreDatabase, openCoreDatabase } from '../store/database'
import { type EngineClient, startEngineThread } from './client'
import type { SetAsideNotice } from './protocol'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let built: string
let folder: string
let clients: EngineClient[]
let deaths: string[]
let notices: SetAsideNotice[]

beforeAll(async () => {
  // Beside the packages, so that the built file finds better-sqlite3.
  built = mkdtempSync(join(root, 'node_modules', '.engine-thread-'))
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const thread = join('src', 'main', 'engineThread', 'thread.ts')
  const options = ['--config', 'vitest.config.ts', '--outDir', built, '--emptyOutDir', '--logLevel', 'error']
  await promisify(execFile)(process.execPath, [vite, 'build', '--ssr', thread, ...options], { cwd: root })
  writeFileSync(join(built, 'package.json'), '{"type":"module"}')
}, 60_000)
afterAll(() => rmSync(built, { recursive: true, force: true }))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-thread-'))
  clients = []
  deaths = []
  notices = []
})
afterEach(async () => {
  for (const client of clients) await client.shutDown()
  rmSync(folder, { recursive: true, force: true })
})

const corePath = (): string => join(folder, 'core.db')

const entry = (): URL => pathToFileURL(join(built, 'thread.js'))

function start(from = entry()): EngineClient {
  const client = startEngineThread({
    entry: from,
    data: { corePath: corePath(), preferences: defaultPreferences, slots: 1, isPackaged: true },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    onDeath: (error) => deaths.push(error.message),
    onSetAside: (notice) => notices.push(notice),
  })
  clients.push(client)
  return client
}

it('D1 runs a job: from the call over the start event and the outcome to its history', async () => {
  const client = start()
  const events: CoreEvent[] = []
  client.on((event) => events.push(event))
  client.on((event) => {
    if (event.type !== 'start') return
    const { attemptId } = event.run
    client.runner({ type: 'started', attemptId, at: Date.now() })
    client.runner({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: { requests: 2 } })
  })
  await client.ready
  await client.setEpochFloor(7)
  const enqueued = await client.enqueue([{ kind: 'diagnostic.noop', input: {} }])
  expect(enqueued.ok).toBe(true)
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('attemptEnded'), { timeout: 10_000 })
  const history = await client.history({})
  expect(history).toMatchObject({ ok: true, value: { rows: [{ result: 'ran', sums: { requests: 2 } }] } })
  const run = events.find((event) => event.type === 'start')
  expect(run?.type === 'start' && run.run.epoch).toBeGreaterThan(7)
})

it('keeps what it accepted over a quit, and leaves one file', async () => {
  const client = start()
  await client.putDestination({ ...usualDestination, id: 'd', name: 'D', url: 'https://example.org', sourceId: null })
  const added = await client.addToOutbox([{ destinationId: 'd', entity: null, body: '{}', label: 'one' }])
  expect(added.ok).toBe(true)
  await client.shutDown()
  expect(existsSync(`${corePath()}-wal`)).toBe(false)
  expect(await start().outboxCounts()).toMatchObject({ pending: 1 })
})

it('OUT-1, P1 keeps what it accepted when everything is killed the moment it said so', async () => {
  const destination = { id: 'd', name: 'D', url: 'https://example.org', method: 'POST', sourceId: null }
  const items = [{ destinationId: 'd', entity: null, body: '{}', label: 'one' }]
  const calls = [
    { type: 'call', id: 1, name: 'putDestination', args: [destination] },
    { type: 'call', id: 2, name: 'addToOutbox', args: [items] },
  ]
  const data = { corePath: corePath(), preferences: defaultPreferences, slots: 1, isPackaged: true }
  const app = join(folder, 'app.mjs')
  writeFileSync(
    app,
    `import { Worker } from 'node:worker_threads'
    const thread = new Worker(new URL(${JSON.stringify(entry().href)}), { workerData: ${JSON.stringify(data)} })
    thread.on('message', (message) => { if (message.id === 2) process.stdout.write(JSON.stringify(message.ok)) })
    for (const call of ${JSON.stringify(calls)}) thread.postMessage(call)`,
  )
  const child = spawn(process.execPath, [app], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [accepted] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(String(accepted)).toBe('true')
  expect(existsSync(`${corePath()}-wal`)).toBe(true)
  expect(await start().outboxCounts()).toMatchObject({ pending: 1 })
})

it('F62 says in one sentence that core.db was made by a newer version', async () => {
  const db = openCoreDatabase(corePath())
  db.pragma('user_version = 9999')
  closeCoreDatabase(db)
  const client = start()
  await expect(client.ready).rejects.toMatchObject({ code: 'newer_schema' })
  await expect(client.sources()).rejects.toMatchObject({ code: 'newer_schema' })
  expect(deaths).toEqual([])
})

it('P6 says where an unusable core.db went, and works on with a new one', async () => {
  writeFileSync(corePath(), 'not a database')
  const client = start()
  expect(await client.sources()).toEqual([])
  expect(notices).toMatchObject([{ cause: 'not_a_database', newestBackup: null }])
  expect(readFileSync(notices[0]?.movedTo ?? '', 'utf8')).toBe('not a database')
})

it('a thread that throws is a death, told once', async () => {
  const client = start(new URL('data:text/javascript,throw new Error("a bug")'))
  await expect(client.ready).rejects.toThrow('a bug')
  await expect(client.sources()).rejects.toThrow('a bug')
  expect(deaths).toEqual(['a bug'])
})
