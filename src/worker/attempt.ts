// Decides how one attempt is performed: its handler, what that is given, its heartbeat (D11), and the `ended` that is sent whatever happens.
// Which attempt runs when is the dispatcher's; what a kind does is its handler's.
import { kindNamed } from '@shared/jobs/kinds'
import type { RunSums } from '@shared/jobs/occurrence'
import { type Outcome, outcomeSchema, type StopReason } from '@shared/jobs/outcome'
import { type Progress, progressSchema } from '@shared/jobs/progress'
import type { Logger } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import type { FromWorker, WorkerPaths } from '@shared/workerMessages'
import { openAsks, type ServiceAnswer, ServiceRefused } from './ask'
import { type Handler, type HandlerRun, Stopped, stoppedOutcome } from './handler'
import { thinProgress } from './progressThinner'

/** Handlers by kind; each is loaded when its kind first runs. */
export type LoadHandler = (kind: string) => (() => Promise<Handler<never>>) | undefined

const HEARTBEAT_MS = 5_000

export interface AttemptOptions {
  spec: RunSpec
  paths: WorkerPaths
  log: Logger
  post: (message: FromWorker) => void
  nextRequestId: () => number
}

export interface Attempt {
  attemptId: string
  stop(reason: StopReason): void
  answered(answer: ServiceAnswer): void
  /** Called once. Resolves with the `ended` message, never rejects. */
  perform(loadHandler: LoadHandler): Promise<FromWorker>
}

export function openAttempt({ spec, paths, log, post, nextRequestId }: AttemptOptions): Attempt {
  const { attemptId } = spec
  const controller = new AbortController()
  const { signal } = controller
  const sums: RunSums = {}
  const asks = openAsks({ attemptId, signal, post, nextRequestId })
  const thinner = thinProgress((progress) => post({ type: 'progress', attemptId, progress: { ...progress } }))
  const progress = (done: Progress): void => thinner.report(progressSchema.parse(done))
  const given = { run: spec, signal, ask: asks.ask, progress, sums, log, paths, now: Date.now }
  return {
    attemptId,
    answered: (answer) => asks.answered(answer),
    stop: (reason) => controller.abort(new Stopped(reason)),
    perform: async (loadHandler) => {
      const heartbeat = setInterval(() => post({ type: 'heartbeat', attemptId }), HEARTBEAT_MS)
      const outcome = await handled(given, loadHandler).catch((error: unknown) => thrownOutcome(error, given))
      clearInterval(heartbeat)
      thinner.close()
      return { type: 'ended', attemptId, outcome, sums: countedSums(sums) }
    },
  }
}

type Given = Omit<HandlerRun<never>, 'input'>

async function handled(given: Given, loadHandler: LoadHandler): Promise<Outcome> {
  const load = loadHandler(given.run.kind)
  const kind = kindNamed(given.run.kind)
  if (!load || !kind) return failed('unknown_kind', `This version does not know the kind ${given.run.kind}.`)
  const input = kind.input.safeParse(given.run.input)
  if (!input.success) return failed('bad_input', input.error.message)
  const handler = await load()
  return checkedOutcome(await handler({ ...given, input: input.data as never }))
}

/** A handler throws for a stop, for a refusal of main that it has no answer to, and for bugs. */
function thrownOutcome(error: unknown, { signal, run, log }: Given): Outcome {
  if (signal.aborted && isStop(error)) return stoppedOutcome()
  if (error instanceof ServiceRefused) return failed(error.code, error.message)
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  log.error('a handler threw', { jobId: run.jobId, kind: run.kind, attemptId: run.attemptId, message, stack })
  return failed('handler_threw', message)
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

const LONGEST_MESSAGE = 2_000

function failed(code: string, message: string): Outcome {
  return { type: 'failed', error: { code, message: message.slice(0, LONGEST_MESSAGE) } }
}
