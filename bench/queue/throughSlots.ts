// Lull's queue as it runs in the app: the engine in its thread, attempts in real worker processes. This half runs inside Electron's main
// process, started by queue.ts, and prints one number.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { refused } from '@shared/errors'
import { defaultPreferences } from '@shared/preferences'
import { app } from 'electron'
import { startEngineThread } from '../../src/main/engineThread/client'
import { utilityFork } from '../../src/main/runner/electronChild'
import { createWorkerPool } from '../../src/main/runner/workerPool'
import { noopJob } from './inProcess'

const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

/** ms from resuming the queue to the durable end of `count` no-op jobs in `slots` warm worker processes. */
async function slotsMs(built: string, folder: string, count: number, slots: number): Promise<number> {
  const engine = startEngineThread({
    entry: pathToFileURL(join(built, 'engineThread.js')),
    data: {
      corePath: join(folder, `slots-${slots}`, 'core.db'),
      preferences: defaultPreferences,
      slots,
      isPackaged: true,
    },
    log: quiet,
    onDeath: (error) => {
      throw error
    },
    onSetAside: () => undefined,
  })
  const at = (name: string): string => join(folder, name)
  const pool = createWorkerPool({
    fork: utilityFork({ entry: join(built, 'worker.js'), serviceName: 'bench', env: {} }),
    slots,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
    answer: () => Promise.resolve(refused('none', 'There is no service here.')),
    log: quiet,
  })
  pool.subscribe((event) => engine.runner(event))
  let ended = 0
  let waiting: { count: number; resolve: () => void } | null = null
  engine.on((event) => {
    if (event.type === 'start') pool.start(event.run)
    else if (event.type === 'alarm' && event.at !== null)
      setTimeout(() => engine.alarmFired(), Math.max(0, event.at - Date.now()))
    else if (event.type === 'attemptEnded' && ++ended === waiting?.count) waiting.resolve()
  })
  const whenEnded = (wanted: number): Promise<void> =>
    new Promise((resolve) => void (waiting = { count: wanted, resolve }))
  await engine.ready
  // Every slot is started and warm before the clock is.
  const warm = whenEnded(slots)
  await engine.enqueue(Array.from({ length: slots }, () => ({ ...noopJob, input: { holdMs: 1_000 } })))
  await warm
  await engine.pause({ type: 'all' }, null)
  for (let at = 0; at < count; at += 500) await engine.enqueue(Array.from({ length: 500 }, () => noopJob))
  const done = whenEnded(slots + count)
  const startedAt = performance.now()
  await engine.resume({ type: 'all' })
  await done
  const ms = performance.now() - startedAt
  await engine.shutDown()
  await pool.stopAll()
  return ms
}

/** Arguments behind `--through-slots`: folder of the built app, scratch folder, jobs, slots. */
export async function main(): Promise<void> {
  const [built = '', folder = '', count = '', slots = ''] = process.argv.slice(
    process.argv.indexOf('--through-slots') + 1,
  )
  await app.whenReady()
  const ms = await slotsMs(built, folder, Number(count), Number(slots))
  console.log(JSON.stringify({ ms }))
  app.exit(0)
}
