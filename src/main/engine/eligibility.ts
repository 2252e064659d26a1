// Which constraints apply to a job (D20), what holds a gate now, and which holds may be run over (D21, COND-3). Pure: everything it
// judges by is in World. Which of the jobs behind an open gate start is plan.ts.
import type { ConstraintChoices, ConstraintOrigin, Constraints, EffectiveConstraints } from '@shared/jobs/constraints'
import type { Kind } from '@shared/jobs/kind'
import type { Reason, ReasonCode } from '@shared/jobs/reasons'
import type { GateRecord, HoldRecord } from '@shared/jobs/record'
import type { Preferences } from '@shared/preferences'
import type { Pause } from '@shared/queue'
import { isLoopbackHost } from '@shared/sources'
import type { SourceSwitch } from './ports'
import { type Signal, type Surroundings, signalMissing, signalsNeeded } from './signals'

/** Everything but the jobs that decides what may run. Times are ms UTC. */
export interface World extends Surroundings {
  now: number
  /** When quiet hours begin or end next, ms UTC; null where none are set. */
  quietChangesAt: number | null
  pauses: readonly Pause[]
  holds: readonly HoldRecord[]
  sources: ReadonlyMap<string, SourceSwitch>
  /** ms until a signal that returned may be relied on; 0 when it may. */
  settlingMs(signal: Signal): number
  /** Until when the first reading of the device is waited for; null once there is one. */
  readingAwaitedUntil: number | null
  /** Until when the battery's level is waited for; null when it is known or not to be had. */
  levelAwaitedUntil: number | null
  kindNamed(name: string): Kind | undefined
}

/** How far a gate is open: to all, to those past their deadline, to those the user asked for, or to none. */
export type Openness = 'open' | 'deadline' | 'urged' | 'closed'

export interface GateState {
  openness: Openness
  /** In the order to show them; empty when it is open. */
  reasons: Reason[]
  needs: EffectiveConstraints
  /** Its network destination, for going first after a resume; null when it needs no network. */
  origin: string | null
  /** When a reason ends by itself; null when none does. */
  until: number | null
}

/** Soft holds give way to a deadline (COND-3). */
const SOFT: ReadonlySet<ReasonCode> = new Set(['on_battery', 'battery_low', 'not_idle'])
/** And these, besides, to the user's own word (D21). */
const OVERRIDABLE: ReadonlySet<ReasonCode> = new Set([
  ...SOFT,
  'not_due',
  'backoff',
  'battery_saver',
  'battery_interval',
  'quiet_hours',
  'metered',
  'metered_unknown',
  'not_metered',
  'settling',
  'thermal',
])

export function givesWayToDeadline(code: ReasonCode): boolean {
  return SOFT.has(code)
}

export function givesWayToUser(code: ReasonCode): boolean {
  return OVERRIDABLE.has(code)
}

/** Whether "only when charging", "only when idle" and background work off apply: not to what a person just asked for. */
export function isAutomatic(kind: Kind | undefined): boolean {
  return kind?.asked !== true
}

function isLocal(source: SourceSwitch | undefined): boolean {
  if (source === undefined) return false
  return source.origin === null || (URL.canParse(source.origin) && isLoopbackHost(new URL(source.origin).hostname))
}

interface Choice<T> {
  value: T
  from: ConstraintOrigin
}

function firstChoice<T>(ofJob: T | undefined, ofSource: T | undefined, ofKind: T): Choice<T> {
  if (ofJob !== undefined) return { value: ofJob, from: 'job' }
  return ofSource === undefined ? { value: ofKind, from: 'kind' } : { value: ofSource, from: 'source' }
}

/** The job's choice, else the source's, else the kind's; preferences add (D20). A local source needs no network. */
export function effectiveConstraints(
  choices: ConstraintChoices,
  source: SourceSwitch | undefined,
  kind: Kind,
  preferences: Preferences,
): EffectiveConstraints {
  const own = choices
  const theirs = source?.constraints ?? {}
  const usual = kind.constraints
  const automatic = isAutomatic(kind)
  const added = (choice: Choice<boolean>, wanted: boolean): Choice<boolean> =>
    automatic && wanted && !choice.value ? { value: true, from: 'preference' } : choice

  let network = firstChoice(own.network, theirs.network, usual.network)
  if (network.from === 'kind' && isLocal(source)) network = { value: 'notRequired', from: 'source' }
  const avoidsMetered = automatic && preferences.onMetered === 'wait'
  if (network.from === 'kind' && network.value === 'connected' && avoidsMetered) {
    network = { value: 'unmetered', from: 'preference' }
  }
  return {
    network,
    charging: added(firstChoice(own.charging, theirs.charging, usual.charging), preferences.onlyWhenCharging),
    batteryNotLow: firstChoice(own.batteryNotLow, theirs.batteryNotLow, usual.batteryNotLow),
    idle: added(firstChoice(own.idle, theirs.idle, usual.idle), preferences.onlyWhenIdle),
    storageNotLow: firstChoice(own.storageNotLow, theirs.storageNotLow, usual.storageNotLow),
  }
}

export function plainConstraints(effective: EffectiveConstraints): Constraints {
  return {
    network: effective.network.value,
    charging: effective.charging.value,
    batteryNotLow: effective.batteryNotLow.value,
    idle: effective.idle.value,
    storageNotLow: effective.storageNotLow.value,
  }
}

/** What is held by people and servers rather than by the device: switched off, paused, signed out, told to slow down. */
export function administrativeHolds(of: { kind: string; sourceId: string | null }, world: World): Reason[] {
  const source = of.sourceId === null ? undefined : world.sources.get(of.sourceId)
  const reasons: Reason[] = []
  if (isAutomatic(world.kindNamed(of.kind)) && (!world.preferences.backgroundWork || source?.enabled === false)) {
    reasons.push({ code: 'disabled' })
  }
  const pause = pauseOver(of, world)
  if (pause) reasons.push(withUntil({ code: 'paused_by_user', since: pause.since }, pause.until))
  for (const hold of world.holds) {
    const isOurs =
      hold.scope === 'source' ? hold.key === of.sourceId : source !== undefined && hold.key === source.origin
    const isOver = hold.until !== null && hold.until <= world.now
    if (isOurs && !isOver) reasons.push(withUntil({ code: hold.reason, since: hold.since }, hold.until))
  }
  return reasons
}

/** The pause that ends last, of those that cover it; jobs paused one by one are held by their own row. */
function pauseOver(of: { kind: string; sourceId: string | null }, world: World): Pause | undefined {
  const covering = world.pauses.filter(({ scope, until }) => {
    if (until !== null && until <= world.now) return false
    if (scope.type === 'all') return world.kindNamed(of.kind)?.throughPause !== true
    return scope.type === 'kind' ? scope.kind === of.kind : scope.type === 'source' && scope.id === of.sourceId
  })
  return covering.toSorted((a, b) => (b.until ?? Infinity) - (a.until ?? Infinity))[0]
}

function isAnyNeeded({ network, ...needs }: Constraints): boolean {
  return network !== 'notRequired' || Object.values(needs).some(Boolean)
}

/** What device and hour say against these needs, then what has only just come back. */
export function deviceHolds(needs: Constraints, isAutomaticWork: boolean, world: World): Reason[] {
  const needed = signalsNeeded(needs, isAutomaticWork)
  const unread = world.readingAwaitedUntil ?? 0
  if (isAnyNeeded(needs) && unread > world.now) return [{ code: 'settling', until: unread }]
  const missing = needed.flatMap((signal) => signalMissing(signal, world) ?? [])
  // Offline says it all: what the absent network would cost is not worth a second sentence.
  if (missing.some((reason) => reason.code === 'offline' || reason.code === 'captive_portal')) {
    return missing.filter(({ code }) => !code.includes('metered') && code !== 'network_not_allowed')
  }
  if (missing.length > 0) return missing
  const settling = Math.max(0, ...needed.map((signal) => world.settlingMs(signal)))
  const levelUntil = needs.batteryNotLow ? (world.levelAwaitedUntil ?? 0) : 0
  const until = Math.max(settling > 0 ? world.now + settling : 0, levelUntil)
  return until > world.now ? [{ code: 'settling', until }] : []
}

/** The state of a gate whose kind this version knows. */
export function gateState(gate: GateRecord, kind: Kind, choices: ConstraintChoices, world: World): GateState {
  const source = gate.sourceId === null ? undefined : world.sources.get(gate.sourceId)
  const needs = effectiveConstraints(choices, source, kind, world.preferences)
  const reasons = [
    ...administrativeHolds(gate, world),
    ...deviceHolds(plainConstraints(needs), isAutomatic(kind), world),
  ]
  const ends = reasons.flatMap((reason) => reason.until ?? [])
  return {
    openness: opennessOf(reasons),
    reasons,
    needs,
    origin: needs.network.value === 'notRequired' ? null : (source?.origin ?? `kind:${gate.kind}`),
    until: ends.length > 0 ? Math.min(...ends) : null,
  }
}

function opennessOf(reasons: readonly Reason[]): Openness {
  if (reasons.length === 0) return 'open'
  if (reasons.every((reason) => givesWayToDeadline(reason.code))) return 'deadline'
  return reasons.every((reason) => givesWayToUser(reason.code)) ? 'urged' : 'closed'
}

function withUntil(reason: Reason, until: number | null): Reason {
  return until === null ? reason : { ...reason, until }
}
