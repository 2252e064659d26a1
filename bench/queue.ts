// Benchmark `queue`: how fast jobs are taken durably, and run to their durable end, beside plainjob on the same disk at the same durability
// (D41); how soon a job starts when its constraint is met; and all of that with a million jobs stored. In one process, and through the
// app's own thread and worker processes.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { lineOf, type Measured, median, percentile, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'
import type { Asked, RunTook, WakesTook } from './queue/throughSlots'

const JOBS = 10_000
const ROUNDS = 3
const STORED = 1_000_000
/** In the comparison of an empty store with a full one. */
const COMPARED = 3_000
const COMPARED_ROUNDS = 5

type Timed = () => number | Promise<number>

/** Jobs a second of each, in turn over the rounds, so that a busy moment of the machine hits all; medians. */
async function rates<Name extends string>(
  timed: Record<Name, Timed>,
  jobs = JOBS,
  rounds = ROUNDS,
): Promise<Record<Name, number>> {
  const names = Object.keys(timed) as Name[]
  const ms = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) ms.get(name)?.push(await timed[name]())
  }
  const rate = (name: Name): number => jobs / (median(ms.get(name) ?? []) / 1_000)
  return Object.fromEntries(names.map((name) => [name, rate(name)])) as Record<Name, number>
}

async function enqueueing(folder: string): Promise<Measured[]> {
  const { enqueueMs } = await import('./queue/inProcess')
  const { peerEnqueueMs } = await import('./peers/plainjob')
  const rate = await rates({
    one: () => enqueueMs(folder, JOBS, 1, 1),
    many: () => enqueueMs(folder, JOBS, 1, 64),
    batch: () => enqueueMs(folder, JOBS, 100, 1),
    peerOne: () => peerEnqueueMs(folder, 'FULL', JOBS, 1),
    peerBatch: () => peerEnqueueMs(folder, 'FULL', JOBS, 100),
  })
  const unit = 'jobs/s'
  const add = { name: 'plainjob add, FULL', value: rate.peerOne }
  const addMany = { name: 'plainjob addMany of 100, FULL', value: rate.peerBatch }
  return [
    { metric: 'enqueue, one by one', value: rate.one, unit, peer: add, goal: '>=0.8x' },
    { metric: 'enqueue, 64 in flight', value: rate.many, unit, peer: add, goal: '>=2x' },
    { metric: 'enqueue, batches of 100', value: rate.batch, unit, peer: addMany },
  ]
}

async function running(folder: string): Promise<Measured[]> {
  const { runMs } = await import('./queue/inProcess')
  const { peerRunMs } = await import('./peers/plainjob')
  const rate = await rates({
    engine: () => runMs(folder, JOBS, 2),
    two: () => slotsMs(folder, 2, JOBS),
    eight: () => slotsMs(folder, 8, JOBS),
    twoAlone: () => handOverMs(folder, 2),
    eightAlone: () => handOverMs(folder, 8),
    full: () => peerRunMs(folder, 'FULL', JOBS),
    normal: () => peerRunMs(folder, 'NORMAL', JOBS),
  })
  const unit = 'jobs/s'
  const full = { name: 'plainjob, FULL', value: rate.full }
  const normal = { name: 'plainjob, NORMAL', value: rate.normal }
  return [
    { metric: 'run to end, engine alone', value: rate.engine, unit, peer: full },
    { metric: 'run to end, 2 slots', value: rate.two, unit, peer: full, goal: '>=1x' },
    { metric: 'run to end, 8 slots', value: rate.eight, unit, peer: full, goal: '>=2x' },
    { metric: 'run to end, 2 slots', value: rate.two, unit, peer: normal },
    { metric: 'hand-over alone, 2 slots', value: rate.twoAlone, unit, peer: full },
    { metric: 'hand-over alone, 8 slots', value: rate.eightAlone, unit, peer: full },
  ]
}

/** The same with a million jobs stored as with none: at most 1.3 times as slow. */
async function amongMany(folder: string, stored: string): Promise<Measured[]> {
  const { enqueueMs } = await import('./queue/inProcess')
  const rate = await rates(
    {
      one: () => enqueueMs(folder, COMPARED, 1, 1, stored),
      oneEmpty: () => enqueueMs(folder, COMPARED, 1, 1),
      two: () => slotsMs(folder, 2, COMPARED, stored),
      twoEmpty: () => slotsMs(folder, 2, COMPARED),
    },
    COMPARED,
    COMPARED_ROUNDS,
  )
  const unit = 'jobs/s'
  const goal = '>=0.77x'
  const empty = (value: number): NonNullable<Measured['peer']> => ({ name: 'empty store', value })
  return [
    { metric: 'enqueue, one by one, 1M stored', value: rate.one, unit, peer: empty(rate.oneEmpty), goal },
    { metric: 'run to end, 2 slots, 1M stored', value: rate.two, unit, peer: empty(rate.twoEmpty), goal },
  ]
}

/** From the change of the device to the end of a no-op handler as main hears it: no sooner than its start. */
function waking(folder: string, stored: string): Measured[] {
  const empty: WakesTook = { warm: [], cold: [] }
  const full: WakesTook = { warm: [], cold: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [into, corePath] of [[empty, null] as const, [full, stored] as const]) {
      const took = inElectron(folder, { what: 'wake', corePath, slots: 2, count: 0 }) as WakesTook
      into.warm.push(...took.warm)
      into.cold.push(...took.cold)
    }
  }
  return (['warm', 'cold'] as const).flatMap((slot): Measured[] => {
    const goal = slot === 'warm' ? '<20' : '<250'
    const p50 = { name: 'empty store', value: median(empty[slot]) }
    const unit = 'ms'
    return [
      { metric: `wake, ${slot} slot, p50`, value: p50.value, unit },
      { metric: `wake, ${slot} slot, p99`, value: percentile(empty[slot], 0.99), unit, goal },
      { metric: `wake, ${slot} slot, p50, 1M stored`, value: median(full[slot]), unit, peer: p50, goal: '<=1.3x' },
      { metric: `wake, ${slot} slot, p99, 1M stored`, value: percentile(full[slot], 0.99), unit, goal },
    ]
  })
}

async function manyStored(folder: string): Promise<Measured[]> {
  const { storeJobs } = await import('./queue/storedJobs')
  const stored = await storeJobs(folder, STORED)
  return [...(await amongMany(folder, stored)), ...waking(folder, stored)]
}

function slotsMs(scratch: string, slots: number, count: number, corePath: string | null = null): number {
  return (inElectron(scratch, { what: 'run', corePath, slots, count }) as RunTook).ms
}

function handOverMs(scratch: string, slots: number): number {
  return (inElectron(scratch, { what: 'handOver', corePath: null, slots, count: JOBS }) as RunTook).ms
}

/** In an Electron of its own, where worker processes can be made. */
function inElectron(scratch: string, wanted: Pick<Asked, 'what' | 'corePath' | 'slots' | 'count'>): unknown {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const folder = resolve(scratch, `slots-${Math.random()}`)
  mkdirSync(folder)
  const bundle = process.argv[1] ?? ''
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const asked: Asked = { ...wanted, built: resolve('out/main'), folder, bundle }
  const args = [...root, `--user-data-dir=${folder}`, bundle, '--through-slots', JSON.stringify(asked)]
  const told = execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const line = told.split('\n').find((text) => text.startsWith('{')) ?? ''
  return JSON.parse(line)
}

/** `--only PART`: one of enqueueing, running, manyStored. */
async function main(): Promise<void> {
  if (!isMainThread) return await (await import('./queue/settledThread')).main()
  if (process.argv.includes('--through-slots')) return await (await import('./queue/throughSlots')).main()
  const json = wantsJson()
  const only = process.argv[process.argv.indexOf('--only') + 1]
  const parts = [enqueueing, running, manyStored]
  await withScratch(async (folder) => {
    for (const part of parts.some(({ name }) => name === only) ? parts.filter(({ name }) => name === only) : parts) {
      print(
        (await part(folder)).map((measured) => lineOf('queue', measured)),
        json,
      )
    }
  })
}

// Not awaited here: Electron is not ready before its entry has been evaluated.
main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
