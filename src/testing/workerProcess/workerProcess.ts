// Builds the worker as it ships, one bundle with only better-sqlite3 outside, and starts it as a real process that a test may kill.
// What main would answer is the test's.
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, fromWorkerSchema, type ToWorker, type WorkerPaths } from '@shared/workerMessages'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface WorkerBuild {
  entry: string
  remove(): void
}

/** Lies in node_modules, where better-sqlite3 is found. */
export async function buildWorker(): Promise<WorkerBuild> {
  const parent = join(root, 'node_modules', '.lull')
  mkdirSync(parent, { recursive: true })
  const outDir = mkdtempSync(join(parent, 'worker-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src', 'shared') } },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: join(root, 'src', 'testing', 'workerProcess', 'childMain.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
  return { entry: join(outDir, 'worker.mjs'), remove: () => rmSync(outDir, { recursive: true }) }
}

export interface WorkerEnded {
  outcome: Outcome
  sums: RunSums
}

export interface WorkerProcess {
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
  const send = (message: ToWorker): void => void child.send(message)
  const heard = (message: FromWorker): void => {
    if (message.type === 'ready') ready.resolve()
    else if (message.type === 'ended') ended.resolve({ outcome: message.outcome, sums: message.sums })
    else if (message.type === 'ask') {
      const { requestId, service, input } = message
      send({ type: 'answer', requestId, ok: true, value: answer(service, input) })
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
    ready: ready.promise,
    run: (run) => send({ type: 'run', run }),
    ended: ended.promise,
    kill: async () => {
      child.kill('SIGKILL')
      await gone.promise
    },
  }
}
