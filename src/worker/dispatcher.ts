// Decides what each message from main starts, stops or answers: one attempt at a time in this process (D11). How an attempt is performed:
// attempt.ts; killing a process that does not stop is main's.
import { assertNever } from '@shared/errors'
import type { Outcome } from '@shared/jobs/outcome'
import type { Logger, LogLevel } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, toWorkerSchema, type WorkerPaths } from '@shared/workerMessages'
import { type Attempt, type LoadHandler, openAttempt } from './attempt'

/** The way to main. In the app it is the utility process's parent port. */
export interface MessagePort {
  post(message: FromWorker): void
  listen(listener: (message: unknown) => void): void
}

/** Listens for as long as the process lives. */
export function startDispatcher(port: MessagePort, loadHandler: LoadHandler): void {
  const log = portLogger(port)
  const post = (message: FromWorker): void => port.post(message)
  let paths: WorkerPaths | null = null
  let live: Attempt | null = null
  let requests = 0

  const run = async (spec: RunSpec): Promise<void> => {
    if (paths === null || live !== null) return post(refusedRun(spec, paths === null ? 'no_hello' : 'slot_busy'))
    const attempt = openAttempt({ spec, paths, log, post, nextRequestId: () => ++requests })
    live = attempt
    const ended = await attempt.perform(loadHandler)
    live = null
    post(ended)
  }

  port.listen((raw) => {
    const parsed = toWorkerSchema.safeParse(raw)
    if (!parsed.success) return log.error('a message from main was not understood', { reason: parsed.error.message })
    const message = parsed.data
    switch (message.type) {
      case 'hello':
        paths = message.paths
        return post({ type: 'ready' })
      case 'run':
        void run(message.run)
        return
      case 'stop':
        if (live?.attemptId === message.attemptId) live.stop(message.reason)
        return
      case 'answer':
        return live?.answered(message)
      default:
        return assertNever(message)
    }
  })
}

/** A second attempt, or one before its paths: a fault of the pool, which must still see an end of every start. */
function refusedRun({ attemptId }: RunSpec, code: string): FromWorker {
  const outcome: Outcome = { type: 'retry', error: { code, message: 'The slot was not ready for this attempt.' } }
  return { type: 'ended', attemptId, outcome, sums: {} }
}

function portLogger(port: MessagePort): Logger {
  const line =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields) =>
      port.post(fields ? { type: 'log', level, message, fields } : { type: 'log', level, message })
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
