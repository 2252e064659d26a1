// The peer of the queue benchmark: plainjob over the same SQLite, at a durability that is said out loud. It sets NORMAL by itself.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { better, defineQueue, defineWorker, type Queue } from 'plainjob'

const quiet = { error: console.error, warn() {}, info() {}, debug() {} }
const HOUR_MS = 3_600_000

export type Durability = 'FULL' | 'NORMAL'

interface Peer {
  queue: Queue
  close(): void
}

function openPeer(folder: string, durability: Durability): Peer {
  const db = new Database(join(folder, `plainjob-${durability}-${Math.random()}.db`))
  const queue = defineQueue({ connection: better(db), logger: quiet })
  // After defineQueue, which sets synchronous = 1.
  db.pragma(`synchronous = ${durability}`)
  return { queue, close: () => queue.close() }
}

/** ms for `count` jobs that are not due yet, `batch` to a call. */
export function peerEnqueueMs(folder: string, durability: Durability, count: number, batch: number): number {
  const peer = openPeer(folder, durability)
  const startedAt = performance.now()
  for (let at = 0; at < count; at += batch) {
    if (batch === 1) peer.queue.add('noop', {}, { delay: HOUR_MS })
    else
      peer.queue.addMany(
        'noop',
        Array.from({ length: batch }, () => ({})),
        { delay: HOUR_MS },
      )
  }
  const ms = performance.now() - startedAt
  peer.close()
  return ms
}

/** ms from the start of one worker to the end of `count` no-op jobs. */
export async function peerRunMs(folder: string, durability: Durability, count: number): Promise<number> {
  const peer = openPeer(folder, durability)
  peer.queue.addMany(
    'noop',
    Array.from({ length: count }, () => ({})),
  )
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = count
  const onCompleted = (): void => {
    if (--left === 0) resolve()
  }
  const worker = defineWorker('noop', async () => {}, { queue: peer.queue, logger: quiet, onCompleted })
  const startedAt = performance.now()
  const running = worker.start()
  // Its loop never lets timers in; it is stopped from the last job.
  await promise
  const ms = performance.now() - startedAt
  await worker.stop()
  await running
  peer.close()
  return ms
}
