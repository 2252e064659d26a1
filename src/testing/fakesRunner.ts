// A runner for tests: handlers are functions of the test, run in this process. It keeps the runner port's word: every start is followed by
// one `ended` or `died`, a stop is an abort and, after the grace, the end.
import { type Outcome, outcomeSchema, type StopReason } from '@shared/jobs/outcome'
import type { RunnerEvent, RunnerPort, RunSpec } from '@shared/runner'

export interface FakeRun extends RunSpec {
  startedAt: number
  signal: AbortSignal
  /** Why it was told to stop; null while it was not. */
  stopReason: StopReason | null
  progress(value: Record<string, unknown>): void
  /** Its process is gone, as after a crash or a hang. */
  die(cause?: 'crashed' | 'hung'): void
}

export type FakeHandler = (run: FakeRun) => Outcome | Promise<Outcome>

export interface FakeRunner extends RunnerPort {
  handle(kind: string, handler: FakeHandler): void
  handles(kind: string): boolean
  runs(kind: string): FakeRun[]
  /** The process that ran them all is gone: nothing of what still runs is heard of again. */
  abandon(): void
}

interface Live {
  run: FakeRun
  abort: AbortController
  isOver: boolean
}

export function createFakeRunner(time: {
  now(): number
  later(fire: () => void, delayMs: number): () => void
}): FakeRunner {
  const handlers = new Map<string, FakeHandler>()
  const all: FakeRun[] = []
  const listeners = new Set<(event: RunnerEvent) => void>()
  let live = new Map<string, Live>()

  const emit = (event: RunnerEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const finish = (of: Live, event: Extract<RunnerEvent, { type: 'ended' | 'died' }>): void => {
    if (of.isOver || live.get(event.attemptId) !== of) return
    of.isOver = true
    live.delete(event.attemptId)
    emit(event)
  }
  const perform = async (of: Live): Promise<void> => {
    const outcome = await outcomeOf(handlers.get(of.run.kind), of.run)
    finish(of, { type: 'ended', attemptId: of.run.attemptId, outcome, sums: {} })
  }
  const begin = (spec: RunSpec): void => {
    const abort = new AbortController()
    const { attemptId } = spec
    const run: FakeRun = {
      ...spec,
      startedAt: time.now(),
      signal: abort.signal,
      stopReason: null,
      progress: (progress) => {
        if (live.get(attemptId) === of) emit({ type: 'progress', attemptId, progress })
      },
      die: (cause = 'crashed') => finish(of, { type: 'died', attemptId, cause, detail: 'in a test' }),
    }
    const of: Live = { run, abort, isOver: false }
    live.set(attemptId, of)
    all.push(run)
    emit({ type: 'started', attemptId, at: time.now() })
    void perform(of)
  }
  return {
    handle: (kind, handler) => void handlers.set(kind, handler),
    handles: (kind) => handlers.has(kind),
    runs: (kind) => all.filter((run) => run.kind === kind),
    start: begin,
    stop: (attemptId, reason, graceMs) => {
      const of = live.get(attemptId)
      if (of === undefined) return
      of.run.stopReason = reason
      of.abort.abort(reason)
      time.later(() => finish(of, { type: 'died', attemptId, cause: 'stopped', detail: '' }), graceMs)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    abandon: () => {
      live = new Map()
    },
  }
}

/** A throw and a missing outcome are bugs of the handler, named as the worker names them (semantics 1.7, 1.32). */
async function outcomeOf(handler: FakeHandler | undefined, run: FakeRun): Promise<Outcome> {
  try {
    const returned: unknown = await handler?.(run)
    const outcome = outcomeSchema.safeParse(returned)
    if (outcome.success) return outcome.data
    return { type: 'failed', error: { code: 'no_outcome', message: 'The handler returned no outcome.' } }
  } catch (error) {
    return { type: 'failed', error: { code: 'handler_threw', message: String(error) } }
  }
}
