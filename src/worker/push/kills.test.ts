// Real processes, main and worker, killed at random moments while records go to a server that knows keys and to one that does not: with keys
// each has one effect; without, nothing that may have arrived is sent again unasked (P7, P8, OUT-2, OUT-4). When is decided by a seed, which
// a failure prints. All of it: LULL_KILLS=200 npm run unit -- src/worker/push/kills.test.ts
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '@shared/core'
import { type Destination, usualDestination } from '@shared/destinations'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { randomOf } from '../../testing/random'
import type { CoreMainData, FromCoreMain, ToCoreMain } from '../../testing/workerProcess/coreMain'
import { buildWorker, type WorkerBuild } from '../../testing/workerProcess/workerBuild'

/** 200 prove it; in every run of the tests fewer do. */
const KILLS = Number(process.env['LULL_KILLS'] ?? 4)
const RECORDS = KILLS >= 100 ? 1_000 : KILLS * 10
const SEED = Number(process.env['LULL_KILLS_SEED'] ?? 20_261_122)
const AT_ONCE = 500

/** One life of main. */
interface Life {
  call<N extends keyof Core>(name: N, ...args: unknown[]): Promise<Awaited<ReturnType<Core[N]>>>
  /** SIGKILL to main, or to the worker that was started last; false: that one was gone. Resolves when main is gone, or at once. */
  kill(whom: 'main' | 'worker'): Promise<boolean>
  isAlive(): boolean
}

let folder: string
let builds: { worker: WorkerBuild; core: WorkerBuild }
let server: LoopbackServer
let life: Life
/** How often each record had an effect, by its number; and called with each request, before its answer. */
let effects: Map<number, number>
let heard: () => void

beforeAll(async () => {
  builds = { worker: await buildWorker(), core: await buildWorker('coreMain.ts') }
}, 120_000)
afterAll(() => {
  builds.worker.remove()
  builds.core.remove()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-kills-'))
  mkdirSync(join(folder, 'spool'))
  effects = new Map()
  heard = () => undefined
})
afterEach(async () => {
  await life.kill('main')
  await server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function begin(): Promise<Life> {
  const data: CoreMainData = {
    corePath: join(folder, 'core.db'),
    backupFolder: join(folder, 'backups'),
    workerEntry: builds.worker.entry,
    spool: join(folder, 'spool'),
  }
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const child: ChildProcess = fork(builds.core.entry, [JSON.stringify(data)], { env, execArgv: [], stdio: 'inherit' })
  const waiting = new Map<number, (value: unknown) => void>()
  const gone = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<void>()
  let worker = 0
  let calls = 0
  child.once('exit', () => gone.resolve())
  child.on('message', (raw) => {
    const message = raw as FromCoreMain
    if (message.type === 'ready') ready.resolve()
    if (message.type === 'worker') worker = message.pid
    if (message.type === 'reply') waiting.get(message.id)?.(message.value)
  })
  await ready.promise
  return {
    call: (name, ...args) =>
      new Promise((resolve) => {
        const id = ++calls
        waiting.set(id, resolve as (value: unknown) => void)
        child.send({ id, name, args } satisfies ToCoreMain)
      }),
    async kill(whom) {
      if (whom === 'worker') return worker !== 0 && tryKill(worker)
      const isKilled = child.kill('SIGKILL')
      await gone.promise
      return isKilled
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
  }
}

/** A worker of the life before may have ended by itself. */
function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/** Takes a record before or after it thinks, also when whoever sent it is gone by then. */
async function startServer(knowsKeys: boolean, random: () => number): Promise<void> {
  const known = new Set<string>()
  server = await httpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const { n } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { n: number }
        const key = String(request.headers['idempotency-key'])
        const take = (): void => {
          if (knowsKeys && known.has(key)) return
          known.add(key)
          effects.set(n, (effects.get(n) ?? 0) + 1)
        }
        const isTakenFirst = random() < 0.5
        if (isTakenFirst) take()
        heard()
        void pause(random() * 4).then(() => {
          if (!isTakenFirst) take()
          response.writeHead(201, { 'content-type': 'application/json' }).end('{}')
        })
      })
  })
}

async function fill(settings: Partial<Destination>): Promise<void> {
  life = await begin()
  const url = `${server.origin}/records`
  await life.call('putDestination', { ...usualDestination, id: 'd', name: 'D', url, sourceId: null, ...settings })
  for (let from = 0; from < RECORDS; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, RECORDS - from)
    const items = Array.from({ length: count }, (_, place) => {
      const n = from + place
      return { destinationId: 'd', entity: null, body: JSON.stringify({ n }), label: `Record ${n}` }
    })
    const added = await life.call('addToOutbox', items)
    expect(added.ok).toBe(true)
  }
}

/** Kills main or its worker a few requests, and a moment, after the last death. Answers how many of each were killed. */
async function killThroughout(random: () => number): Promise<{ main: number; worker: number }> {
  const killed = { main: 0, worker: 0 }
  while (killed.main + killed.worker < KILLS) {
    const requests = Math.floor(random() * (RECORDS / KILLS) * 1.6)
    await afterRequests(requests)
    await pause(random() * 5)
    // In turn, so that few kills hit both; a worker that ended by itself leaves main to be killed.
    const isWorker = killed.worker <= killed.main && (await life.kill('worker'))
    if (isWorker || (await life.kill('main'))) killed[isWorker ? 'worker' : 'main'] += 1
    if (!life.isAlive()) life = await begin()
  }
  return killed
}

/** Also when nothing comes any more: everything was sent, or waits to be asked about. */
async function afterRequests(count: number): Promise<void> {
  let left = count
  const enough = Promise.withResolvers<void>()
  heard = () => {
    left -= 1
    if (left <= 0) enough.resolve()
  }
  if (count === 0) enough.resolve()
  await Promise.race([enough.promise, pause(1_500)])
}

async function untilNothingGoes(): Promise<void> {
  for (;;) {
    const counts = await life.call('outboxCounts')
    if (counts.pending + counts.sending + counts.retry_wait === 0) return
    await pause(50)
  }
}

const LONG_MS = 30_000 + KILLS * 6_000

describe(`${RECORDS} records, ${KILLS} kills of main and worker`, () => {
  it(
    'P7 OUT-2 F2 F3 with keys each has exactly one effect, and all of them arrive',
    async () => {
      const random = randomOf(SEED)
      await startServer(true, random)
      await fill({})
      const killed = await killThroughout(random)
      await untilNothingGoes()
      expect(Math.min(killed.main, killed.worker)).toBeGreaterThan(KILLS >= 100 ? KILLS / 4 : 0)
      expect(await life.call('outboxCounts'), `seed ${SEED}`).toMatchObject({ done: RECORDS, unknown: 0 })
      expect(
        [...effects.values()].every((count) => count === 1),
        `seed ${SEED}`,
      ).toBe(true)
      expect(effects.size, `seed ${SEED}`).toBe(RECORDS)
    },
    LONG_MS,
  )

  it(
    'P8 OUT-4 F2 F3 without keys nothing that may have arrived is sent again unasked, and none is lost',
    async () => {
      const random = randomOf(SEED + 1)
      await startServer(false, random)
      await fill({ key: { in: 'none' } })
      await killThroughout(random)
      await untilNothingGoes()
      expect(
        [...effects.values()].filter((count) => count > 1),
        `seed ${SEED}`,
      ).toEqual([])
      const { rows } = await life.call('outboxItems', { limit: 500, after: null, states: ['unknown'] })
      const counts = await life.call('outboxCounts')
      expect(counts.done + counts.unknown, `seed ${SEED}`).toBe(RECORDS)
      expect(counts.unknown).toBeLessThanOrEqual(KILLS)
      // The person looks at the server, and says of each what is so.
      const number = (label: string): number => Number(label.split(' ')[1])
      const there = rows.filter(({ label }) => effects.has(number(label))).map(({ id }) => id)
      const absent = rows.filter(({ label }) => !effects.has(number(label))).map(({ id }) => id)
      await life.call('actOnOutbox', 'arrived', there)
      await life.call('actOnOutbox', 'retry', absent)
      await untilNothingGoes()
      expect(await life.call('outboxCounts')).toMatchObject({ done: RECORDS, unknown: 0 })
      expect(effects.size, `seed ${SEED}`).toBe(RECORDS)
      expect(
        [...effects.values()].every((count) => count === 1),
        `seed ${SEED}`,
      ).toBe(true)
    },
    LONG_MS,
  )
})
