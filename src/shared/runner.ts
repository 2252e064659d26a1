// The runner port between the engine and the worker slots: what to start and stop, and what comes back (D11, D14, D15).

import type { RunSums } from './jobs/occurrence'
import type { Outcome, StopReason } from './jobs/outcome'
import type { Progress } from './jobs/progress'
import type { RunLog } from './jobs/runLog'

/** One attempt to be run. Plain data: it crosses a thread and a process. */
export interface RunSpec {
  attemptId: string
  jobId: string
  kind: string
  input: unknown
  /** 0 on the first run of a period, as a worker of WorkManager sees it. */
  attempt: number
  tags: string[]
  generation: number
  sourceId: string | null
  /** The lease of the worker's own files; higher with every attempt (D4). */
  epoch: number
  trigger: 'schedule' | 'user' | 'freshness' | 'job'
}

/** `log`: what the attempt said; absent where it said nothing. */
export type RunnerEvent =
  | { type: 'started'; attemptId: string; at: number }
  | { type: 'progress'; attemptId: string; progress: Progress | Record<string, unknown> }
  | { type: 'ended'; attemptId: string; outcome: Outcome; sums: RunSums; log?: RunLog }
  /** The process is gone without an outcome. `stopped`: killed after the grace of a stop. `crashed` is charged, as is `hung`. */
  | { type: 'died'; attemptId: string; cause: 'stopped' | 'crashed' | 'hung'; detail: string; log?: RunLog }

/**
 * What the engine needs of whoever runs attempts. start() never throws: a worker that cannot be made is a `died` event.
 * stop() asks the attempt to end with its reason; after `graceMs` its process is killed. Every start is followed by exactly one
 * `ended` or `died`; events of an attempt come in order.
 */
export interface RunnerPort {
  start(run: RunSpec): void
  stop(attemptId: string, reason: StopReason, graceMs: number): void
  subscribe(listener: (event: RunnerEvent) => void): () => void
}
