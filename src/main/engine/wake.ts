// When to look again (D16), and what of the device somebody waits on now (COND-11). Both are read off the gates after a plan was
// carried out; nothing is changed here.
import type { DeviceInterest } from '@shared/device'
import type { Constraints } from '@shared/jobs/constraints'
import type { ReasonCode } from '@shared/jobs/reasons'
import { LONGEST_TIMER_MS } from '@shared/time'
import { plainConstraints, type World } from './eligibility'
import { type Gate, isPast } from './gateBook'
import type { Parts } from './parts'

/** ms UTC, at most 60 s ahead; null when nothing is pending and nothing runs. */
export function nextWake(parts: Parts, world: World): number | null {
  const endOfPause = world.pauses.some((pause) => pause.until !== null)
  const gates = parts.gates.all(world)
  const isWaiting = (): boolean => gates.some(({ hint }) => hint.due !== null) || parts.store.picks.anyEnqueued()
  if (parts.live.size === 0 && !endOfPause && !isWaiting()) return null
  const times = [world.now + LONGEST_TIMER_MS]
  const onBattery = world.reading.power.source === 'battery'
  for (const gate of gates) {
    times.push(...gateTimes(gate, world))
    // The hint is the battery's then; a job that comes due before that has a reason to show.
    const due = onBattery ? parts.store.picks.earliestDue(gate.record.id) : null
    if (due !== null) times.push(due)
  }
  for (const timed of [...world.pauses, ...world.holds]) if (timed.until !== null) times.push(timed.until)
  if (world.quietChangesAt !== null) times.push(world.quietChangesAt)
  const monotonic = parts.ports.clock.monotonic()
  for (const note of parts.live.values()) {
    if (note.limitMs !== null) times.push(world.now + note.startedAtMonotonic + note.limitMs - monotonic)
  }
  const probing = parts.probes.remainingMs()
  if (probing > 0) times.push(world.now + probing)
  // A time that has passed and still did nothing is waiting for something else: an attempt's end, a reading.
  return Math.min(...times.filter((at) => at > world.now))
}

function gateTimes({ hint, state }: Gate, world: World): number[] {
  const times: number[] = []
  if (hint.due !== null) times.push(hint.due)
  if (isPast(hint.due, world.now) && state !== null && state.until !== null) times.push(state.until)
  if (hint.deadline !== null && state?.openness === 'deadline') times.push(hint.deadline)
  return times
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
    if (attempt.stopReason === null) add(JSON.parse(attempt.needsJson) as Constraints, () => true)
  }
  return interest
}

const IDLE: ReadonlySet<ReasonCode> = new Set(['not_idle'])
const BATTERY: ReadonlySet<ReasonCode> = new Set(['battery_low'])
const STORAGE: ReadonlySet<ReasonCode> = new Set(['storage_low'])
