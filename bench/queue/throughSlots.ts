// The half of the benchmark that runs inside Electron's main process, started by queue.ts: how long many no-op jobs take, and how soon one
// starts when its constraint is met. Prints one line of JSON.
import { join } from 'node:path'
import { type DeviceReading, unknownDevice } from '@shared/device'
import type { RunSpec } from '@shared/runner'
import { app } from 'electron'
import { noopJob } from './inProcess'
import { type InSlots, openInSlots, poolOf } from './inSlots'

const WARM_WAKES = 150
const COLD_WAKES = 25
const FIRST_WAKES = 20

/** What queue.ts asks for, as JSON behind `--through-slots`. `corePath` null: a new store. */
export interface Asked {
  what: 'run' | 'handOver' | 'wake'
  built: string
  folder: string
  corePath: string | null
  slots: number
  count: number
  /** The bundle this is in. */
  bundle: string
}

export interface RunTook {
  ms: number
}

/** ms from the change of the device to the end of a no-op handler as main hears it, each sample. */
export interface WakesTook {
  warm: number[]
  cold: number[]
}

/** ms from resuming the queue to the durable end of `count` no-op jobs in warm worker processes. */
async function runMs({ engine, whenEnded, close }: InSlots, { count, slots }: Asked): Promise<RunTook> {
  // Every slot is started and warm before the clock is.
  const warm = whenEnded(slots)
  await engine.enqueue(Array.from({ length: slots }, () => ({ ...noopJob, input: { holdMs: 1_000 } })))
  await warm
  await engine.pause({ type: 'all' }, null)
  for (let at = 0; at < count; at += 500) await engine.enqueue(Array.from({ length: 500 }, () => noopJob))
  const done = whenEnded(count)
  const startedAt = performance.now()
  await engine.resume({ type: 'all' })
  await done
  const ms = performance.now() - startedAt
  await close()
  return { ms }
}

/** ms for `count` attempts handed to warm worker processes and back, each slot's next as soon as its last is back: no engine, no store. */
async function handOverMs({ built, folder, slots, count }: Asked): Promise<RunTook> {
  const pool = poolOf({ built, folder, slots })
  let left = count
  const next = (): void => {
    if (left-- > 0) pool.start(attempt(`attempt-${left}`, {}))
  }
  const warm = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  let back = -slots
  pool.subscribe((event) => {
    if (event.type !== 'ended') return
    back += 1
    if (back === 0) warm.resolve()
    if (back > 0) next()
    if (back === count) done.resolve()
  })
  for (let slot = 0; slot < slots; slot++) pool.start(attempt(`warm-${slot}`, { holdMs: 1_000 }))
  await warm.promise
  const startedAt = performance.now()
  for (let slot = 0; slot < slots; slot++) next()
  await done.promise
  const ms = performance.now() - startedAt
  await pool.stopAll()
  return { ms }
}

function attempt(attemptId: string, input: object): RunSpec {
  const { kind } = noopJob
  const of = { attemptId, jobId: attemptId, kind, input, attempt: 0, tags: [kind], generation: 0 }
  return { ...of, sourceId: null, epoch: 1, trigger: 'schedule' }
}

async function wakes(open: InSlots): Promise<WakesTook> {
  const { cool, close } = open
  for (let n = 0; n < FIRST_WAKES; n++) await wakeMs(open)
  const warm: number[] = []
  const cold: number[] = []
  for (let n = 0; n < WARM_WAKES; n++) warm.push(await wakeMs(open))
  for (let n = 0; n < COLD_WAKES; n++) {
    await cool()
    cold.push(await wakeMs(open))
  }
  await close()
  return { warm, cold }
}

/** One job that waits for power, and the power. */
async function wakeMs({ engine, whenBack, whenEnded }: InSlots): Promise<number> {
  engine.device(poweredBy('battery'))
  await engine.enqueue([{ ...noopJob, constraints: { charging: true } }])
  const back = whenBack(1)
  const ended = whenEnded(1)
  const startedAt = performance.now()
  engine.device(poweredBy('mains'))
  await back
  const ms = performance.now() - startedAt
  await ended
  return ms
}

function poweredBy(source: 'mains' | 'battery'): DeviceReading {
  return { ...unknownDevice, power: { source, batteryPercent: 80, saver: false, sinceMs: 0 } }
}

export async function main(): Promise<void> {
  const asked = JSON.parse(process.argv[process.argv.indexOf('--through-slots') + 1] ?? '') as Asked
  const { what, built, folder, slots, bundle } = asked
  await app.whenReady()
  if (what === 'handOver') {
    console.log(JSON.stringify(await handOverMs(asked)))
    return app.exit(0)
  }
  const corePath = asked.corePath ?? join(folder, 'core.db')
  const open = await openInSlots({ built, folder, corePath, slots, ...(what === 'wake' ? { thread: bundle } : {}) })
  console.log(JSON.stringify(what === 'run' ? await runMs(open, asked) : await wakes(open)))
  app.exit(0)
}
