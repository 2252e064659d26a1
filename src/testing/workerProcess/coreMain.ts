// Main as far as sending needs it, as a process of its own for tests that kill it: the real core over a real core.db, and real workers as its
// children. A send that waits is run at once, so that no backoff is waited out. The test speaks to it as main's other parts would.
import { randomUUID } from 'node:crypto'
import type { Core, CoreEvent } from '@shared/core'
import { defaultPreferences } from '@shared/preferences'
import type { RunSpec } from '@shared/runner'
import { v7 } from 'uuid'
import { createAnswers } from '../../main/duties/answers'
import { createOriginPermits } from '../../main/duties/originPermits'
import { createCore } from '../../main/engineThread/core'
import { openCoreDatabase } from '../../main/store/database'
import { startWorker } from './workerProcess'

export interface CoreMainData {
  corePath: string
  backupFolder: string
  workerEntry: string
  spool: string
}

export type ToCoreMain = { id: number; name: keyof Core; args: unknown[] }
export type FromCoreMain =
  | { type: 'ready' }
  | { type: 'worker'; pid: number }
  | { type: 'reply'; id: number; value: unknown }

const RUN_AGAIN_MS = 10
const data = JSON.parse(process.argv[2] ?? '{}') as CoreMainData
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const tell = (message: FromCoreMain): void => void process.send?.(message)

const handle = createCore({
  db: openCoreDatabase(data.corePath),
  backupFolder: data.backupFolder,
  preferences: defaultPreferences,
  slots: 2,
  log: silent,
  emit: (event: CoreEvent) => {
    if (event.type === 'start') run(event.run)
  },
  clock: { now: Date.now, monotonic: () => performance.now(), uptime: () => performance.now() },
  random: Math.random,
  newId: v7,
  instanceId: randomUUID(),
  defer: (flush) => setImmediate(flush),
  later: (work, delayMs) => setTimeout(work, delayMs),
})

const answers = createAnswers({
  core: handle.core,
  token: () => null,
  acquireSample: () => Promise.reject(new Error('there is no sample here')),
  resolveProxy: async () => 'DIRECT',
  logsPastCap: () => [],
  permits: createOriginPermits(() => performance.now()),
  log: silent,
})

function run(spec: RunSpec): void {
  const { attemptId } = spec
  const paths = { library: '', imports: '', spool: data.spool, temp: data.spool }
  const worker = startWorker(data.workerEntry, paths, async (service, input) => {
    const reply = await answers.answer(spec, service, input)
    if (!reply.ok) throw new Error(reply.refusal.code)
    return reply.value
  })
  tell({ type: 'worker', pid: worker.pid })
  void worker.ready.then(() => {
    handle.inputs.runner({ type: 'started', attemptId, at: Date.now() })
    worker.run(spec)
  })
  void worker.ended.then((ended) => {
    if (ended) {
      handle.inputs.runner({ type: 'ended', attemptId, ...ended })
      void worker.kill()
    } else handle.inputs.runner({ type: 'died', attemptId, cause: 'crashed', detail: 'killed by the test' })
  })
}

async function runWhatWaits(): Promise<void> {
  const found = await handle.core.query({ kinds: ['outbox.send'], states: ['enqueued'], limit: 1 })
  const job = found.ok ? found.value.rows[0] : undefined
  if (job) await handle.core.runNow(job.id)
}

process.on('disconnect', () => process.exit())
process.on('message', (raw) => {
  const { id, name, args } = raw as ToCoreMain
  const call = handle.core[name] as (...args: unknown[]) => Promise<unknown>
  void call(...args).then((value) => tell({ type: 'reply', id, value }))
})
await handle.start()
setInterval(() => void runWhatWaits(), RUN_AGAIN_MS)
tell({ type: 'ready' })
