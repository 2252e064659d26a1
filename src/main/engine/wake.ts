// When to look again (D16), and what of the device somebody waits on now (COND-11). Both are read off the gates after a plan was
// carried out; nothing is changed here.
import type { DeviceInterest } from '@shared/device'
import type { Constraints } from '@shared/jobs/constraints'
import type { ReasonCode } from '@shared/jobs/reasons'
import { LONGEST_TIMER_MS } from '@shared/time'
import { plainConstraints, type World } from './eligibility'
import { type Gate, isPast } from './gateBook'
import { needsOf, type Parts } from './parts'

/** ms UTC, at most 60 s ahead; null when nothing is pending and nothing runs. */
export function nextWake(parts: Parts, world: World): number | null {
  const endOfPause = world.pauses.some((pause) => pause.until !== null)
  const gates = parts.gates.all(world)
  const isWaiting = (): boolean => gates.some(({ hint }) => hint.due !== null) || parts.store.picks.anyEnqueued()
  if (parts.live.size === 0 && !endOfPause && !isWaiting()) return null
  let next = world.now + LONGEST_TIMER_MS
  // A time that has passed and still did nothing is waiting for something else: an attempt's end, a reading.
  const note = (at: number | null): void => {
    if (at !== null && at > world.now && at < next) next = at
  }
  const onBattery = world.reading.power.source === 'battery'
  for (const gate of gates) {
    noteGate(gate, world, note)
    // The hint is the battery's then; a job that comes due before that has a reason to show.
    if (onBattery) note(parts.store.picks.earliestDue(gate.record.id))
  }
  for (const timed of [...world.pauses, ...world.holds]) note(timed.until)
  note(world.quietChangesAt)
  const monotonic = parts.ports.clock.monotonic()
  for (const { limitMs, startedAtMonotonic } of parts.live.values()) {
    if (limitMs !== null) note(world.now + startedAtMonotonic + limitMs - monotonic)
  }
  const probing = parts.probes.remainingMs()
  if (probing > 0) note(world.now + probing)
  return next
}

function noteGate({ hint, state }: Gate, world: World, note: (at: number | null) => void): void {
  note(hint.due)
  if (isPast(hint.due, world.now) && state !== null) note(state.until)
  if (state?.openness === 'deadline') note(hint.deadline)
}

/** True only while some due job waits on it, or a running one needs it. */
export function deviceInterest(parts: Parts, world: World): DeviceInterest {
  const onBattery = world.reading.power.source === 'battery'
  const interest: DeviceInterest = { idle: false, batteryLevel: false, storage: false }
  const add = (needs: Constraints, waits: (own: ReadonlySet<ReasonCode>) => boolean): void => {
    if (needs.idle && waits(IDLE)) interest.idle = true
    if (needs.batteryNotLow && onBattery && waits(BATTERY)) interest.batteryLevel = true
    if (needs.storageNotLow && waits(STORAGE)) interest.storage = true
  }
  for (const { hint, state } of parts.gates.all(world)) {
    if (state === null || !isPast(hint.due, world.now)) continue
    // Only what is the last thing missing is worth asking for: who waits for power does not wait for idle yet.
    add(plainConstraints(state.needs), (own) =>
      state.reasons.every((reason) => own.has(reason.code) || reason.code === 'settling'),
    )
  }
  for (const attempt of parts.store.attempts.all()) {
    if (attempt.stopReason === null) add(needsOf(parts, attempt), () => true)
  }
  return interest
}

const IDLE: ReadonlySet<ReasonCode> = new Set(['not_idle'])
const BATTERY: ReadonlySet<ReasonCode> = new Set(['battery_low'])
const STORAGE: ReadonlySet<ReasonCode> = new Set(['storage_low'])
