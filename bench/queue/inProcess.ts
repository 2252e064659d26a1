// Lull's queue in one process: the real engine over the real store at FULL, with a runner that ends each attempt at once. What the slots add
// is throughSlots.ts's.
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { CoreEvent } from '@shared/core'
import type { JobRequest } from '@shared/jobs/job'
import { defaultPreferences } from '@shared/preferences'
import type { RunSpec } from '@shared/runner'
import { v7 } from 'uuid'
import { type CoreHandle, createCore } from '../../src/main/engineThread/core'
import { openCoreDatabase } from '../../src/main/store/database'

const HOUR_MS = 3_600_000
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

export const noopJob: JobRequest = { kind: 'diagnostic.noop', input: {} }
const laterJob: JobRequest = { ...noopJob, initialDelayMs: HOUR_MS }

interface Open extends CoreHandle {
  whenEnded: (count: number) => Promise<void>
}

/** `corePath` of a new store or one that is there; `folder` for backups. */
export async function openQueue(corePath: string, folder: string, slots: number): Promise<Open> {
  const db = openCoreDatabase(corePath)
  let ended = 0
  let waiting: { count: number; resolve: () => void } | null = null
  const handle = createCore({
    db,
    backupFolder: join(folder, 'backups'),
    preferences: defaultPreferences,
    slots,
    log: quiet,
    emit: (event) => received(event),
    clock: { now: Date.now, monotonic: () => performance.now(), uptime: () => uptime() * 1_000 },
    random: Math.random,
    newId: v7,
    instanceId: v7(),
    // What is left over when the queue was shut down is dropped, as it is with the app's thread.
    defer: (flush) => setImmediate(() => (db.open ? flush() : undefined)),
    later: (work, delayMs) => setTimeout(work, delayMs),
  })
  let alarm: NodeJS.Timeout | undefined

  function received(event: CoreEvent): void {
    if (event.type === 'start') setImmediate(() => perform(event.run))
    else if (event.type === 'attemptEnded') {
      ended++
      if (waiting && ended >= waiting.count) waiting.resolve()
    } else if (event.type === 'alarm') {
      clearTimeout(alarm)
      if (event.at !== null) alarm = setTimeout(() => handle.inputs.alarmFired(), Math.max(0, event.at - Date.now()))
    }
  }

  function perform({ attemptId }: RunSpec): void {
    handle.inputs.runner({ type: 'started', attemptId, at: Date.now() })
    handle.inputs.runner({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: {} })
  }

  await handle.start()
  return {
    ...handle,
    whenEnded: (count) => new Promise((resolve) => void (waiting = { count, resolve })),
  }
}

const newStore = (folder: string): string => join(folder, `core-${Math.random()}`, 'core.db')

/** ms for `count` jobs that are not due yet: `batch` to a call, `inFlight` calls at once; into a new store unless one is given. */
export async function enqueueMs(
  folder: string,
  count: number,
  batch: number,
  inFlight: number,
  corePath = newStore(folder),
): Promise<number> {
  const { core } = await openQueue(corePath, folder, 2)
  // What a start sweeps is not what is measured.
  await core.pauses()
  await core.enqueue([laterJob])
  const requests = Array.from({ length: batch }, () => laterJob)
  let left = count / batch
  const send = async (): Promise<void> => {
    while (left-- > 0) {
      const reply = await core.enqueue(requests)
      if (!reply.ok) throw new Error(reply.refusal.message)
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: inFlight }, send))
  const ms = performance.now() - startedAt
  await core.shutDown()
  return ms
}

/** ms from resuming the queue to the durable end of `count` no-op jobs. */
export async function runMs(
  folder: string,
  count: number,
  slots: number,
  corePath = newStore(folder),
): Promise<number> {
  const open = await openQueue(corePath, folder, slots)
  const { core } = open
  await core.pause({ type: 'all' }, null)
  for (let at = 0; at < count; at += 500) await core.enqueue(Array.from({ length: 500 }, () => noopJob))
  const done = open.whenEnded(count)
  const startedAt = performance.now()
  await core.resume({ type: 'all' })
  await done
  const ms = performance.now() - startedAt
  await core.shutDown()
  return ms
}
