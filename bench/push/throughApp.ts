// The half of benchmark `push` that runs inside Electron's main process: records are added, and sent by the app's own thread, pool and worker.
// Prints one line of JSON: ms to add them all durably, and from the first attempt's start until the last is durably sent.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { usualDestination } from '@shared/destinations'
import { defaultPreferences } from '@shared/preferences'
import { app } from 'electron'
import { createAnswers } from '../../src/main/duties/answers'
import { createOriginPermits } from '../../src/main/duties/originPermits'
import { type EngineClient, startEngineThread } from '../../src/main/engineThread/client'
import { utilityFork } from '../../src/main/runner/electronChild'
import { createWorkerPool } from '../../src/main/runner/workerPool'
import { recordOf } from './records'

export interface PushAsked {
  built: string
  folder: string
  url: string
  knowsKeys: boolean
  records: number
}

export interface PushTook {
  addMs: number
  sendMs: number
}

const AT_ONCE = 500
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

async function openApp({ built, folder }: PushAsked): Promise<EngineClient> {
  const core = startEngineThread({
    entry: pathToFileURL(join(built, 'engineThread.js')),
    data: { corePath: join(folder, 'core.db'), preferences: defaultPreferences, slots: 2, isPackaged: true },
    log: quiet,
    onDeath: (error) => {
      throw error
    },
    onSetAside: () => undefined,
  })
  const answers = createAnswers({
    core,
    token: () => null,
    acquireSample: () => Promise.reject(new Error('there is no sample here')),
    resolveProxy: async () => 'DIRECT',
    logsPastCap: () => [],
    permits: createOriginPermits(() => performance.now()),
    log: quiet,
  })
  const at = (name: string): string => join(folder, name)
  const pool = createWorkerPool({
    fork: utilityFork({ entry: join(built, 'worker.js'), serviceName: 'bench', env: {} }),
    slots: 2,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
    answer: answers.answer,
    log: quiet,
    cleanLine: (line) => line,
  })
  pool.subscribe((event) => core.runner(event))
  core.on((event) => {
    if (event.type === 'start') pool.start(event.run)
    if (event.type === 'alarm' && event.at !== null)
      setTimeout(() => core.alarmFired(), Math.max(0, event.at - Date.now()))
  })
  await core.ready
  return core
}

async function addMs(core: EngineClient, { url, knowsKeys, records }: PushAsked): Promise<number> {
  const key = knowsKeys ? usualDestination.key : { in: 'none' as const }
  await core.putDestination({ ...usualDestination, id: 'd', name: 'D', url, sourceId: null, key })
  await core.pause({ type: 'all' }, null)
  const startedAt = performance.now()
  for (let from = 0; from < records; from += AT_ONCE) {
    const items = Array.from({ length: AT_ONCE }, (_, at) => {
      return { destinationId: 'd', entity: null, body: recordOf(from + at), label: `Report ${from + at}` }
    })
    const added = await core.addToOutbox(items)
    if (!added.ok) throw new Error(added.refusal.code)
  }
  return performance.now() - startedAt
}

/** Not from the click: starting a worker process is the benchmark `queue`'s to tell. */
async function sendMs(core: EngineClient, { records }: PushAsked): Promise<number> {
  const ended = Promise.withResolvers<void>()
  let startedAt = 0
  core.on((event) => {
    if (event.type === 'start' && event.run.kind === 'outbox.send') startedAt = performance.now()
    if (event.type === 'attemptEnded' && event.occurrence.kind === 'outbox.send') ended.resolve()
  })
  await core.resume({ type: 'all' })
  const found = await core.query({ kinds: ['outbox.send'], limit: 1 })
  const job = found.ok ? found.value.rows[0] : undefined
  if (job) await core.runNow(job.id)
  await ended.promise
  const ms = performance.now() - startedAt
  const { done } = await core.outboxCounts()
  if (done !== records) throw new Error(`${done} of ${records} were sent`)
  return ms
}

export async function main(): Promise<void> {
  const asked = JSON.parse(process.argv[process.argv.indexOf('--through-app') + 1] ?? '') as PushAsked
  await app.whenReady()
  const core = await openApp(asked)
  const took: PushTook = { addMs: await addMs(core, asked), sendMs: await sendMs(core, asked) }
  console.log(JSON.stringify(took))
  app.exit(0)
}
