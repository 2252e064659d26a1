// Gives an app's data folder jobs that wait: through the real engine and store, before the app is started.
import { uptime } from 'node:os'
import { join } from 'node:path'
import { defaultPreferences } from '@shared/preferences'
import { v7 } from 'uuid'
import { createCore } from '../../src/main/engineThread/core'
import { backupFolderOf, openCoreDatabase } from '../../src/main/store/database'

const HOUR_MS = 3_600_000
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

/** Due over the day after the next two hours. */
export async function addWaitingJobs(userData: string, count: number): Promise<void> {
  const path = join(userData, 'core.db')
  const db = openCoreDatabase(path)
  const handle = createCore({
    db,
    backupFolder: backupFolderOf(path),
    preferences: defaultPreferences,
    slots: 2,
    log: quiet,
    emit: () => undefined,
    clock: { now: Date.now, monotonic: () => performance.now(), uptime: () => uptime() * 1_000 },
    random: Math.random,
    newId: v7,
    instanceId: v7(),
    defer: (flush) => setImmediate(() => (db.open ? flush() : undefined)),
    later: (work, delayMs) => setTimeout(() => (db.open ? work() : undefined), delayMs),
  })
  await handle.start()
  const requests = Array.from({ length: count }, (_, at) => ({
    kind: 'diagnostic.noop',
    input: {},
    initialDelayMs: 2 * HOUR_MS + Math.round((at / count) * 24 * HOUR_MS),
  }))
  const reply = await handle.core.enqueue(requests)
  if (!reply.ok) throw new Error(reply.refusal.message)
  await handle.core.shutDown()
}
