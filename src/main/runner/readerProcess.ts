// The reader's process while the Data view is open (D9): read-only looks at the library, one request and one answer each. A query
// that runs away cannot be interrupted from outside, so its process is ended and the next request gets a new one (F70).
import { type Reply, refused } from '@shared/errors'
import type { AsideSummary, EarlierImport } from '@shared/imports'
import type { Logger } from '@shared/logger'
import {
  type AboutRequest,
  type CellRequest,
  type CellText,
  libraryFiles,
  type RowsPage,
  type RowsRequest,
  type TableAbout,
  type TableView,
  type ToReader,
} from '@shared/readerMessages'
import { SECOND_MS } from '@shared/time'
import { z } from 'zod'
import { type After, type Cancel, type Child, type Fork, realAfter } from './child'
import { logOutput } from './processLog'

/** No look may take longer (D9). */
const DEADLINE_MS = 5 * SECOND_MS

const damaged = z.array(z.enum(libraryFiles)).optional()
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), value: z.unknown(), damaged }),
  z.object({ id: z.number(), ok: z.literal(false), code: z.string(), message: z.string(), damaged }),
])

export interface ReaderProcessOptions {
  fork: Fork
  /** Absolute paths of the two files. */
  library: string
  imports: string
  log: Logger
  /** It met damage in this file. */
  onDamage?: ((file: TableView['file']) => void) | undefined
  after?: After
}

export interface ReaderProcess {
  /** Refused with `reader_slow` after 5 s, with `reader_gone` when the process died, else with what the reader itself says. */
  tables(): Promise<Reply<TableView[]>>
  rows(request: RowsRequest): Promise<Reply<RowsPage>>
  cell(request: CellRequest): Promise<Reply<CellText>>
  about(request: AboutRequest): Promise<Reply<TableAbout>>
  importsOf(bytes: number): Promise<Reply<(EarlierImport & { hash: string })[]>>
  aside(jobId: string): Promise<Reply<AsideSummary | null>>
  /** Ends the process; the next request starts one. */
  close(): void
}

export function createReaderProcess(options: ReaderProcessOptions): ReaderProcess {
  return new Reader(options)
}

type Without<Call extends ToReader['call']> = Omit<Extract<ToReader, { call: Call }>, 'id'>
type Question = { [Call in Exclude<ToReader['call'], 'hello'>]: Without<Call> }[Exclude<ToReader['call'], 'hello'>]

interface Pending {
  resolve: (reply: Reply<unknown>) => void
  cancelDeadline: Cancel
}

interface Live {
  child: Child
  pending: Map<number, Pending>
}

const gone = refused('reader_gone', 'The process that reads the data ended.')
const slow = refused('reader_slow', 'Reading the data took too long and was stopped.')

class Reader implements ReaderProcess {
  #live: Live | null = null
  #lastId = 0

  constructor(private readonly options: ReaderProcessOptions) {}

  // What comes back is our own process's answer to our own question; its rows are shown as text only.
  async tables(): Promise<Reply<TableView[]>> {
    return (await this.#ask({ call: 'tables' })) as Reply<TableView[]>
  }

  async rows(request: RowsRequest): Promise<Reply<RowsPage>> {
    return (await this.#ask({ call: 'rows', request })) as Reply<RowsPage>
  }

  async cell(request: CellRequest): Promise<Reply<CellText>> {
    return (await this.#ask({ call: 'cell', request })) as Reply<CellText>
  }

  async about(request: AboutRequest): Promise<Reply<TableAbout>> {
    return (await this.#ask({ call: 'about', request })) as Reply<TableAbout>
  }

  async importsOf(bytes: number): Promise<Reply<(EarlierImport & { hash: string })[]>> {
    return (await this.#ask({ call: 'importsOf', bytes })) as Reply<(EarlierImport & { hash: string })[]>
  }

  async aside(jobId: string): Promise<Reply<AsideSummary | null>> {
    return (await this.#ask({ call: 'aside', jobId })) as Reply<AsideSummary | null>
  }

  close(): void {
    this.#end(this.#live, gone)
  }

  #ask(question: Question): Promise<Reply<unknown>> {
    let live: Live
    try {
      live = this.#live ?? this.#open()
    } catch (problem) {
      this.options.log.error('the reader could not be started', { problem: String(problem) })
      return Promise.resolve(gone)
    }
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      const after = this.options.after ?? realAfter
      const cancelDeadline = after(DEADLINE_MS, () => {
        this.options.log.warn('the reader was too slow and is ended', { call: question.call })
        this.#end(live, slow)
      })
      live.pending.set(id, { resolve, cancelDeadline })
      live.child.post({ ...question, id })
    })
  }

  #open(): Live {
    const { fork, library, imports, log } = this.options
    const live: Live = { child: fork(), pending: new Map() }
    logOutput(live.child, log)
    live.child.onMessage((message) => this.#answered(live, message))
    live.child.onExit((detail) => {
      if (live.pending.size > 0) log.error('the reader died', { detail, unanswered: live.pending.size })
      this.#end(live, gone)
    })
    this.#lastId += 1
    live.child.post({ call: 'hello', id: this.#lastId, library, imports } satisfies ToReader)
    this.#live = live
    return live
  }

  #answered(live: Live, message: unknown): void {
    const answer = answerSchema.safeParse(message)
    if (!answer.success) return this.options.log.error('an answer of the reader could not be read')
    const pending = live.pending.get(answer.data.id)
    if (!pending) return
    live.pending.delete(answer.data.id)
    pending.cancelDeadline()
    const { data } = answer
    for (const file of data.damaged ?? []) this.options.onDamage?.(file)
    pending.resolve(data.ok ? { ok: true, value: data.value } : refused(data.code, data.message))
  }

  /** Whoever waits for it is answered with `reply`. */
  #end(live: Live | null, reply: Reply<never>): void {
    if (!live) return
    if (this.#live === live) this.#live = null
    for (const { resolve, cancelDeadline } of live.pending.values()) {
      cancelDeadline()
      resolve(reply)
    }
    live.pending.clear()
    live.child.kill()
  }
}
