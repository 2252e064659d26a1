// A table written to a file by a process of its own, one at a time: how far it is, Stop, and that nothing half-written stays. Where to is the
// user's choice in a native dialog; the page knows an id (S20). What is written: worker/exporting.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { granted, type Reply, refused } from '@shared/errors'
import { type ExportChoice, type ExportState, fromExporterSchema, type ToExporter } from '@shared/exports'
import type { Logger } from '@shared/logger'
import { MINUTE_MS } from '@shared/time'
import { type After, type Cancel, type Child, type Fork, realAfter } from './child'
import { logOutput } from './processLog'

/** A disk that takes nothing for so long is not waited for. */
const SILENCE_MS = 2 * MINUTE_MS
const MOST_KEPT = 20

export interface ExportOptions {
  fork: Fork
  /** Absolute paths of the two files. */
  library: string
  imports: string
  log: Logger
  after?: After
}

export interface ExportProcesses {
  /** Refused with `export_running` while another is, `export_failed` when no process could be started. */
  start(choice: ExportChoice, path: string): Reply<{ id: string; name: string }>
  /** What an import set aside. Refused as start(). */
  startAside(jobId: string, path: string): Reply<{ id: string; name: string }>
  state(id: string): Reply<ExportState>
  cancel(id: string): void
  /** null unless it is done. */
  writtenPath(id: string): string | null
  stop(): void
}

type Wanted =
  | Pick<Extract<ToExporter, { table: string }>, 'library' | 'table' | 'format'>
  | { library: string; asideOf: string }

interface Export {
  path: string
  partial: string
  state: ExportState
  child: Child
  cancelSilence: Cancel
}

export function createExports(options: ExportOptions): ExportProcesses {
  const kept = new Map<string, Export>()
  const running = (): Export | undefined => [...kept.values()].find(({ state }) => state.state === 'running')
  const stopOne = (one: Export | undefined): void => {
    if (one?.state.state === 'running') end(one, { ...one.state, state: 'cancelled' })
  }
  const start = (wanted: Wanted, path: string): Reply<{ id: string; name: string }> => {
    if (running()) return refused('export_running', 'Another table is being written.')
    const one = begin(options, wanted, path)
    if (one === null) return refused('export_failed', 'The process that writes could not be started.')
    const id = randomUUID()
    kept.set(id, one)
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest)
    return granted({ id, name: one.state.name })
  }
  return {
    start: ({ table, format, file }, path) => start({ library: options[file], table, format }, path),
    startAside: (jobId, path) => start({ library: options.imports, asideOf: jobId }, path),
    state: (id) => {
      const one = kept.get(id)
      return one ? granted(one.state) : refused('export_gone', 'No such file is being written.')
    },
    cancel: (id) => stopOne(kept.get(id)),
    writtenPath: (id) => {
      const one = kept.get(id)
      return one?.state.state === 'done' ? one.path : null
    },
    stop: () => stopOne(running()),
  }
}

function begin({ fork, log, after = realAfter }: ExportOptions, wanted: Wanted, path: string): Export | null {
  let child: Child
  try {
    child = fork()
  } catch (problem) {
    log.error('no process to write a table could be started', { problem: String(problem) })
    return null
  }
  const name = basename(path)
  const partial = join(dirname(path), `.${name.slice(0, 100)}.${randomUUID().slice(0, 8)}.part`)
  const one: Export = {
    path,
    partial,
    child,
    state: { state: 'running', name, rows: 0, code: null },
    cancelSilence: () => {},
  }
  const failed = (code: string): void => end(one, { ...one.state, state: 'failed', code })
  const listen = (): void => {
    one.cancelSilence()
    one.cancelSilence = after(SILENCE_MS, () => failed('export_failed'))
  }
  logOutput(child, log)
  child.onMessage((message) => {
    const told = fromExporterSchema.safeParse(message)
    if (!told.success || one.state.state !== 'running') return
    if (told.data.state === 'failed') {
      log.warn('a table was not written', { code: told.data.code, message: told.data.message })
      return failed(told.data.code)
    }
    one.state = { ...one.state, rows: told.data.rows }
    if (told.data.state === 'done') end(one, { ...one.state, state: 'done' })
    else listen()
  })
  child.onExit(() => failed('export_failed'))
  listen()
  child.post({ call: 'export', id: 0, ...wanted, partial, path } satisfies ToExporter)
  return one
}

/** Once: what is half-written goes with its process. */
function end(one: Export, state: ExportState): void {
  if (one.state.state !== 'running') return
  one.state = state
  one.cancelSilence()
  one.child.kill()
  if (state.state !== 'done') rmSync(one.partial, { force: true })
}
