// The app's engine thread for the wake benchmark, but for one thing: a change of the device need not hold for its five seconds first, the
// clocks are set on by so much instead (debounce aside). Entry of a worker_thread, started by inSlots.ts.
import { uptime } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { v7 } from 'uuid'
import { createCore } from '../../src/main/engineThread/core'
import type { EngineThreadData } from '../../src/main/engineThread/protocol'
import { createEventSender, createPortLogger, serve, type ThreadPort } from '../../src/main/engineThread/serving'
import { backupFolderOf, openCoreDatabase } from '../../src/main/store/database'

const SETTLED_MS = 5_001

export async function main(): Promise<void> {
  const port = parentPort as ThreadPort
  const data = workerData as EngineThreadData
  const log = createPortLogger(port, { debug: false })
  let aheadMs = 0
  const handle = createCore({
    db: openCoreDatabase(data.corePath),
    backupFolder: backupFolderOf(data.corePath),
    preferences: data.preferences,
    slots: data.slots,
    log,
    emit: createEventSender(port),
    clock: {
      now: () => Date.now() + aheadMs,
      monotonic: () => performance.now() + aheadMs,
      uptime: () => uptime() * 1_000 + aheadMs,
    },
    random: Math.random,
    newId: v7,
    instanceId: v7(),
    defer: (flush) => setImmediate(flush),
    later: (work, delayMs) => setTimeout(work, delayMs),
  })
  const { inputs } = handle
  const settled: typeof inputs = {
    ...inputs,
    device: (reading) => {
      inputs.device(reading)
      aheadMs += SETTLED_MS
    },
  }
  await handle.start()
  serve(port, { ...handle, inputs: settled }, log)
  port.postMessage({ type: 'ready' })
}
