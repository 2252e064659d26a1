// Benchmark `queue`: how fast jobs are taken durably, and run to their durable end, beside plainjob on the same disk at the same durability
// (D41). In one process, and through the app's own thread and worker processes.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { lineOf, type Measured, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const JOBS = 10_000
const ROUNDS = 3

const perSecond = (ms: number): number => JOBS / (ms / 1_000)

/** Both sides in turn, so that a busy moment of the machine hits both. */
async function compared(
  measured: Omit<Measured, 'value' | 'unit' | 'peer'>,
  ours: () => Promise<number>,
  peer: { name: string; ms: () => number | Promise<number> },
): Promise<Measured> {
  const own: number[] = []
  const other: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    own.push(await ours())
    other.push(await peer.ms())
  }
  const value = perSecond(median(own))
  return { ...measured, value, unit: 'jobs/s', peer: { name: peer.name, value: perSecond(median(other)) } }
}

async function enqueueing(folder: string): Promise<Measured[]> {
  const { enqueueMs } = await import('./queue/inProcess')
  const { peerEnqueueMs } = await import('./peers/plainjob')
  const one = { name: 'plainjob add, FULL', ms: () => peerEnqueueMs(folder, 'FULL', JOBS, 1) }
  const hundred = { name: 'plainjob addMany of 100, FULL', ms: () => peerEnqueueMs(folder, 'FULL', JOBS, 100) }
  return [
    await compared({ metric: 'enqueue, one by one', goal: '>=0.8x' }, () => enqueueMs(folder, JOBS, 1, 1), one),
    await compared({ metric: 'enqueue, 64 in flight', goal: '>=2x' }, () => enqueueMs(folder, JOBS, 1, 64), one),
    await compared({ metric: 'enqueue, batches of 100' }, () => enqueueMs(folder, JOBS, 100, 1), hundred),
  ]
}

async function running(folder: string): Promise<Measured[]> {
  const { runMs } = await import('./queue/inProcess')
  const { peerRunMs } = await import('./peers/plainjob')
  const full = { name: 'plainjob, FULL', ms: () => peerRunMs(folder, 'FULL', JOBS) }
  const normal = { name: 'plainjob, NORMAL', ms: () => peerRunMs(folder, 'NORMAL', JOBS) }
  return [
    await compared({ metric: 'run to end, engine alone' }, () => runMs(folder, JOBS, 2), full),
    await compared({ metric: 'run to end, 2 slots', goal: '>=1x' }, async () => throughSlotsMs(folder, 2), full),
    await compared({ metric: 'run to end, 8 slots', goal: '>=2x' }, async () => throughSlotsMs(folder, 8), full),
    await compared({ metric: 'run to end, 2 slots' }, async () => throughSlotsMs(folder, 2), normal),
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

await main()
