// One worker slot: a process that runs one attempt at a time (D11, D15). It decides when that process must die: it fell silent, or it
// did not stop within its grace. Which attempt comes next, and when a slot is not needed any more, is the pool's.
import type { Outcome, StopReason } from '@shared/jobs/outcome'
import type { LogFields, Logger } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, fromWorkerSchema, type ToWorker, type WorkerPaths } from '@shared/workerMessages'
import type { After, Cancel, Child } from './child'
import { flatFields, logOutput } from './processLog'
import { startWatchdog, type Watchdog } from './watchdog'

/** A process that was killed and does not go is given up, so that its attempt can end. */
const GIVE_UP_MS = 5_000

export type DeathCause = 'stopped' | 'crashed' | 'hung'
type Ended = Extract<FromWorker, { type: 'ended' }>
type Ask = Extract<FromWorker, { type: 'ask' }>
type Logged = Extract<FromWorker, { type: 'log' }>

export interface WorkerEvents {
  started(run: RunSpec): void
  /** A line of the attempt that runs; it is in the app's log already. */
  logged(run: RunSpec, line: Pick<Logged, 'level' | 'message'> & { fields: LogFields }): void
  progress(run: RunSpec, progress: Record<string, unknown>): void
  ended(run: RunSpec, outcome: Outcome, sums: Ended['sums']): void
  /** Answered by WorkerProcess.answer. */
  ask(run: RunSpec, ask: Ask): void
  /** Once, and nothing after it. `run` is the attempt that went with it. */
  gone(cause: DeathCause | 'released', run: RunSpec | null, detail: string): void
}

export interface WorkerProcessPorts {
  paths: WorkerPaths
  after: After
  log: Logger
  events: WorkerEvents
}

interface Attempt {
  run: RunSpec
  started: boolean
  watchdog: Watchdog
  stopAt: { reason: StopReason; cancel: Cancel } | null
}

export class WorkerProcess {
  #attempt: Attempt | null = null
  #ready = false
  #gone = false
  /** Why we killed it; null while it lives or when it died by itself. */
  #killed: DeathCause | 'released' | null = null
  #cancelGiveUp: Cancel = () => undefined

  constructor(
    private readonly child: Child,
    private readonly ports: WorkerProcessPorts,
  ) {
    logOutput(child, ports.log)
    child.onMessage((message) => this.#received(message))
    child.onExit((detail) => this.#exited(detail))
    this.#post({ type: 'hello', paths: ports.paths })
  }

  get isIdle(): boolean {
    return this.#attempt === null && this.#killed === null && !this.#gone
  }

  get pid(): number | undefined {
    return this.child.pid()
  }

  runs(attemptId: string): boolean {
    return this.#attempt?.run.attemptId === attemptId
  }

  /** Only while idle. */
  run(run: RunSpec): void {
    const watchdog = startWatchdog(this.ports.after, () => this.#kill('hung'))
    this.#attempt = { run, started: false, watchdog, stopAt: null }
    this.#post({ type: 'run', run })
    if (this.#ready) this.#begin()
  }

  /** Asks the attempt to end; kills the process after graceMs. Asked again, the earlier end counts. */
  stop(reason: StopReason, graceMs: number): void {
    const attempt = this.#attempt
    if (!attempt) return
    const cancel = this.ports.after(graceMs, () => this.#kill('stopped'))
    if (attempt.stopAt) {
      const first = attempt.stopAt
      attempt.stopAt = { reason: first.reason, cancel: () => (first.cancel(), cancel()) }
      return
    }
    attempt.stopAt = { reason, cancel }
    this.#post({ type: 'stop', attemptId: attempt.run.attemptId, reason })
  }

  /** Ends the process without asking, whatever it does. */
  release(): void {
    this.#kill(this.#attempt ? 'stopped' : 'released')
  }

  answer(message: Extract<ToWorker, { type: 'answer' }>): void {
    this.#post(message)
  }

  #post(message: ToWorker): void {
    if (this.#gone || this.#killed) return
    try {
      this.child.post(message)
    } catch (problem) {
      this.ports.log.error('a message could not be sent', { type: message.type, problem: String(problem) })
      if (message.type !== 'answer') this.#kill('crashed')
    }
  }

  #received(message: unknown): void {
    if (this.#gone || this.#killed) return
    this.#attempt?.watchdog.alive()
    const parsed = fromWorkerSchema.safeParse(message)
    if (parsed.success) this.#handle(parsed.data)
    else this.#unreadable(message, parsed.error.message)
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true
        return this.#begin()
      case 'heartbeat':
        return
      case 'log':
        return this.#logged(message)
      default:
        return this.#ofAttempt(message)
    }
  }

  #logged({ level, message, fields }: Logged): void {
    const flat = flatFields(fields)
    const run = this.#attempt?.run
    this.ports.log[level](message, run ? { ...flat, jobId: run.jobId } : flat)
    if (run) this.ports.events.logged(run, { level, message, fields: flat })
  }

  /** What belongs to an attempt that is over is dropped (semantics 1.28); a question gets its "no", so that nothing waits. */
  #ofAttempt(message: Exclude<FromWorker, { type: 'ready' | 'heartbeat' | 'log' }>): void {
    const run = this.#attempt?.run
    const isLive = run?.attemptId === message.attemptId
    if (!run || !isLive) {
      if (message.type === 'ask') this.#refuse(message)
      return
    }
    if (message.type === 'ask') return this.ports.events.ask(run, message)
    if (message.type === 'progress') return this.ports.events.progress(run, message.progress)
    this.#finish()
    this.ports.events.ended(run, message.outcome, message.sums)
  }

  #refuse({ requestId }: Ask): void {
    const message = 'This attempt does not own its job any more.'
    this.#post({ type: 'answer', requestId, ok: false, code: 'not_owner', message })
  }

  /** An end that cannot be read is still an end (semantics 1.32); anything else is only noted. */
  #unreadable(message: unknown, problem: string): void {
    this.ports.log.error('a message could not be read', { problem })
    const run = this.#attempt?.run
    const { type, attemptId } = Object(message) as { type?: unknown; attemptId?: unknown }
    if (!run || type !== 'ended' || attemptId !== run.attemptId) return
    this.#finish()
    const error = { code: 'no_outcome', message: 'The handler did not return an outcome.' }
    this.ports.events.ended(run, { type: 'failed', error }, {})
  }

  #begin(): void {
    const attempt = this.#attempt
    if (!attempt || attempt.started) return
    attempt.started = true
    this.ports.events.started(attempt.run)
  }

  #finish(): void {
    this.#attempt?.watchdog.stop()
    this.#attempt?.stopAt?.cancel()
    this.#attempt = null
  }

  #kill(cause: DeathCause | 'released'): void {
    if (this.#gone || this.#killed) return
    this.#killed = this.#attempt?.stopAt ? 'stopped' : cause
    this.#cancelGiveUp = this.ports.after(GIVE_UP_MS, () => this.#exited('killed, and did not go'))
    this.child.kill()
  }

  #exited(detail: string): void {
    if (this.#gone) return
    this.#gone = true
    this.#cancelGiveUp()
    const attempt = this.#attempt
    this.#finish()
    const cause = this.#killed ?? (attempt?.stopAt ? 'stopped' : 'crashed')
    this.ports.events.gone(cause, attempt?.run ?? null, detail)
  }
}
