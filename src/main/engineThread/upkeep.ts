// The small things core.db needs now and then, done an hour apart while no attempt runs: a copy a day (P6), freed pages given back,
// and outbox items that left long ago deleted (P25). History and finished jobs are the engine's to prune.
import type { Logger } from '@shared/logger'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/time'

/** Not while the app is starting. */
const FIRST_AFTER_MS = MINUTE_MS
const SETTLED_KEPT_MS = 90 * DAY_MS
const PRUNED_AT_ONCE = 500
const PAGES_FREED_AT_ONCE = 500
/** Time since boot costs a file to read: not for each of many inputs, while the wall clock goes on as it does. */
const LOOK_EVERY_MS = 1_000

export interface UpkeepPorts {
  /** ms since boot; the wall clock may jump. */
  uptime(): number
  /** ms UTC. */
  now(): number
  isIdle(): boolean
  isBackupDue(now: number): boolean
  backUp(now: number): Promise<unknown>
  pruneOutbox(before: number, limit: number): number
  /** Gives up to so many free pages back to the disk. */
  freePages(limit: number): void
  log: Logger
}

export interface Upkeep {
  /** Called whenever something happens; mostly does nothing. */
  tick(): void
  /** Resolves when nothing of it is under way; nothing begins after this. */
  stop(): Promise<void>
}

export function createUpkeep(ports: UpkeepPorts): Upkeep {
  let nextAt = ports.uptime() + FIRST_AFTER_MS
  let looked = { at: Number.POSITIVE_INFINITY, againAt: 0 }
  let underWay: Promise<void> | null = null
  let isStopped = false

  async function round(): Promise<void> {
    const now = ports.now()
    try {
      ports.pruneOutbox(now - SETTLED_KEPT_MS, PRUNED_AT_ONCE)
      ports.freePages(PAGES_FREED_AT_ONCE)
      if (ports.isBackupDue(now)) await ports.backUp(now)
    } catch (error) {
      ports.log.warn('upkeep of core.db failed, next try in an hour', { error: String(error) })
    }
  }

  return {
    tick() {
      if (isStopped || underWay !== null || !ports.isIdle()) return
      const now = ports.now()
      if (now >= looked.at && now < looked.againAt) return
      const leftMs = nextAt - ports.uptime()
      looked = { at: now, againAt: now + Math.min(leftMs, LOOK_EVERY_MS) }
      if (leftMs > 0) return
      nextAt = ports.uptime() + HOUR_MS
      underWay = round().finally(() => {
        underWay = null
      })
    },
    async stop() {
      isStopped = true
      await underWay
    },
  }
}
