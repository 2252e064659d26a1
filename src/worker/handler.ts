// Decides what a handler is given and what it gives back. Which handler performs which kind: handlers.ts;
// how messages become runs: dispatcher.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome, StopReason } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import type { Logger } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import type { ServiceInput, ServiceOutput, WorkerPaths, WorkerService } from '@shared/workerMessages'

/**
 * Asks main for a service (D8). Rejects with ServiceRefused for an expected no, with Stopped when the attempt is stopped; but for a last
 * word (`evenStopped`), which is said also then.
 */
export type Ask = <S extends WorkerService>(
  service: S,
  input: ServiceInput<S>,
  options?: { evenStopped: true },
) => Promise<ServiceOutput<S>>

/** One attempt, as its handler sees it. */
export interface HandlerRun<Input> {
  run: RunSpec
  /** Parsed by the kind's own schema. */
  input: Input
  /** Aborts when main asks for a stop; its `reason` is a Stopped. A handler yields within 5 s, at its next safe point. */
  signal: AbortSignal
  ask: Ask
  /** May be called at any rate: at most 10 a second are sent. */
  progress(progress: Progress): void
  /** Accumulated by the handler as it goes; sent with the outcome, whatever that is. */
  sums: RunSums
  log: Logger
  paths: WorkerPaths
  /** Wall clock, ms since the epoch. */
  now(): number
}

/** Performs one kind. Returns outcomes; throws only for bugs, and Stopped when the signal says so. */
export type Handler<Input> = (run: HandlerRun<Input>) => Promise<Outcome>

/** What `signal.reason` is, and what a handler may let through when it is asked to stop. */
export class Stopped extends Error {
  constructor(readonly stopReason: StopReason) {
    super(`stopped: ${stopReason}`)
    this.name = 'Stopped'
  }
}

/** What a stopped attempt reports. The engine goes by the stop reason it asked for, so nothing is charged for it. */
export function stoppedOutcome(): Outcome {
  return { type: 'retry' }
}

/** Adds to one sum of the run. */
export function addTo(sums: RunSums, name: keyof RunSums, amount: number): void {
  sums[name] = (sums[name] ?? 0) + amount
}
