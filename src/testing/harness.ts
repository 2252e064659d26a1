// The engine over its real store with a fake world: every engine test uses it. Time moves only by advance, jump and suspend; each of them,
// like every call of the queue, returns when nothing is left to do at that instant.

import { createChains } from '@shared/chain'
import type { CoreEvent } from '@shared/core'
import type { DeviceReading } from '@shared/device'
import { noConstraints } from '@shared/jobs/constraints'
import type { JobView } from '@shared/jobs/job'
import { type Kind } from '@shared/jobs/kind'
import { kindNamed } from '@shared/jobs/kinds'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { defaultBackoff } from '@shared/jobs/schedule'
import type { Logger } from '@shared/logger'
import { defaultPreferences, type Preferences } from '@shared/preferences'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { createEngine, type Engine } from '../main/engine/engine'
import type { LocalQueue } from '../main/engine/jobQueue'
import type { Calendar, EnginePorts, SourceSwitch } from '../main/engine/ports'
import { createCronCalendar } from '../main/engineThread/cronCalendar'
import { createEngineStore } from '../main/store/engineStore'
import { createFakeRunner, type FakeHandler, type FakeRun } from './fakesRunner'
import { createFakeTime, type FakeDevice, readingOf, T0, usualDevice } from './fakesWorld'
import { openTestDatabase } from './testDatabase'

export interface HarnessOptions {
  /** A file that outlives the harness; absent: in memory. */
  path?: string
  /** ms UTC. */
  startAt?: number
  slots?: number
  device?: Partial<FakeDevice>
  preferences?: Partial<Preferences>
  sources?: SourceSwitch[]
  /** No reading comes until setDevice or setReading. */
  isDeviceSilent?: boolean
  /** IANA; UTC where absent. */
  timeZone?: string
  /** 0 to 1, for jitter. */
  random?: () => number
}

export interface Harness {
  jobs: LocalQueue
  handle(kind: string, handler: FakeHandler, more?: Partial<Kind>): void
  /** Every attempt started, in order. */
  runs(kind: string): FakeRun[]
  now(): number
  advance(ms: number): Promise<void>
  /** Moves the wall clock only, and lets the engine look, as it would by itself within a minute. */
  jump(ms: number): Promise<void>
  suspend(ms: number): Promise<void>
  setDevice(change: Partial<FakeDevice>): Promise<void>
  setReading(reading: DeviceReading): Promise<void>
  setPreferences(change: Partial<Preferences>): Promise<void>
  setSources(sources: SourceSwitch[]): Promise<void>
  /** As after kill -9: the engine is dropped without a word and another opens the same store. */
  restart(): Promise<void>
  close(): Promise<void>
  /** Until nothing is left to do at this instant. */
  settle(): Promise<void>
  /** The view of a job that is there. */
  view(id: string): Promise<JobView>
  history(jobId?: string): OccurrenceView[]
  events(): CoreEvent[]
  /** What the engine logged as errors: bugs, and a store that could not write. */
  errors(): string[]
  /** When it wants to be woken; null: not at all. */
  alarmAt(): number | null
  engine(): Engine
  db(): Database
}

/** The product's own, for tests of what is pure over it. */
export function realCalendar(): Calendar {
  return createCronCalendar()
}

export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  const time = createFakeTime(options.startAt ?? T0)
  const runner = createFakeRunner(time)
  const given = new Map<string, Partial<Kind>>()
  const events: CoreEvent[] = []
  const errors: string[] = []
  const log: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (message, fields) => void errors.push(`${message} ${String(fields?.error)}`),
  }
  let preferences: Preferences = { ...defaultPreferences, ...options.preferences }
  let device: FakeDevice = { ...usualDevice, ...options.device }
  let reading = readingOf(device, time.now())
  let sources = options.sources ?? []
  let db = openTestDatabase(options.path)
  let life = startLife()
  let count = 0

  function newId(): string {
    count += 1
    return `id-${String(count).padStart(6, '0')}`
  }

  function kindOf(name: string): Kind | undefined {
    if (!runner.handles(name)) return undefined
    const usual = { input: z.unknown(), constraints: noConstraints, backoff: defaultBackoff }
    return kindNamed(name) ?? { name, ...usual, timeClass: 'normal', shown: true, ...given.get(name) }
  }

  function portsOf(mine: { isAlive: boolean; pending: number; alarmAt: number | null; cancelAlarm: () => void }) {
    const ports: EnginePorts = {
      store: createEngineStore(db),
      runner,
      alarm: {
        set: (at) => {
          mine.cancelAlarm()
          mine.alarmAt = at
          if (at === null) return
          mine.cancelAlarm = time.later(() => mine.isAlive && life.engine.alarmFired(), at - time.now())
        },
      },
      clock: time,
      calendar: createCronCalendar(),
      random: options.random ?? (() => 0),
      newId,
      log,
      sources: {
        sourceSwitches: () => sources,
        sourceSucceeded: (id, at) => {
          sources = sources.map((source) => (source.id === id ? { ...source, lastSuccessAt: at } : source))
        },
      },
      kindNamed: kindOf,
      preferences,
      timeZone: () => options.timeZone ?? 'UTC',
      emit: (event) => void events.push(event),
      slots: options.slots ?? 2,
      defer: (flush) => {
        mine.pending += 1
        setImmediate(() => {
          mine.pending -= 1
          if (mine.isAlive) flush()
        })
      },
      later: (work, delayMs) => void time.later(() => mine.isAlive && work(), delayMs),
      instanceId: `instance-${time.now()}-${time.monotonic()}`,
    }
    return ports
  }

  function startLife() {
    const mine = { isAlive: true, pending: 0, alarmAt: null as number | null, cancelAlarm: () => {} }
    const engine = createEngine(portsOf(mine))
    const unsubscribe = runner.subscribe((event) => engine.runnerEvent(event))
    return { mine, engine, unsubscribe }
  }

  const settle = async (): Promise<void> => {
    // Handlers resolve in microtasks; a turn runs in setImmediate. Two quiet rounds mean nothing is left.
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await new Promise((resolve) => void setImmediate(resolve))
      if (life.mine.pending > 0) quiet = -1
    }
  }
  const begin = async (): Promise<void> => {
    if (!options.isDeviceSilent) life.engine.deviceChanged(reading)
    await life.engine.start()
    await settle()
  }
  const read = async (next: DeviceReading): Promise<void> => {
    reading = next
    life.engine.deviceChanged(reading)
    await settle()
  }
  const drop = (): void => {
    life.mine.isAlive = false
    life.mine.cancelAlarm()
    life.unsubscribe()
    runner.abandon()
  }

  await begin()
  return {
    jobs: settledQueue(() => life.engine.queue, settle, newId),
    handle: (kind, handler, more = {}) => {
      runner.handle(kind, handler)
      given.set(kind, more)
    },
    runs: (kind) => runner.runs(kind),
    now: () => time.now(),
    advance: async (ms) => {
      await settle()
      for (let left = ms; ; ) {
        const { tookMs, fire } = time.step(left)
        left -= tookMs
        if (fire === null) break
        fire()
        await settle()
      }
      await settle()
    },
    jump: async (ms) => {
      time.jump(ms)
      life.engine.alarmFired()
      await settle()
    },
    suspend: async (ms) => {
      life.engine.moment('suspend')
      await settle()
      time.sleep(ms)
      life.engine.moment('resume')
      await settle()
    },
    setDevice: async (change) => {
      device = { ...device, ...change }
      await read(readingOf(device, time.now()))
    },
    setReading: read,
    setPreferences: async (change) => {
      preferences = { ...preferences, ...change }
      life.engine.preferencesChanged(preferences)
      await settle()
    },
    setSources: async (next) => {
      sources = next
      life.engine.sourcesChanged()
      await settle()
    },
    restart: async () => {
      await settle()
      drop()
      if (options.path !== undefined) {
        db.close()
        db = openTestDatabase(options.path)
      }
      life = startLife()
      await begin()
    },
    close: async () => {
      await settle()
      drop()
      db.close()
    },
    settle,
    view: async (id) => {
      const view = await life.engine.queue.get(id)
      if (view === undefined) throw new Error(`there is no job ${id}`)
      return view
    },
    history: (jobId) => {
      const reply = life.engine.history({ ...(jobId === undefined ? {} : { jobId }), limit: 500 })
      if (!reply.ok) throw new Error(reply.refusal.message)
      return reply.value.rows.toReversed()
    },
    events: () => events,
    errors: () => errors,
    alarmAt: () => life.mine.alarmAt,
    engine: () => life.engine,
    db: () => db,
  }
}

/** Each call resolves when what follows from it has happened too. */
function settledQueue(queue: () => LocalQueue, settle: () => Promise<void>, newId: () => string): LocalQueue {
  const after = async <T>(reply: Promise<T>): Promise<T> => {
    const value = await reply
    await settle()
    return value
  }
  const enqueueChain: LocalQueue['enqueueChain'] = (graph) => after(queue().enqueueChain(graph))
  return {
    ...createChains({ enqueueChain }, newId),
    enqueueChain,
    observe: (query, listener) => queue().observe(query, listener),
    enqueue: (requests) => after(queue().enqueue(requests)),
    enqueueUnique: (name, policy, requests) => after(queue().enqueueUnique(name, policy, requests)),
    enqueueUniquePeriodic: (name, policy, request) => after(queue().enqueueUniquePeriodic(name, policy, request)),
    update: (request) => after(queue().update(request)),
    cancel: (id) => after(queue().cancel(id)),
    cancelUnique: (name) => after(queue().cancelUnique(name)),
    cancelByTag: (tag) => after(queue().cancelByTag(tag)),
    cancelAll: () => after(queue().cancelAll()),
    prune: () => after(queue().prune()),
    get: (id) => queue().get(id),
    query: (query) => queue().query(query),
    count: (query) => queue().count(query),
    runNow: (id) => after(queue().runNow(id)),
    pause: (scope, until) => after(queue().pause(scope, until)),
    resume: (scope) => after(queue().resume(scope)),
    pauses: () => queue().pauses(),
    skipNext: (id) => after(queue().skipNext(id)),
    stop: (id) => after(queue().stop(id)),
    retry: (id) => after(queue().retry(id)),
  }
}
