// Decides how messages from main become runs of handlers, one attempt at a time, and how each ends: with exactly one `ended` (D11). What a
// kind does is its handler's; killing a process that does not stop is main's.

import { kindNamed } from '@shared/jobs/kinds'
import type { RunSums } from '@shared/jobs/occurrence'
import { type Outcome, outcomeSchema, type StopReason } from '@shared/jobs/outcome'
import { progressSchema } from '@shared/jobs/progress'
import type { Logger, LogLevel } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, toWorkerSchema, type WorkerPaths } from '@shared/workerMessages'
import { type Asks, openAsks, ServiceRefused } from './ask'
import { type Handler, Stopped, stoppedOutcome } from './handler'
import { thinProgress } from './progressThinner'

/** The way to main. In the app it is the utility process's parent port. */
export interface MessagePort {
  post(message: FromWorker): void
  listen(listener: (message: unknown) => void): void
}

/** Handlers by kind; each is loaded when its kind first runs. */
export type LoadHandler = (kind: string) => (() => Promise<Handler<never>>) | undefined

const HEARTBEAT_MS = 5_000

interface LiveAttempt {
  attemptId: string
  asks: Asks
  stop(reason: StopReason): void
}

/** Listens for as long as the process lives. */
export function startDispatcher(port: MessagePort, loadHandler: LoadHandler): void {
  const log = portLogger(port)
  let paths: WorkerPaths | null = null
  let live: LiveAttempt | null = null
  let requests = 0

  const run = async (spec: RunSpec): Promise<void> => {
    if (paths === null || live !== null) return refuseRun(port, spec, paths === null ? 'no_hello' : 'slot_busy')
    const attempt = openAttempt(port, spec, paths, log, () => ++requests)
    live = attempt
    const ended = await attempt.perform(loadHandler)
    live = null
    port.post(ended)
  }

  port.listen((raw) => {
    const parsed = toWorkerSchema.safeParse(raw)
    if (!parsed.success) return log.error('a message from main was not understood', { reason: parsed.error.message })
    const message = parsed.data
    switch (message.type) {
      case 'hello':
        paths = message.paths
        port.post({ type: 'ready' })
        return
      case 'run':
        void run(message.run as RunSpec)
        return
      case 'stop':
        if (live?.attemptId === message.attemptId) live.stop(message.reason)
        return
      case 'answer':
        live?.asks.answered(message)
        return
    }
  })
}

interface OpenAttempt extends LiveAttempt {
  perform(loadHandler: LoadHandler): Promise<FromWorker>
}

function openAttempt(
  port: MessagePort,
  spec: RunSpec,
  paths: WorkerPaths,
  log: Logger,
  nextRequestId: () => number,
): OpenAttempt {
  const { attemptId } = spec
  const controller = new AbortController()
  const { signal } = controller
  const sums: RunSums = {}
  const post = (message: FromWorker): void => port.post(message)
  const asks = openAsks({ attemptId, signal, post, nextRequestId })
  const thinner = thinProgress((progress) => port.post({ type: 'progress', attemptId, progress: { ...progress } }))

  const handle = async (loadHandler: LoadHandler): Promise<Outcome> => {
    const load = loadHandler(spec.kind)
    const kind = kindNamed(spec.kind)
    if (!load || !kind) return failed('unknown_kind', `This version does not know the kind ${spec.kind}.`)
    const input = kind.input.safeParse(spec.input)
    if (!input.success) return failed('bad_input', input.error.message.slice(0, 2_000))
    const handler = await load()
    return await handler({
      run: spec,
      input: input.data as never,
      signal,
      ask: asks.ask,
      progress: (progress) => thinner.report(progressSchema.parse(progress)),
      sums,
      log,
      paths,
      now: Date.now,
    })
  }

  return {
    attemptId,
    asks,
    stop: (reason) => controller.abort(new Stopped(reason)),
    perform: async (loadHandler) => {
      const heartbeat = setInterval(() => port.post({ type: 'heartbeat', attemptId }), HEARTBEAT_MS)
      try {
        const outcome = checkedOutcome(await handle(loadHandler))
        return { type: 'ended', attemptId, outcome, sums: countedSums(sums) }
      } catch (error) {
        return { type: 'ended', attemptId, outcome: thrownOutcome(error, signal, spec, log), sums: countedSums(sums) }
      } finally {
        clearInterval(heartbeat)
        thinner.close()
      }
    },
  }
}

/** A handler throws for a stop, for a refusal of main that it has no answer to, and for bugs. */
function thrownOutcome(error: unknown, signal: AbortSignal, spec: RunSpec, log: Logger): Outcome {
  if (signal.aborted && isStop(error)) return stoppedOutcome()
  if (error instanceof ServiceRefused) return failed(error.code, error.message.slice(0, 2_000))
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  log.error('a handler threw', { jobId: spec.jobId, kind: spec.kind, attemptId: spec.attemptId, message, stack })
  return failed('handler_threw', message.slice(0, 2_000))
}

/** Node's own waits reject with an AbortError instead of the signal's reason. */
function isStop(error: unknown): boolean {
  return error instanceof Stopped || (error instanceof Error && error.name === 'AbortError')
}

/** What crosses to main is an outcome and plain JSON, whatever the handler returned. */
function checkedOutcome(returned: unknown): Outcome {
  try {
    return outcomeSchema.parse(JSON.parse(JSON.stringify(returned)))
  } catch {
    return failed('no_outcome', 'The handler did not return an outcome.')
  }
}

function countedSums(sums: RunSums): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => Number.isFinite(sum)))
}

function failed(code: string, message: string): Outcome {
  return { type: 'failed', error: { code, message } }
}

function refuseRun(port: MessagePort, { attemptId }: RunSpec, code: string): void {
  const outcome: Outcome = { type: 'retry', error: { code, message: 'The slot was not ready for this attempt.' } }
  port.post({ type: 'ended', attemptId, outcome, sums: {} })
}

function portLogger(port: MessagePort): Logger {
  const line =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields) =>
      port.post(fields ? { type: 'log', level, message, fields } : { type: 'log', level, message })
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
