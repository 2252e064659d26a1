// The runner port over worker processes: which slot runs which attempt, when a process is started, kept warm, and let go. How many
// attempts run at once is the engine's decision; what comes beyond the slots waits here, never refused.
import type { Reply } from '@shared/errors'
import type { StopReason } from '@shared/jobs/outcome'
import type { RunLog } from '@shared/jobs/runLog'
import type { Logger } from '@shared/logger'
import type { RunnerEvent, RunnerPort, RunSpec } from '@shared/runner'
import type { WorkerPaths } from '@shared/workerMessages'
import { type After, type Cancel, type Fork, realAfter } from './child'
import { createCrashLoop } from './crashLoop'
import { type CleanLine, createRunLogs, type RunLogs } from './runLogs'
import { type DeathCause, type WorkerEvents, WorkerProcess } from './workerProcess'

/** A slot is kept warm this long for the next attempt of a burst. */
const WARM_MS = 30_000
/** An expedited attempt may use one slot above the limit (semantics 1.17). */
const EXPEDITED_SLOTS = 1

export interface WorkerPoolOptions {
  fork: Fork
  /** Attempts at once, without the one more for expedited work. */
  slots: number
  paths: WorkerPaths
  /** A service asked by the attempt that is live in its slot. A rejection is a bug, and reaches the worker as `internal`. */
  answer: (run: RunSpec, service: string, input: unknown) => Promise<Reply<unknown>>
  log: Logger
  /** For lines that are kept with their run: as lines of the app's log are. */
  cleanLine: CleanLine
  clock?: { now(): number; monotonicMs(): number }
  after?: After
}

/** `crashLoop`: workers die one after the other; the next is tried at `retryAt`, ms UTC. */
export type PoolHealth = { state: 'ok' } | { state: 'crashLoop'; retryAt: number }

export interface WorkerPool extends RunnerPort {
  /** For quitting: ends every process and whatever runs in it, starts none any more, resolves when all are gone. */
  stopAll(): Promise<void>
  /** Processes that exist, warm ones too. */
  liveProcesses(): number
  pids(): number[]
  /** What the attempt of this job that runs now has said; null: none does, or nothing. */
  liveLog(jobId: string): RunLog | null
  health(): PoolHealth
  onHealth(listener: (health: PoolHealth) => void): Cancel
}

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  return new Pool(options)
}

const realClock = { now: () => Date.now(), monotonicMs: () => performance.now() }

class Pool implements WorkerPool {
  readonly #listeners = new Set<(event: RunnerEvent) => void>()
  readonly #healthListeners = new Set<(health: PoolHealth) => void>()
  /** Oldest first; the newest idle one is used first, so that the others cool down. */
  readonly #workers = new Map<WorkerProcess, { cancelWarm: Cancel }>()
  readonly #waiting: RunSpec[] = []
  readonly #clock: NonNullable<WorkerPoolOptions['clock']>
  readonly #after: After
  readonly #crashLoop: ReturnType<typeof createCrashLoop>
  readonly #logs: RunLogs
  #cancelHold: Cancel | null = null
  #stopped: (() => void)[] | null = null

  constructor(private readonly options: WorkerPoolOptions) {
    this.#clock = options.clock ?? realClock
    this.#after = options.after ?? realAfter
    this.#logs = createRunLogs(options.cleanLine, () => this.#clock.now())
    this.#crashLoop = createCrashLoop(() => this.#clock.monotonicMs())
  }

  start(run: RunSpec): void {
    if (this.#stopped) return this.#later({ ...died(run), cause: 'stopped', detail: 'the app is quitting' })
    this.#waiting.push(run)
    this.#fill()
  }

  stop(attemptId: string, reason: StopReason, graceMs: number): void {
    const index = this.#waiting.findIndex((run) => run.attemptId === attemptId)
    const [waiting] = index === -1 ? [] : this.#waiting.splice(index, 1)
    if (waiting) return this.#later({ ...died(waiting), cause: 'stopped', detail: 'never started' })
    this.#logs.stopping(attemptId, reason)
    for (const worker of this.#workers.keys()) if (worker.runs(attemptId)) worker.stop(reason, graceMs)
  }

  subscribe(listener: (event: RunnerEvent) => void): Cancel {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stopAll(): Promise<void> {
    this.#cancelHold?.()
    this.#cancelHold = null
    for (const run of this.#waiting.splice(0)) {
      this.#later({ ...died(run), cause: 'stopped', detail: 'the app is quitting' })
    }
    this.#stopped ??= []
    const resolvers = this.#stopped
    for (const worker of this.#workers.keys()) worker.release()
    if (this.#workers.size === 0) return Promise.resolve()
    return new Promise((resolve) => resolvers.push(resolve))
  }

  liveProcesses(): number {
    return this.#workers.size
  }

  pids(): number[] {
    return [...this.#workers.keys()].flatMap((worker) => worker.pid ?? [])
  }

  liveLog(jobId: string): RunLog | null {
    return this.#logs.ofJob(jobId)
  }

  health(): PoolHealth {
    if (!this.#crashLoop.inTrouble()) return { state: 'ok' }
    return { state: 'crashLoop', retryAt: this.#clock.now() + this.#crashLoop.holdMs() }
  }

  onHealth(listener: (health: PoolHealth) => void): Cancel {
    this.#healthListeners.add(listener)
    return () => this.#healthListeners.delete(listener)
  }

  /** Gives waiting attempts to warm slots, then to new ones, as far as slots and health allow. */
  #fill(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idleWorker() ?? this.#newWorker()
      if (!worker) return
      const run = this.#waiting.shift()
      this.#workers.get(worker)?.cancelWarm()
      if (!run) return
      this.#logs.began(run)
      worker.run(run)
    }
  }

  #idleWorker(): WorkerProcess | undefined {
    return [...this.#workers.keys()].findLast((worker) => worker.isIdle)
  }

  #newWorker(): WorkerProcess | null {
    const most = this.#crashLoop.inTrouble() ? 1 : this.options.slots + EXPEDITED_SLOTS
    if (this.#workers.size >= most) return null
    const holdMs = this.#crashLoop.holdMs()
    if (holdMs > 0) {
      this.#hold(holdMs)
      return null
    }
    return this.#forked()
  }

  #hold(holdMs: number): void {
    this.#cancelHold ??= this.#after(holdMs, () => {
      this.#cancelHold = null
      this.#fill()
    })
  }

  #forked(): WorkerProcess | null {
    const { paths, log } = this.options
    try {
      const child = this.options.fork()
      const worker: WorkerProcess = new WorkerProcess(child, {
        paths,
        log,
        after: this.#after,
        events: this.#events(() => worker),
      })
      this.#workers.set(worker, { cancelWarm: () => undefined })
      return worker
    } catch (problem) {
      log.error('no worker could be started', { problem: String(problem) })
      const run = this.#waiting.shift()
      if (run) this.#later({ ...died(run), cause: 'crashed', detail: `no worker could be started: ${String(problem)}` })
      this.#death()
      return this.#waiting.length > 0 ? this.#newWorker() : null
    }
  }

  #events(worker: () => WorkerProcess): WorkerEvents {
    return {
      started: ({ attemptId }) => this.#emit({ type: 'started', attemptId, at: this.#clock.now() }),
      logged: ({ attemptId }, line) => this.#logs.said(attemptId, line),
      progress: ({ attemptId }, progress) => this.#emit({ type: 'progress', attemptId, progress }),
      ended: ({ attemptId }, outcome, sums) => {
        this.#wellEnded()
        this.#keepWarm(worker())
        this.#emit({ type: 'ended', attemptId, outcome, sums, ...this.#logs.ended(attemptId, outcome, sums) })
        this.#fill()
      },
      ask: (run, { requestId, service, input }) => void this.#answer(worker(), run, requestId, service, input),
      gone: (cause, run, detail) => this.#gone(worker(), cause, run, detail),
    }
  }

  async #answer(
    worker: WorkerProcess,
    run: RunSpec,
    requestId: number,
    service: string,
    input: unknown,
  ): Promise<void> {
    const reply = await this.options.answer(run, service, input).catch((problem: unknown) => {
      const { attemptId, jobId, kind } = run
      this.options.log.error('a service failed', { service, attemptId, jobId, kind, problem: String(problem) })
      return { ok: false, refusal: { code: 'internal', message: 'The app could not answer.' } } as const
    })
    if (reply.ok) return worker.answer({ type: 'answer', requestId, ok: true, value: reply.value })
    const { code, message } = reply.refusal
    worker.answer({ type: 'answer', requestId, ok: false, code, message })
  }

  #keepWarm(worker: WorkerProcess): void {
    const slot = this.#workers.get(worker)
    if (slot) slot.cancelWarm = this.#after(WARM_MS, () => worker.release())
  }

  #gone(worker: WorkerProcess, cause: DeathCause | 'released', run: RunSpec | null, detail: string): void {
    this.#workers.get(worker)?.cancelWarm()
    this.#workers.delete(worker)
    if (cause === 'crashed' || cause === 'hung') this.#death()
    if (run) {
      const how = { cause: cause === 'released' ? 'stopped' : cause, detail } as const
      this.#emit({ ...died(run), ...how, ...this.#logs.died(run.attemptId, how) })
    }
    if (this.#workers.size === 0) for (const resolve of this.#stopped ?? []) resolve()
    if (!this.#stopped) this.#fill()
  }

  #death(): void {
    this.#crashLoop.died()
    if (this.#crashLoop.inTrouble()) this.#tellHealth()
  }

  #wellEnded(): void {
    const wasInTrouble = this.#crashLoop.inTrouble()
    this.#crashLoop.endedWell()
    if (wasInTrouble) this.#tellHealth()
  }

  #tellHealth(): void {
    for (const listener of this.#healthListeners) listener(this.health())
  }

  #emit(event: RunnerEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Never within start() or stop(): whoever calls them is not ready for an answer yet. */
  #later(event: RunnerEvent): void {
    queueMicrotask(() => this.#emit(event))
  }
}

function died({ attemptId }: RunSpec): { type: 'died'; attemptId: string } {
  return { type: 'died', attemptId }
}
