// The gates in memory: which are open now, and the first jobs behind them. A gate is looked at again only when the world, or a job behind
// it, has changed; a device change therefore costs one pass over the gates and no write (D6). What starts is plan.ts.
import type { EngineStore } from '@shared/engineStore'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { GateRecord, JobRecord } from '@shared/jobs/record'
import { type GateState, gateState, type World } from './eligibility'
import type { Candidate } from './plan'

/** The earliest times behind a gate; null where nothing waits. */
interface Hint {
  due: number | null
  deadline: number | null
  hasUrged: boolean
}

export interface Gate {
  record: GateRecord
  /** null: this version does not know the kind. */
  state: GateState | null
  hint: Hint
}

interface Entry {
  record: GateRecord
  choices: ConstraintChoices
  hint: Hint | null
  hintOnBattery: boolean
  state: GateState | null
  stateVersion: number
}

export interface GateBook {
  idFor(gate: Omit<GateRecord, 'id'>): number
  /** A job behind it was written. */
  touch(gateId: number): void
  /** Readings, preferences, pauses, holds or sources changed. */
  worldChanged(): void
  /** Everything is read anew: a transaction was rolled back, or gates were swept. */
  reset(): void
  gate(id: number, world: World): Gate
  all(world: World): Gate[]
  /** Up to `limit` jobs of each gate that may start as far as their gate goes. */
  candidates(world: World, limit: number, isFull: (kind: string) => boolean): Candidate[]
}

export function createGateBook(store: EngineStore): GateBook {
  const entries = new Map<number, Entry>()
  let isLoaded = false
  let version = 0

  const load = (): void => {
    if (isLoaded) return
    for (const record of store.gates.all()) entries.set(record.id, entryOf(record))
    isLoaded = true
  }
  const entry = (id: number): Entry => {
    load()
    const known = entries.get(id)
    if (known) return known
    const record = store.gates.get(id)
    if (record === undefined) throw new Error(`gate ${id} does not exist`)
    const made = entryOf(record)
    entries.set(id, made)
    return made
  }
  const look = (of: Entry, world: World): Gate => {
    const onBattery = world.reading.power.source === 'battery' && of.record.periodic === 1
    if (of.hint === null || of.hintOnBattery !== onBattery) {
      of.hint = readHint(store, of.record.id, onBattery)
      of.hintOnBattery = onBattery
    }
    const until = of.state?.until ?? null
    if (of.stateVersion !== version || (until !== null && until <= world.now)) {
      const kind = world.kindNamed(of.record.kind)
      of.state = kind === undefined ? null : gateState(of.record, kind, of.choices, world)
      of.stateVersion = version
    }
    return { record: of.record, state: of.state, hint: of.hint }
  }
  return {
    idFor: (gate) => {
      const id = store.gates.idOf(gate)
      entry(id)
      return id
    },
    touch: (gateId) => {
      const known = entries.get(gateId)
      if (known) known.hint = null
    },
    worldChanged: () => {
      version += 1
    },
    reset: () => {
      entries.clear()
      isLoaded = false
    },
    gate: (id, world) => look(entry(id), world),
    all: (world) => {
      load()
      return [...entries.values()].map((known) => look(known, world))
    },
    candidates: (world, limit, isFull) => {
      load()
      return [...entries.values()].flatMap((known) => {
        const gate = look(known, world)
        return isFull(gate.record.kind) ? [] : candidatesOf(store, gate, world, limit)
      })
    },
  }
}

function entryOf(record: GateRecord): Entry {
  const choices = JSON.parse(record.choicesJson) as ConstraintChoices
  return { record, choices, hint: null, hintOnBattery: false, state: null, stateVersion: -1 }
}

function readHint(store: EngineStore, gateId: number, onBattery: boolean): Hint {
  return {
    due: onBattery ? store.picks.earliestDueOnBattery(gateId) : store.picks.earliestDue(gateId),
    deadline: store.picks.earliestDeadline(gateId),
    hasUrged: store.picks.hasUrged(gateId),
  }
}

/** What stands in for the state of a gate of an unknown kind: its jobs come up to be refused. */
const unknownKindState: GateState = {
  openness: 'open',
  reasons: [],
  needs: {
    network: { value: 'notRequired', from: 'kind' },
    charging: { value: false, from: 'kind' },
    batteryNotLow: { value: false, from: 'kind' },
    idle: { value: false, from: 'kind' },
    storageNotLow: { value: false, from: 'kind' },
  },
  origin: null,
  until: null,
}

function candidatesOf(store: EngineStore, gate: Gate, world: World, limit: number): Candidate[] {
  const state = gate.state ?? unknownKindState
  if (state.openness === 'closed') return []
  const { record, hint } = gate
  const found = new Map<string, Candidate>()
  const add = (jobs: readonly JobRecord[], by: Candidate['by']): void => {
    for (const job of jobs) if (!found.has(job.id)) found.set(job.id, { job, gate: record, state, names: [], by })
  }
  if (hint.hasUrged) add(store.picks.urged(record.id, limit), 'user')
  if (state.openness === 'open' && isPast(hint.due, world.now)) {
    const onBattery = world.reading.power.source === 'battery' && record.periodic === 1
    add(
      onBattery ? store.picks.dueOnBattery(record.id, world.now, limit) : store.picks.due(record.id, world.now, limit),
      'gate',
    )
  }
  if (state.openness === 'deadline' && isPast(hint.deadline, world.now)) {
    add(store.picks.pastDeadline(record.id, world.now, limit), 'deadline')
  }
  return [...found.values()]
}

export function isPast(at: number | null, now: number): boolean {
  return at !== null && at <= now
}
