// A compute process that takes many requests at once, keeps them apart by their ids, passes errors back with their class and code, and
// ends when asked to, or after 30 s without a request (D10); the next request starts it anew. One computation a process: computeProcess.ts.
import {
  type ComputeInput,
  type ComputeKind,
  type ComputeLimits,
  type ComputeProblem,
  type ComputeReply,
  computations,
  type FromCompute,
  fromComputeSchema,
  type ToCompute,
} from '@shared/computeMessages'
import type { Logger } from '@shared/logger'
import { SECOND_MS } from '@shared/time'
import { type After, type Cancel, type Child, type Fork, realAfter } from './child'
import { commonProblem, type Limit, limitOf } from './computeLimit'
import { flatFields, logOutput } from './processLog'

const IDLE_MS = 30 * SECOND_MS
/** For what was called off, or asked to end, before its process is killed. */
const GRACE_MS = SECOND_MS

export interface ComputeWorkerOptions {
  fork: Fork
  log: Logger
  after?: After
}

export interface ComputeWorker {
  /**
   * Never rejects. Called off or late, it is answered when the computation has really ended: within 1 s more, or its process is killed,
   * and then every other request of it ends with `compute_gone`.
   */
  request<K extends ComputeKind>(kind: K, input: ComputeInput<K>, limits?: ComputeLimits): Promise<ComputeReply<K>>
  /** Takes nothing new, lets what is under way end for 1 s at most, and resolves when the process is gone. */
  shutDown(): Promise<void>
  /** undefined: there is no process now. */
  pid(): number | undefined
}

type Answer = { ok: true; output: unknown } | { ok: false; error: ComputeProblem }

interface Pending {
  kind: ComputeKind
  resolve: (answer: Answer) => void
  limit: Limit
  cancelGrace: Cancel
}

interface Live {
  child: Child
  pending: Map<number, Pending>
  cancelIdle: Cancel
  gone: PromiseWithResolvers<void>
  /** We ended it, so its end is no news. */
  isEnding: boolean
  /** Nothing may be said to it any more: Electron does not survive it. */
  isGone: boolean
}

export function openComputeWorker(options: ComputeWorkerOptions): ComputeWorker {
  return new Worker(options)
}

class Worker implements ComputeWorker {
  #live: Live | null = null
  #isShut = false
  #lastId = 0
  readonly #after: After

  constructor(private readonly options: ComputeWorkerOptions) {
    this.#after = options.after ?? realAfter
  }

  async request<K extends ComputeKind>(
    kind: K,
    input: ComputeInput<K>,
    limits: ComputeLimits = {},
  ): Promise<ComputeReply<K>> {
    // What the kind's own schema has parsed is the kind's; a code that is not on its list is a mistake, and still a code.
    return (await this.#ask(kind, input, limits)) as ComputeReply<K>
  }

  async shutDown(): Promise<void> {
    this.#isShut = true
    const live = this.#live
    if (!live) return
    this.#letGo(live)
    await live.gone.promise
  }

  pid(): number | undefined {
    return this.#live?.child.pid()
  }

  #ask(kind: ComputeKind, input: unknown, limits: ComputeLimits): Promise<Answer> {
    if (this.#isShut) return Promise.resolve({ ok: false, error: commonProblem('compute_ended') })
    if (limits.signal?.aborted) return Promise.resolve({ ok: false, error: commonProblem('compute_cancelled') })
    const live = this.#live ?? this.#open()
    if (!live) return Promise.resolve({ ok: false, error: commonProblem('compute_gone') })
    live.cancelIdle()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      const limit = limitOf(limits, this.#after)
      live.pending.set(id, { kind, resolve, limit, cancelGrace: () => undefined })
      limit.signal.addEventListener('abort', () => this.#callOff(live, id))
      try {
        live.child.post({ type: 'compute', id, kind, input } satisfies ToCompute)
      } catch (problem) {
        this.#settle(live, id, {
          ok: false,
          error: { ...commonProblem('compute_bad_input'), message: String(problem) },
        })
      }
    })
  }

  #open(): Live | null {
    const { fork, log } = this.options
    let child: Child
    try {
      child = fork()
    } catch (problem) {
      log.error('a compute process could not be started', { problem: String(problem) })
      return null
    }
    const gone = Promise.withResolvers<void>()
    const live: Live = { child, pending: new Map(), cancelIdle: () => undefined, gone, isEnding: false, isGone: false }
    logOutput(child, log)
    child.onMessage((message) => this.#received(live, message))
    child.onExit((detail) => this.#exited(live, detail))
    this.#live = live
    return live
  }

  #received(live: Live, raw: unknown): void {
    const parsed = fromComputeSchema.safeParse(raw)
    if (!parsed.success) return this.options.log.error('an answer of a compute process could not be read')
    const message = parsed.data
    if (message.type === 'log') return this.options.log[message.level](message.message, flatFields(message.fields))
    const pending = live.pending.get(message.id)
    if (pending) this.#settle(live, message.id, answerOf(message, pending.kind))
  }

  /** A limit that was passed counts, whatever came after it. */
  #settle(live: Live, id: number, answer: Answer): void {
    const pending = live.pending.get(id)
    if (!pending) return
    live.pending.delete(id)
    pending.cancelGrace()
    pending.limit.release()
    const passed = pending.limit.passed()
    pending.resolve(passed ? { ok: false, error: commonProblem(passed) } : answer)
    if (live.pending.size > 0) return
    if (live.isGone) return
    if (live.isEnding) return this.#askToEnd(live)
    live.cancelIdle()
    live.cancelIdle = this.#after(IDLE_MS, () => this.#letGo(live))
  }

  #callOff(live: Live, id: number): void {
    const pending = live.pending.get(id)
    if (!pending) return
    pending.cancelGrace = this.#after(GRACE_MS, () => this.#kill(live))
    live.child.post({ type: 'cancel', id } satisfies ToCompute)
  }

  /** The process ends once it has answered everything, or after a grace; the next request gets a new one. */
  #letGo(live: Live): void {
    if (this.#live === live) this.#live = null
    if (live.isEnding) return
    live.isEnding = true
    live.cancelIdle()
    live.cancelIdle = this.#after(GRACE_MS, () => this.#kill(live))
    if (live.pending.size === 0) this.#askToEnd(live)
  }

  /** Only when nothing is awaited any more: what a process says just before it ends may be lost. */
  #askToEnd(live: Live): void {
    live.child.post({ type: 'shutdown' } satisfies ToCompute)
  }

  #kill(live: Live): void {
    live.isEnding = true
    live.child.kill()
    this.#exited(live, 'killed')
  }

  #exited(live: Live, detail: string): void {
    if (this.#live === live) this.#live = null
    live.cancelIdle()
    if (!live.isEnding) this.options.log.error('a compute process died', { detail, unanswered: live.pending.size })
    live.isGone = true
    for (const id of live.pending.keys()) {
      this.#settle(live, id, { ok: false, error: commonProblem('compute_gone') })
    }
    live.gone.resolve()
  }
}

function answerOf(message: Exclude<FromCompute, { type: 'log' }>, kind: ComputeKind): Answer {
  if (message.type === 'problem') return { ok: false, error: message.error }
  const output = computations[kind].output.safeParse(message.output)
  return output.success
    ? { ok: true, output: output.data }
    : { ok: false, error: { ...commonProblem('compute_bad_output'), message: output.error.message } }
}
