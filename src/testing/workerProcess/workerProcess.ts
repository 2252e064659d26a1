// Starts a built worker as a real process that a test may kill. What main would answer is the test's; building it is workerBuild.ts's.
import { fork } from 'node:child_process'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, fromWorkerSchema, type ToWorker, type WorkerPaths } from '@shared/workerMessages'

export interface WorkerEnded {
  outcome: Outcome
  sums: RunSums
}

export interface WorkerProcess {
  pid: number
  /** Resolves once the worker listens. */
  ready: Promise<void>
  run(spec: RunSpec): void
  /** What the attempt reported; null: the process is gone without a word. */
  ended: Promise<WorkerEnded | null>
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>
}

/** `answer`: what main says to each service. */
export function startWorker(
  entry: string,
  paths: WorkerPaths,
  answer: (service: string, input: unknown) => unknown,
): WorkerProcess {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const child = fork(entry, [], { env, execArgv: [], stdio: 'ignore' })
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<WorkerEnded | null>()
  const gone = Promise.withResolvers<void>()
  const send = (message: ToWorker): void => {
    if (child.connected) child.send(message)
  }
  const heard = (message: FromWorker): void => {
    if (message.type === 'ready') ready.resolve()
    else if (message.type === 'ended') ended.resolve({ outcome: message.outcome, sums: message.sums })
    else if (message.type === 'ask') {
      const { requestId, service, input } = message
      void Promise.resolve(answer(service, input)).then(
        (value) => send({ type: 'answer', requestId, ok: true, value }),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error)
          send({ type: 'answer', requestId, ok: false, code: message, message })
        },
      )
    }
  }
  child.on('message', (raw) => heard(fromWorkerSchema.parse(raw)))
  child.on('error', () => {})
  child.once('exit', () => {
    ready.resolve()
    ended.resolve(null)
    gone.resolve()
  })
  send({ type: 'hello', paths })
  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    run: (run) => send({ type: 'run', run }),
    ended: ended.promise,
    kill: async () => {
      child.kill('SIGKILL')
      await gone.promise
    },
  }
}
