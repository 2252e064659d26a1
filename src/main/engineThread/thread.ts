// Entry of the engine's worker_thread (D1): opens core.db, puts the core together and serves main until it is told to shut down.
// An error nobody caught ends the thread, and main hears of it.
import { uptime } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { v7 } from 'uuid'
import { backupFolderOf, DatabaseRefusal, openCoreDatabase } from '../store/database'
import { createCore } from './core'
import type { EngineThreadData } from './protocol'
import { createEventSender, createPortLogger, serve, type ThreadPort } from './serving'

async function run(port: ThreadPort, data: EngineThreadData): Promise<void> {
  const log = createPortLogger(port, { debug: !data.isPackaged })
  const db = openCoreDatabase(data.corePath, {
    log,
    onSetAside: (notice) => port.postMessage({ type: 'setAside', notice }),
  })
  const handle = createCore({
    db,
    backupFolder: backupFolderOf(data.corePath),
    preferences: data.preferences,
    slots: data.slots,
    log,
    emit: createEventSender(port),
    clock: { now: Date.now, monotonic: () => performance.now(), uptime: () => uptime() * 1_000 },
    random: Math.random,
    newId: v7,
    instanceId: v7(),
    defer: (flush) => setImmediate(flush),
    later: (work, delayMs) => setTimeout(work, delayMs),
  })
  await handle.start()
  serve(port, handle, log)
  port.postMessage({ type: 'ready' })
}

if (parentPort === null) throw new Error('this file is the entry of a worker_thread')
const port = parentPort
run(port, workerData as EngineThreadData).catch((error: unknown) => {
  if (!(error instanceof DatabaseRefusal)) throw error
  port.postMessage({ type: 'failed', code: error.code, message: error.message } satisfies Parameters<
    ThreadPort['postMessage']
  >[0])
  port.close()
})
