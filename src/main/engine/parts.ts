// The engine's parts as its rooms share them, and the world as this turn sees it. Nothing is decided here.

import type { DeviceReading } from '@shared/device'
import type { EngineStore } from '@shared/engineStore'
import type { Constraints } from '@shared/jobs/constraints'
import type { AttemptRecord, JobRecord } from '@shared/jobs/record'
import type { Preferences } from '@shared/preferences'
import type { Effects } from './effects'
import type { World } from './eligibility'
import { createGateBook, type GateBook } from './gateBook'
import { createHoldBook, type HoldBook } from './holdBook'
import { createLedger, type Ledger } from './ledger'
import type { Candidate } from './plan'
import type { EnginePorts, SourceSwitch } from './ports'
import { createProbes, type Probes } from './probes'
import { createQuietWatch } from './quietHours'
import { createSettleWatch, SETTLE_MS, type SettleWatch, type Surroundings } from './signals'

/** What is known of a live attempt beside its row, for as long as this process lives. Those without a row go after each turn. */
export interface LiveNote {
  startedAtMonotonic: number
  /** null: its kind has no limit. */
  limitMs: number | null
  progressJson: string | null
  names: readonly string[]
  /** What it was started with, as its row has it. */
  needs: Constraints
  origin: string | null
  /** What let it start: over the user's word or its deadline, what preferences add does not bind it. */
  by: Candidate['by']
}

/** The few things that change outside the store. */
export interface Situation {
  reading: DeviceReading
  preferences: Preferences
  isQuitting: boolean
  /** When the engine was made, monotonic ms, while no reading of the device has come; then null. */
  unreadSince: number | null
  /** When the battery's level was first waited for, monotonic ms; null while nobody does. */
  levelAskedAt: number | null
  /** Attempts' epochs: the next one, the last that is set aside in the store, and what must be exceeded. */
  epochs: { next: number; setAside: number; floor: number }
}

export interface Parts {
  ports: EnginePorts
  store: EngineStore
  effects: Effects
  ledger: Ledger
  gates: GateBook
  holdBook: HoldBook
  settle: SettleWatch
  probes: Probes
  situation: Situation
  live: Map<string, LiveNote>
  now(): number
  surroundings(): Surroundings
  world(): World
  /** Pauses, holds, sources, readings or preferences changed: world() and the gates are made anew. */
  worldChanged(): void
  jobNamed(id: string): JobRecord | undefined
}

/** What a live attempt was started with (semantics 11). */
export function needsOf(parts: Parts, attempt: AttemptRecord): Constraints {
  return parts.live.get(attempt.id)?.needs ?? (JSON.parse(attempt.needsJson) as Constraints)
}

export function createParts(ports: EnginePorts, effects: Effects, reading: DeviceReading): Parts {
  const { store, clock } = ports
  const holdBook = createHoldBook(clock.now())
  const gates = createGateBook(store, (...looked) => holdBook.gateLooked(...looked))
  const settle = createSettleWatch()
  const situation: Situation = {
    reading,
    preferences: ports.preferences,
    isQuitting: false,
    unreadSince: clock.monotonic(),
    levelAskedAt: null,
    epochs: { next: 1, setAside: 0, floor: 0 },
  }
  const view = createWorldView(ports, situation, settle, () => gates.worldChanged())
  return {
    ports,
    store,
    effects,
    gates,
    holdBook,
    settle,
    situation,
    ledger: createLedger(store, effects, {
      touchGate: (job, before) => {
        gates.touch(job, before)
        if (before !== null) holdBook.jobWritten(job, before, clock.now())
      },
      pauseEnded: () => {
        view.worldChanged()
        effects.changed('pauses')
      },
    }),
    probes: createProbes(clock),
    live: new Map(),
    now: () => clock.now(),
    ...view,
    jobNamed: (id) => store.jobs.get(id),
  }
}

/** The world as of each call; rows of pauses, holds and sources are read once and again when they have changed. */
function createWorldView(
  ports: EnginePorts,
  situation: Situation,
  settle: SettleWatch,
  changed: () => void,
): Pick<Parts, 'surroundings' | 'world' | 'worldChanged'> {
  const { store, clock } = ports
  const quiet = createQuietWatch(ports.calendar, () => ports.timeZone(), changed)
  let known: Pick<World, 'pauses' | 'holds' | 'sources'> | null = null
  const readKnown = (): Pick<World, 'pauses' | 'holds' | 'sources'> => ({
    pauses: store.pauses.all(),
    holds: store.holds.all(),
    sources: new Map(ports.sources.sourceSwitches().map((source): [string, SourceSwitch] => [source.id, source])),
  })
  const surroundings = (): Surroundings => ({
    reading: situation.reading,
    preferences: situation.preferences,
    quietUntil: quiet.look(situation.preferences.quietHours, clock.now()).until,
  })
  return {
    surroundings,
    world: () => {
      known ??= readKnown()
      const monotonic = clock.monotonic()
      const now = clock.now()
      return {
        ...known,
        ...surroundings(),
        now,
        quietChangesAt: quiet.look(situation.preferences.quietHours, now).changesAt,
        settlingMs: (signal) => settle.remainingMs(signal, monotonic),
        readingAwaitedUntil: awaitedUntil(situation.unreadSince, now, monotonic),
        levelAwaitedUntil: levelAwaitedUntil(situation, now, monotonic),
        kindNamed: (name) => ports.kindNamed(name),
      }
    },
    worldChanged: () => {
      known = null
      changed()
    },
  }
}

/** On battery its level is read only while somebody waits on it, so the first to wait gives it a moment to come. */
function levelAwaitedUntil(situation: Situation, now: number, monotonic: number): number | null {
  const { power } = situation.reading
  if (power.source !== 'battery' || power.batteryPercent !== null) return null
  return awaitedUntil(situation.levelAskedAt ?? monotonic, now, monotonic)
}

/** What the device says is waited for so long and no longer: a sensor that never answers must not hold work for ever. */
function awaitedUntil(since: number | null, now: number, monotonic: number): number | null {
  return since === null ? null : now + Math.max(0, since + SETTLE_MS - monotonic)
}
