// Benchmark `queue`: how fast jobs are taken durably, and run to their durable end, beside plainjob on the same disk at the same durability
// (D41). In one process, and through the app's own thread and worker processes.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { lineOf, type Measured, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const JOBS = 10_000
const ROUNDS = 3

type Timed = () => number | Promise<number>

/** Jobs a second of each, in turn over the rounds, so that a busy moment of the machine hits all; medians. */
async function rates<Name extends string>(timed: Record<Name, Timed>): Promise<Record<Name, number>> {
  const names = Object.keys(timed) as Name[]
  const ms = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) ms.get(name)?.push(await timed[name]())
  }
  const rate = (name: Name): number => JOBS / (median(ms.get(name) ?? []) / 1_000)
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
    two: () => throughSlotsMs(folder, 2),
    eight: () => throughSlotsMs(folder, 8),
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
  ]
}

/** In an Electron of its own, where worker processes can be made. */
function throughSlotsMs(scratch: string, slots: number): number {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const folder = resolve(scratch, `slots-${Math.random()}`)
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const args = [...root, `--user-data-dir=${folder}`, process.argv[1] ?? '', '--through-slots']
  const told = execFileSync(process.execPath, [...args, resolve('out/main'), folder, String(JOBS), String(slots)], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const line = told.split('\n').find((text) => text.startsWith('{"ms"')) ?? ''
  return (JSON.parse(line) as { ms: number }).ms
}

async function main(): Promise<void> {
  if (process.argv.includes('--through-slots')) {
    const { main: throughSlots } = await import('./queue/throughSlots')
    await throughSlots()
    return
  }
  const json = wantsJson()
  await withScratch(async (folder) => {
    for (const part of [enqueueing, running]) {
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
