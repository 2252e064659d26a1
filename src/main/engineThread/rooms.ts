// Makes engine, outbox and rows over one open core.db, and connects them: the engine's runner and alarm become events, and the end of
// a run reaches the outbox. What main calls of them is core.ts.
import type { CoreEvent } from '@shared/core'
import { kindNamed } from '@shared/jobs/kinds'
import type { Logger } from '@shared/logger'
import type { OutboxStore } from '@shared/outboxStore'
import type { Preferences } from '@shared/preferences'
import type { RunnerPort } from '@shared/runner'
import type { Source } from '@shared/sources'
import { createEngine, type Engine } from '../engine/engine'
import type { Clock, SourceSwitch } from '../engine/ports'
import { createOutbox, type Outbox } from '../outbox/outbox'
import { backUpInSteps, isBackupDue } from '../store/backup'
import { type CoreDatabase, foldInRest, freePages } from '../store/database'
import { createDestinationStore } from '../store/destinationStore'
import { createEngineStore } from '../store/engineStore'
import { createFlagStore, type FlagStore } from '../store/flagStore'
import { createNewsStore, type NewsStore } from '../store/newsStore'
import { createOutboxStore } from '../store/outboxStore'
import { createSourceStore, type SourceStore } from '../store/sourceStore'
import { type ChangeFeed, createChangeFeed } from './changeFeed'
import { createCronCalendar } from './cronCalendar'
import { createRest } from './rest'
import { createUpkeep, type Upkeep } from './upkeep'

export interface CoreOptions {
  /** Open and migrated; closed by shutDown. */
  db: CoreDatabase
  backupFolder: string
  preferences: Preferences
  /** Attempts at once. */
  slots: number
  log: Logger
  emit: (event: CoreEvent) => void
  clock: Clock
  /** 0 to 1. */
  random: () => number
  /** UUIDv7. */
  newId: () => string
  /** Of this run of the app: attempts of any other are over (P21). */
  instanceId: string
  /** Runs `flush` once what is being called now has returned (D7). */
  defer: (flush: () => void) => void
  later: (work: () => void, delayMs: number) => void
}

export interface Rooms {
  engine: Engine
  outbox: Outbox
  sources: SourceStore
  flags: FlagStore
  news: NewsStore
  changes: ChangeFeed
  upkeep: Upkeep
  /** Attempts started and not yet ended. */
  live: Set<string>
}

export function createRooms(options: CoreOptions): Rooms {
  const { db, log } = options
  const live = new Set<string>()
  const sources = createSourceStore(db)
  const rows = createOutboxStore(db)
  const rest = createRest(() => fold(db, log), options.later)
  const changes = createChangeFeed((topics) => {
    rest.wrote()
    options.emit({ type: 'changed', topics })
  }, options.later)

  function passOn(event: CoreEvent): void {
    if (event.type === 'changed') {
      changes.add(event.topics)
      return
    }
    options.emit(event)
    if (event.type !== 'attemptEnded') return
    outbox.runEnded(event.occurrence).catch((error: unknown) => {
      log.error('the next send could not be arranged', { error: String(error) })
    })
  }

  const engine = createEngineOver(options, sources, live, passOn)
  const outbox = createOutbox({
    rows,
    destinations: createDestinationStore(db),
    queue: engine.queue,
    ownsItsJob: (attemptId) => engine.attemptOwner(attemptId) !== null,
    isLive: (attemptId) => live.has(attemptId),
    now: () => options.clock.now(),
    random: options.random,
    newId: options.newId,
    changed: () => changes.add(['outbox', 'summary']),
    problem: (destinationId, problem) =>
      options.emit(
        problem === null ? { type: 'recovered', jobId: `outbox:${destinationId}` } : { type: 'problem', problem },
      ),
    later: options.later,
    log,
  })
  const upkeep = createUpkeepOver(options, rows, live)
  return { engine, outbox, sources, flags: createFlagStore(db), news: createNewsStore(db), changes, upkeep, live }
}

function fold(db: CoreDatabase, log: Logger): void {
  try {
    if (db.open) foldInRest(db)
  } catch (error) {
    log.warn('the log of core.db could not be folded in, it will be with a commit', { error: String(error) })
  }
}

function createEngineOver(
  options: CoreOptions,
  sources: SourceStore,
  live: Set<string>,
  emit: (event: CoreEvent) => void,
): Engine {
  const { clock, random, newId, log, preferences, slots, defer, later, instanceId } = options
  const runner: RunnerPort = {
    start(run) {
      live.add(run.attemptId)
      emit({ type: 'start', run })
    },
    stop: (attemptId, reason, graceMs) => emit({ type: 'stop', attemptId, reason, graceMs }),
    // What comes back is an input of the core, given to the engine there.
    subscribe: () => () => undefined,
  }
  return createEngine({
    store: createEngineStore(options.db),
    runner,
    alarm: { set: (at) => emit({ type: 'alarm', at }) },
    clock,
    calendar: createCronCalendar(),
    random,
    newId,
    log,
    sources: {
      sourceSwitches: () => sources.all().map(switchOf),
      sourceSucceeded: (id, at) => sources.succeeded(id, at),
    },
    kindNamed,
    preferences,
    timeZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    emit,
    slots,
    defer,
    later,
    instanceId,
  })
}

function createUpkeepOver(options: CoreOptions, rows: OutboxStore, live: Set<string>): Upkeep {
  const { db, backupFolder, clock, log } = options
  return createUpkeep({
    uptime: () => clock.uptime(),
    now: () => clock.now(),
    isIdle: () => live.size === 0,
    isBackupDue: (now) => isBackupDue(backupFolder, now),
    backUp: (now) => backUpInSteps(db, backupFolder, now),
    pruneOutbox: (before, limit) => rows.prune(before, limit),
    freePages: (limit) => freePages(db, limit),
    log,
  })
}

/** What the engine must know of a source. The sample is served by the app, so it has no origin. */
function switchOf({ id, enabled, constraints, servedBy, url, everyMs, lastSuccessAt }: Source): SourceSwitch {
  const origin = servedBy === 'url' && URL.canParse(url) ? new URL(url).origin : null
  return { id, enabled, constraints, origin, everyMs, lastSuccessAt }
}
