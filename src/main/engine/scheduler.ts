// The engine's turn: what was asked and what happened since the last turn becomes one transaction with the plan that follows from it
// (group commit, D7); only when it has committed are callers answered and attempts started or stopped.
import type { Refusal, Reply } from '@shared/errors'
import type { Effect } from './effects'
import type { Notices } from './notices'
import type { Parts } from './parts'
import { planAndCarryOut } from './planning'
import { SETTLE_MS } from './signals'
import { summarize } from './summary'
import { deviceInterest, nextWake } from './wake'

const GRACE_MS = 5_000
/** At quit (D15). */
const QUIT_GRACE_MS = 3_000
/** After a failed commit (a full disk), what had happened is written again. */
const AGAIN_MS = 1_000

/** Something to do in the next turn. A call can be refused and has somebody waiting; a note cannot and has not. */
interface Item {
  work: () => Refusal | null
  isNote: boolean
  settle: (error: Error | null) => void
}

export interface Scheduler {
  /** A call that writes: its own savepoint, undone by a refusal. Rejects only for a bug or a store that cannot write. */
  submit<T>(work: () => Reply<T>): Promise<Reply<T>>
  /** Something that has happened; kept until it could be written. */
  note(work: () => void): void
  /** Plan soon: time has passed or the world has changed. */
  nudge(): void
  /** From now on turns plan. */
  open(): void
}

/** `beforeWork` runs first in every turn, inside its transaction: clocks, expired holds. */
export function createScheduler(parts: Parts, notices: Notices, beforeWork: () => void): Scheduler {
  const { ports, store, effects } = parts
  let inbox: Item[] = []
  let isScheduled = false
  let isOpen = false
  let alarmAt: number | null = null
  let waits = ''

  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    ports.defer(turn)
  }
  const turn = (): void => {
    isScheduled = false
    const items = inbox
    inbox = []
    let done: (() => void)[] = []
    try {
      store.transaction(() => {
        if (isOpen) beforeWork()
        done = items.map((item) => doItem(item))
        if (isOpen && !planAndCarryOut(parts)) schedule()
      })
    } catch (error) {
      undo(items, error instanceof Error ? error : new Error(String(error)))
      return
    }
    for (const settle of done) settle()
    leave()
  }
  const doItem = (item: Item): (() => void) => {
    const before = effects.size()
    try {
      store.savepoint(() => {
        const refusal = item.work()
        if (refusal) throw new Undone()
      })
    } catch (error) {
      effects.rewind(before)
      forgetWhatWasRead()
      if (!(error instanceof Undone)) return failed(item, error instanceof Error ? error : new Error(String(error)))
    }
    return () => item.settle(null)
  }
  const failed = (item: Item, error: Error): (() => void) => {
    // A disk that is full fails the whole turn, not one item of it.
    if (isStoreFailure(error)) throw error
    ports.log.error('engine: a change failed', { error: error.message, stack: error.stack ?? null })
    return () => item.settle(error)
  }
  const forgetWhatWasRead = (): void => {
    parts.gates.reset()
    parts.worldChanged()
  }
  const undo = (items: Item[], error: Error): void => {
    effects.take()
    // What was set aside may not have been written.
    parts.situation.epochs.setAside = 0
    forgetWhatWasRead()
    ports.log.error('engine: a turn could not be written', { error: error.message, stack: error.stack ?? null })
    inbox = [...items.filter((item) => item.isNote), ...inbox]
    for (const item of items) if (!item.isNote) item.settle(error)
    ports.later(schedule, AGAIN_MS)
  }
  const leave = (): void => {
    const { effects: leaving, topics } = effects.take()
    for (const effect of leaving) carry(parts, effect)
    forgetEnded(parts)
    const world = parts.world()
    const interest = isOpen ? deviceInterest(parts, world) : { idle: false, batteryLevel: false, storage: false }
    noteLevelAsked(parts, interest.batteryLevel)
    notices.interest(interest)
    const at = isOpen && !parts.situation.isQuitting ? nextWake(parts, world) : null
    if (at !== alarmAt) ports.alarm.set(at)
    alarmAt = at
    if (topics.length > 0) notices.changed([...new Set([...topics, 'summary' as const])])
    else if (isOpen && waitsDiffer()) notices.changed(['jobs', 'summary'])
  }
  /** Time alone makes a held job due: nothing was written, and yet there is something to say. */
  const waitsDiffer = (): boolean => {
    const seen = waits
    waits = summarize(parts)
      .waiting.map((group) => `${group.code} ${group.count}`)
      .join()
    return waits !== seen
  }
  return {
    submit: (work) =>
      new Promise((resolve, reject) => {
        let reply: Reply<never> | null = null
        inbox.push({
          isNote: false,
          work: () => {
            const answer = work()
            reply = answer as Reply<never>
            return answer.ok ? null : answer.refusal
          },
          settle: (error) => (error || reply === null ? reject(error ?? new Error('no reply')) : resolve(reply)),
        })
        schedule()
      }),
    note: (work) => {
      const run = (): null => {
        work()
        return null
      }
      inbox.push({ isNote: true, work: run, settle: () => undefined })
      schedule()
    },
    nudge: schedule,
    open: () => {
      isOpen = true
      schedule()
    },
  }
}

/** Notes of attempts that ended, or whose start was rolled back. */
function forgetEnded(parts: Parts): void {
  if (parts.live.size === 0) return
  const live = new Set(parts.store.attempts.all().map((attempt) => attempt.id))
  for (const id of parts.live.keys()) if (!live.has(id)) parts.live.delete(id)
}

/** Rolls a refused call's savepoint back; never seen outside this file. */
class Undone extends Error {}

function isStoreFailure(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return /^SQLITE_(?:FULL|IOERR|BUSY|READONLY|CORRUPT|CANTOPEN|NOMEM|LOCKED)/.test(code)
}

function carry(parts: Parts, effect: Effect): void {
  switch (effect.type) {
    case 'start':
      parts.ports.runner.start(effect.run)
      return
    case 'stop':
      parts.ports.runner.stop(effect.attemptId, effect.reason, effect.reason === 'quit' ? QUIT_GRACE_MS : GRACE_MS)
      return
    case 'event':
      parts.ports.emit(effect.event)
  }
}

/** The first to wait for the battery's level gives it a moment to be read (D19, COND-11). */
function noteLevelAsked(parts: Parts, isWanted: boolean): void {
  const { situation, ports } = parts
  const isUnknown = situation.reading.power.source === 'battery' && situation.reading.power.batteryPercent === null
  if (!isUnknown) {
    situation.levelAskedAt = null
    return
  }
  if (!isWanted || situation.levelAskedAt !== null) return
  situation.levelAskedAt = ports.clock.monotonic()
  ports.log.debug('engine: waiting for the battery level', { atMostMs: SETTLE_MS })
}
