// What the engine needs of the world, and nothing else: every adapter meets it here. Wired in main/engineThread and testing/harness.
import type { CoreEvent } from '@shared/core'
import type { EngineStore } from '@shared/engineStore'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { Kind } from '@shared/jobs/kind'
import type { Logger } from '@shared/logger'
import type { Preferences } from '@shared/preferences'
import type { RunnerPort } from '@shared/runner'

/** What the engine must know of a source. `origin` null: served by the app itself, so no network is needed. */
export interface SourceSwitch {
  id: string
  enabled: boolean
  constraints: ConstraintChoices
  /** 'https://api.example.org' */
  origin: string | null
  /** null: the app-wide interval. */
  everyMs: number | null
  lastSuccessAt: number | null
}

export interface SourcesPort {
  sourceSwitches(): SourceSwitch[]
  /** Called inside the transaction that ends the run, `at` ms UTC. */
  sourceSucceeded(id: string, at: number): void
}

export interface Clock {
  /** Wall clock, ms UTC; may jump. */
  now(): number
  /** ms, does not advance while the computer sleeps, never jumps. */
  monotonic(): number
  /** ms since boot, advances while the computer sleeps, never jumps (D16). */
  uptime(): number
}

/** Cron, behind a port (D18). */
export interface Calendar {
  /** The first instant after `after` (ms UTC) on this grid; null when there is none or the expression is invalid. */
  next(cron: string, timeZone: string, after: number): number | null
  isValid(cron: string, timeZone: string): boolean
}

export interface EnginePorts {
  store: EngineStore
  runner: RunnerPort
  /** Wakes the engine at that time (alarmFired), at most 60 s ahead; null: not at all. */
  alarm: { set(at: number | null): void }
  clock: Clock
  calendar: Calendar
  /** 0 to 1, for jitter. */
  random(): number
  newId(): string
  log: Logger
  sources: SourcesPort
  kindNamed(name: string): Kind | undefined
  preferences: Preferences
  /** The computer's, IANA: quiet hours are by the clock on its wall. */
  timeZone(): string
  emit(event: CoreEvent): void
  /** Attempts at once, all kinds together. */
  slots: number
  /** Runs `flush` soon, after what is being called now: setImmediate, so that calls made at once share a commit (D7). */
  defer(flush: () => void): void
  /** Runs `work` after about `delayMs`; used for at most 5 s and only while something happens. */
  later(work: () => void, delayMs: number): void
  instanceId: string
}
