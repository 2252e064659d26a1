// The engine's turn: what was asked and what happened since the last turn becomes one transaction with the plan that follows from it
// (group commit, D7); only when it has committed are callers answered and attempts started or stopped.
import { type Refusal, type Reply, refused } from '@shared/errors'
import type { Effect } from './effects'
import type { Notices } from './notices'
import type { Parts } from './parts'
import { planAndCarryOut } from './planning'
import type { EnginePorts } from './ports'
import { SETTLE_MS } from './signals'
import { createWaitWatch } from './summary'
import { deviceInterest, nextWake } from './wake'

const GRACE_MS = 5_000
/** At quit (D15). */
const QUIT_GRACE_MS = 3_000
/** An alarm that is set so much too early is left as it is: it only looks once more. */
const EARLY_MS = 1_000
/** After a failed commit (a full disk), what had happened is written again. */
const AGAIN_MS = 1_000

/** Something to do in the next turn. A call can be refused and has somebody waiting; a note cannot and has not. */
interface Item {
  /** A refusal undoes what was written for it. */
  work: () => Refusal | undefined
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
  /** The alarm went off, and is to be set anew. */
  woken(): void
  /** From now on turns plan. */
  open(): void
  /** From now on nothing is begun: the store is about to be closed. Calls are refused. */
  close(): void
}

export const shuttingDown = refused('shutting_down', 'Lull is ending.')

export interface TurnHooks {
  /** First in every turn, inside its transaction: clocks, expired holds. */
  beforeWork(): void
  /** When a turn has committed and what follows from it has gone out. */
  afterTurn(): void
}

export function createScheduler(parts: Parts, notices: Notices, hooks: TurnHooks): Scheduler {
  const { ports } = parts
  const waitsDiffer = createWaitWatch(parts)
  let inbox: Item[] = []
  let isScheduled = false
  let phase: 'recovering' | 'open' | 'closed' = 'recovering'
  const alarm = createAlarm(ports)

  const schedule = (): void => {
    if (isScheduled || phase === 'closed') return
    isScheduled = true
    ports.defer(turn)
  }
  const put = (item: Item): void => {
    inbox.push(item)
    schedule()
  }
  const turn = (): void => {
    isScheduled = false
    if (phase === 'closed') return
    const items = inbox
    inbox = []
    try {
      const { settles, isPlanned } = transact(parts, items, phase === 'open' ? hooks : null)
      if (!isPlanned) schedule()
      for (const settle of settles) settle()
    } catch (error) {
      inbox = [...forgetTurn(parts, items, asError(error)), ...inbox]
      return ports.later(schedule, AGAIN_MS)
    }
    alarm.set(leave(parts, notices, waitsDiffer, phase === 'open'))
    hooks.afterTurn()
  }
  return {
    submit: (work) =>
      phase === 'closed'
        ? Promise.resolve(shuttingDown)
        : new Promise((resolve, reject) => put(callItem(work, resolve, reject))),
    note: (work) => put(noteItem(work)),
    nudge: schedule,
    woken: () => {
      alarm.wentOff()
      schedule()
    },
    open: () => {
      phase = 'open'
      schedule()
    },
    close: () => void (phase = 'closed'),
  }
}

/** Sets the alarm where the one that is set does not do: most turns only move the longest sleep on by a moment. */
function createAlarm({ alarm, clock }: EnginePorts): { set(at: number | null): void; wentOff(): void } {
  // undefined: it went off, and whoever rings it is to hear also that there is none any more.
  let setAt: number | null | undefined = null
  const isSoonEnough = (at: number | null): boolean => {
    if (setAt === undefined || setAt === null || at === null) return setAt === at
    return setAt === at || (setAt > clock.now() && setAt < at && at - setAt < EARLY_MS)
  }
  return {
    set: (at) => {
      if (isSoonEnough(at)) return
      alarm.set(at)
      setAt = at
    },
    wentOff: () => {
      setAt = undefined
    },
  }
}

/** One transaction: what came in, then what follows from it. `hooks` null: nothing is planned yet. */
function transact(
  parts: Parts,
  items: readonly Item[],
  hooks: TurnHooks | null,
): { settles: (() => void)[]; isPlanned: boolean } {
  return parts.store.transaction(() => {
    hooks?.beforeWork()
    const settles = items.map((item) => workItem(parts, item))
    return { settles, isPlanned: hooks === null || planAndCarryOut(parts) }
  })
}

function callItem<T>(work: () => Reply<T>, resolve: (reply: Reply<T>) => void, reject: (error: Error) => void): Item {
  let reply: Reply<T> | null = null
  return {
    isNote: false,
    work: () => {
      reply = work()
      return reply.ok ? undefined : reply.refusal
    },
    settle: (error) => {
      if (error === null && reply !== null) resolve(reply)
      else reject(error ?? new Error('a call was not answered'))
    },
  }
}

function noteItem(work: () => void): Item {
  const run = (): undefined => {
    work()
  }
  return { isNote: true, work: run, settle: () => undefined }
}

/** Does one item in its own savepoint; answers how its caller is told once the turn has committed. */
function workItem(parts: Parts, item: Item): () => void {
  const before = parts.effects.size()
  try {
    parts.store.savepoint(() => {
      if (item.work()) throw new Undone()
    })
  } catch (error) {
    parts.effects.rewind(before)
    forgetWhatWasRead(parts)
    if (error instanceof Undone) return () => item.settle(null)
    // A disk that is full fails the whole turn, not one item of it.
    if (isStoreFailure(asError(error))) throw error
    logFailure(parts, 'engine: a change failed', asError(error))
    return () => item.settle(asError(error))
  }
  return () => item.settle(null)
}

function forgetWhatWasRead(parts: Parts): void {
  // Epochs and gates made in what was rolled back are not in the store.
  parts.situation.epochs.setAside = 0
  parts.gates.reset()
  parts.worldChanged()
}

/** The turn was rolled back: callers are told, what had happened is answered to be written again. */
function forgetTurn(parts: Parts, items: readonly Item[], error: Error): Item[] {
  parts.effects.take()
  forgetWhatWasRead(parts)
  logFailure(parts, 'engine: a turn could not be written', error)
  for (const item of items) if (!item.isNote) item.settle(error)
  return items.filter((item) => item.isNote)
}

function logFailure(parts: Parts, message: string, error: Error): void {
  parts.ports.log.error(message, { error: error.message, stack: error.stack ?? null })
}

/** After the commit: what follows goes out. Answers when to wake next. */
function leave(parts: Parts, notices: Notices, waitsDiffer: () => boolean, isOpen: boolean): number | null {
  const { effects, topics } = parts.effects.take()
  for (const effect of effects) carry(parts, effect)
  forgetEnded(parts)
  if (topics.length > 0) notices.changed([...new Set([...topics, 'summary' as const])])
  else if (isOpen && waitsDiffer()) notices.changed(['jobs', 'summary'])
  if (!isOpen) return null
  const world = parts.world()
  const interest = deviceInterest(parts, world)
  noteLevelAsked(parts, interest.batteryLevel)
  notices.interest(interest)
  return parts.situation.isQuitting ? null : nextWake(parts, world)
}

/** Notes of attempts that ended, or whose start was rolled back. */
function forgetEnded(parts: Parts): void {
  if (parts.live.size === 0) return
  const live = new Set(parts.store.attempts.all().map((attempt) => attempt.id))
  for (const id of parts.live.keys()) if (!live.has(id)) parts.live.delete(id)
}

/** Rolls a refused call's savepoint back; never seen outside this file. */
class Undone extends Error {}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

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
