// The product's core (engine, outbox, rows) over a real core.db, with time that a test moves and workers that answer as it says. For
// tests of what the app does with the core.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Core, CoreEvent } from '@shared/core'
import type { DeviceReading } from '@shared/device'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import { defaultPreferences, type Preferences } from '@shared/preferences'
import type { RunSpec } from '@shared/runner'
import { type CoreHandle, createCore } from '../main/engineThread/core'
import { openCoreDatabase } from '../main/store/database'
import { readingOf, T0, usualDevice } from './fakesWorld'

export interface CoreWorld {
  core: Core
  now(): number
  /** Second by second, waking as the app's one alarm does; 0 lets what was begun come to its end. */
  advance(ms: number): Promise<void>
  /** Every attempt started, in order. */
  runs: RunSpec[]
  /** What an attempt of this kind ends with; until it is said, attempts go on. */
  outcomes: Map<string, Outcome>
  /** What an attempt comes to, of whatever kind. */
  sums: RunSums
  /** Ends an attempt that goes on. */
  end(run: RunSpec, outcome: Outcome): Promise<void>
  setReading(reading: DeviceReading): Promise<void>
  setPreferences(change: Partial<Preferences>): Promise<void>
  /** An orderly quit, `awayMs` of time, and the next start. */
  restart(awayMs?: number): Promise<void>
  close(): Promise<void>
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export async function openCoreWorld(): Promise<CoreWorld> {
  const world = new World()
  await world.open()
  return world
}

class World implements CoreWorld {
  readonly runs: RunSpec[] = []
  readonly outcomes = new Map<string, Outcome>()
  sums: RunSums = {}
  readonly #folder = mkdtempSync(join(tmpdir(), 'lull-core-'))
  #handle: CoreHandle | null = null
  #preferences: Preferences = defaultPreferences
  #reading = readingOf({ ...usualDevice, charging: true }, T0)
  #elapsedMs = 0
  #timers: { at: number; work: () => void }[] = []
  #ids = 0

  get core(): Core {
    if (!this.#handle) throw new Error('the core is closed')
    return this.#handle.core
  }

  now(): number {
    return T0 + this.#elapsedMs
  }

  async open(): Promise<void> {
    this.#timers = []
    const instanceId = `instance${++this.#ids}`
    const elapsed = (): number => this.#elapsedMs
    this.#handle = createCore({
      db: openCoreDatabase(join(this.#folder, 'core.db')),
      backupFolder: join(this.#folder, 'backups'),
      preferences: this.#preferences,
      slots: 2,
      log: silent,
      emit: (event) => this.#hear(event),
      clock: { now: () => this.now(), monotonic: elapsed, uptime: elapsed },
      random: () => 0.5,
      newId: () => `id${String(++this.#ids).padStart(6, '0')}`,
      instanceId,
      defer: (flush) => setImmediate(flush),
      later: (work, delayMs) => this.#timers.push({ at: this.#elapsedMs + delayMs, work }),
    })
    await this.#handle.start()
    await this.setReading(this.#reading)
    // What was read just now has to hold for 5 s before it is relied on.
    await this.#step(5_000)
  }

  async advance(ms: number): Promise<void> {
    const end = this.#elapsedMs + ms
    await this.#settled()
    while (this.#elapsedMs < end) await this.#step(Math.min(1_000, end - this.#elapsedMs))
  }

  async end({ attemptId }: RunSpec, outcome: Outcome): Promise<void> {
    this.#handle?.inputs.runner({ type: 'ended', attemptId, outcome, sums: this.sums })
    await this.#settled()
  }

  async setReading(reading: DeviceReading): Promise<void> {
    this.#reading = reading
    this.#handle?.inputs.device(reading)
    await this.#settled()
  }

  async setPreferences(change: Partial<Preferences>): Promise<void> {
    this.#preferences = { ...this.#preferences, ...change }
    this.#handle?.inputs.preferences(this.#preferences)
    await this.#settled()
  }

  async restart(awayMs = 0): Promise<void> {
    await this.#shutDown()
    this.#elapsedMs += awayMs
    await this.open()
  }

  async close(): Promise<void> {
    await this.#shutDown()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #step(ms: number): Promise<void> {
    this.#elapsedMs += ms
    const due = this.#timers.filter(({ at }) => at <= this.#elapsedMs)
    this.#timers = this.#timers.filter(({ at }) => at > this.#elapsedMs)
    for (const { work } of due) work()
    this.#handle?.inputs.alarmFired()
    await this.#settled()
  }

  #hear(event: CoreEvent): void {
    const inputs = this.#handle?.inputs
    if (event.type === 'stop') {
      inputs?.runner({ type: 'died', attemptId: event.attemptId, cause: 'stopped', detail: '' })
    }
    if (event.type !== 'start') return
    const { run } = event
    this.runs.push(run)
    inputs?.runner({ type: 'started', attemptId: run.attemptId, at: this.now() })
    const outcome = this.outcomes.get(run.kind)
    if (outcome) inputs?.runner({ type: 'ended', attemptId: run.attemptId, outcome, sums: this.sums })
  }

  async #shutDown(): Promise<void> {
    const done = this.#handle?.core.shutDown()
    await this.#settled()
    await done
    this.#handle = null
  }

  async #settled(): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => void setImmediate(resolve))
  }
}
