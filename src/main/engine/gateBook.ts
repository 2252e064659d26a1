// The gates in memory: which are open now, and the first jobs behind them. A gate is looked at again only when the world, or a job behind
// it, has changed; a device change therefore costs one pass over the gates and no write (D6). What starts is plan.ts.
import type { EngineStore } from '@shared/engineStore'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { GateRecord, JobRecord } from '@shared/jobs/record'
import { type GateState, gateState, type World } from './eligibility'
import type { HoldBook } from './holdBook'
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
  /** Whether it may have urged jobs, jobs with a deadline: most gates never do, and are not asked each time. */
  mayHave: { urged: boolean; deadline: boolean }
  state: GateState | null
  stateVersion: number
}

export interface GateBook {
  idFor(gate: Omit<GateRecord, 'id'>): number
  /** A job of it was written. `before`: as it was, null for a new one. */
  touch(job: JobRecord, before: JobRecord | null): void
  /** Readings, preferences, pauses, holds or sources changed. */
  worldChanged(): void
  /** Everything is read anew: a transaction was rolled back, or gates were swept. */
  reset(): void
  /** From now on takes out of these ids those behind which a job is written; null: no more. */
  keepTouchedOf(unused: Set<number> | null): void
  gate(id: number, world: World): Gate
  /** Until the next turn: what is touched meanwhile is seen by the next call. */
  all(world: World): readonly Gate[]
  /** Up to `limit` jobs of each gate that may start as far as their gate goes. */
  candidates(world: World, limit: number, isFull: (gate: GateRecord) => boolean): Candidate[]
}

/** `looked` hears what each gate that was judged anew holds for. */
export function createGateBook(store: EngineStore, looked: HoldBook['gateLooked']): GateBook {
  const book = createEntries(store)
  let version = 0
  let seen: Seen | null = null
  let unused: Set<number> | null = null

  const lookAt: LookAt = (of, world) => lookAndTell(store, of, world, version, looked)
  const all = (world: World): readonly Gate[] => {
    const entries = book.all()
    if (seen === null || !isCurrent(seen, entries, world, version)) seen = lookAtAll(entries, world, version, lookAt)
    else lookAgain(seen, world, lookAt)
    return seen.gates
  }
  return {
    idFor: (gate) => book.idFor(gate),
    touch: (job, before) => {
      unused?.delete(job.gateId)
      const of = book.known(job.gateId)
      if (of === undefined) return
      touchEntry(of, job, before)
      seen?.touched.add(of)
    },
    worldChanged: () => {
      version += 1
    },
    reset: () => {
      book.reset()
      seen = null
    },
    keepTouchedOf: (ids) => {
      unused = ids
    },
    gate: (id, world) => lookAt(book.entry(id), world),
    all,
    candidates: (world, limit, isFull) =>
      all(world).flatMap((gate) =>
        hasSome(gate, world.now) && !isFull(gate.record) ? candidatesOf(store, gate, world, limit) : [],
      ),
  }
}

interface Entries {
  all(): ReadonlyMap<number, Entry>
  /** As far as it was read. */
  known(id: number): Entry | undefined
  /** @throws when there is none. */
  entry(id: number): Entry
  idFor(gate: Omit<GateRecord, 'id'>): number
  reset(): void
}

/** The stored gates, read once. */
function createEntries(store: EngineStore): Entries {
  const entries = new Map<number, Entry>()
  const ids = new Map<string, number>()
  let isLoaded = false
  const all = (): Map<number, Entry> => {
    if (!isLoaded) for (const record of store.gates.all()) entries.set(record.id, entryOf(record))
    isLoaded = true
    return entries
  }
  const entry = (id: number): Entry => {
    const found = all().get(id)
    if (found) return found
    const record = store.gates.get(id)
    if (record === undefined) throw new Error(`gate ${id} does not exist`)
    const made = entryOf(record)
    entries.set(id, made)
    return made
  }
  return {
    all,
    entry,
    known: (id) => entries.get(id),
    idFor: (gate) => {
      const key = [gate.kind, gate.sourceId, gate.choicesJson, gate.rank, gate.periodic].join('\n')
      const id = ids.get(key) ?? entry(store.gates.idOf(gate)).record.id
      ids.set(key, id)
      return id
    },
    reset: () => {
      entries.clear()
      ids.clear()
      isLoaded = false
    },
  }
}

/** All gates as they were when they were looked at: a turn looks again at those it has touched. */
interface Seen {
  gates: Gate[]
  places: Map<Entry, number>
  touched: Set<Entry>
  version: number
  onBattery: boolean
  /** When the first reason ends. */
  until: number | null
}

type LookAt = (of: Entry, world: World) => Gate

function lookAtAll(entries: ReadonlyMap<number, Entry>, world: World, version: number, lookAt: LookAt): Seen {
  const all = [...entries.values()]
  const gates = all.map((of) => lookAt(of, world))
  const until = gates.reduce<number | null>((first, { state }) => earlier(first, state?.until ?? null), null)
  const places = new Map(all.map((of, place): [Entry, number] => [of, place]))
  return { gates, places, touched: new Set(), version, onBattery: isOnBattery(world), until }
}

function isCurrent(seen: Seen, entries: ReadonlyMap<number, Entry>, world: World, version: number): boolean {
  if (seen.gates.length !== entries.size) return false
  return seen.version === version && seen.onBattery === isOnBattery(world) && !isPast(seen.until, world.now)
}

function lookAgain(seen: Seen, world: World, lookAt: LookAt): void {
  for (const of of seen.touched) {
    const place = seen.places.get(of)
    if (place !== undefined) seen.gates[place] = lookAt(of, world)
  }
  seen.touched.clear()
}

function isOnBattery(world: World): boolean {
  return world.reading.power.source === 'battery'
}

/** Whether something behind it may be due: most gates are not asked further. */
function hasSome({ hint }: Gate, now: number): boolean {
  return hint.hasUrged || isPast(hint.due, now) || isPast(hint.deadline, now)
}

function touchEntry(of: Entry, job: JobRecord, before: JobRecord | null): void {
  // One that comes can only bring the earliest times forward; only after one that went are they read again.
  if (before !== null && isBehind(before)) of.hint = null
  else if (of.hint !== null && isBehind(job)) of.hint = hintWith(of.hint, job, of.hintOnBattery)
  if (job.urged === 1) of.mayHave.urged = true
  if (job.deadlineAt !== null) of.mayHave.deadline = true
}

/** Whether it waits for nothing but its gate and its time. */
function isBehind(job: JobRecord): boolean {
  return job.state === 'enqueued' && job.held === 0
}

function hintWith(hint: Hint, job: JobRecord, onBattery: boolean): Hint {
  return {
    due: earlier(hint.due, onBattery ? job.batteryDueAt : job.dueAt),
    deadline: earlier(hint.deadline, job.deadlineAt),
    hasUrged: hint.hasUrged || job.urged === 1,
  }
}

function lookAndTell(store: EngineStore, of: Entry, world: World, version: number, tell: HoldBook['gateLooked']): Gate {
  const before = of.state
  const gate = look(store, of, world, version)
  if (gate.state !== null && gate.state !== before) tell(of.record.id, gate.state.reasons[0]?.code ?? null, world.now)
  return gate
}

/** The gate as it is now; looked at anew where it was touched, the world has another version, or a reason has ended. */
function look(store: EngineStore, of: Entry, world: World, version: number): Gate {
  const onBattery = isOnBattery(world) && of.record.periodic === 1
  if (of.hint === null || of.hintOnBattery !== onBattery) {
    of.hint = readHint(store, of, onBattery)
    of.hintOnBattery = onBattery
  }
  const until = of.state?.until ?? null
  if (of.stateVersion !== version || isPast(until, world.now)) {
    const kind = world.kindNamed(of.record.kind)
    of.state = kind === undefined ? null : gateState(of.record, kind, of.choices, world)
    of.stateVersion = version
  }
  return { record: of.record, state: of.state, hint: of.hint }
}

function entryOf(record: GateRecord): Entry {
  const choices = JSON.parse(record.choicesJson) as ConstraintChoices
  const mayHave = { urged: true, deadline: true }
  return { record, choices, hint: null, hintOnBattery: false, mayHave, state: null, stateVersion: -1 }
}

function readHint(store: EngineStore, { record, mayHave }: Entry, onBattery: boolean): Hint {
  const { id } = record
  const due = onBattery ? store.picks.earliestDueOnBattery(id) : store.picks.earliestDue(id)
  const deadline = mayHave.deadline ? store.picks.earliestDeadline(id) : null
  mayHave.deadline = deadline !== null
  mayHave.urged = mayHave.urged && store.picks.hasUrged(id)
  return { due, deadline, hasUrged: mayHave.urged }
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
  const onBattery = isOnBattery(world) && record.periodic === 1
  if (state.openness === 'open' && isPast(hint.due, world.now)) {
    add(
      onBattery ? store.picks.dueOnBattery(record.id, world.now, limit) : store.picks.due(record.id, world.now, limit),
      'gate',
    )
  }
  if (state.openness === 'deadline' && isPast(hint.deadline, world.now)) {
    const late = store.picks.pastDeadline(record.id, world.now, limit)
    // A deadline ends soft constraints, not the 15 minutes between periods on battery (semantics 1.3).
    add(onBattery ? late.filter((job) => isPast(job.batteryDueAt, world.now)) : late, 'deadline')
  }
  return [...found.values()]
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

export function isPast(at: number | null, now: number): boolean {
  return at !== null && at <= now
}
