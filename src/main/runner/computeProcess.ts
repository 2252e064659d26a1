// compute(): one computation to its end in a process of its own (D10), as a one-shot isolate: nothing is stored or tried again, and calling
// it off or its deadline ends that process and nobody else's work. A warm process is used again within 30 s; two run at once, others wait.
import type { ComputeCall, ComputeInput, ComputeKind, ComputeLimits, ComputeReply } from '@shared/computeMessages'
import { type After, realAfter } from './child'
import { commonProblem, type Limit, limitOf } from './computeLimit'
import { type ComputeWorker, type ComputeWorkerOptions, openComputeWorker } from './computeWorker'

const SLOTS = 2

export interface Compute {
  /** The deadline counts from the call, waiting for a slot included. */
  compute: ComputeCall
  /** Calls off nothing: what runs has 1 s to end, what waits is answered `compute_ended`. */
  stop(): Promise<void>
  /** Of the processes there are now. */
  pids(): number[]
}

export function createCompute(options: ComputeWorkerOptions): Compute {
  const slots = new Slots(options)
  return {
    compute: (kind, input, limits) => slots.compute(kind, input, limits),
    stop: () => slots.stop(),
    pids: () => slots.pids(),
  }
}

interface Slot {
  worker: ComputeWorker
  isBusy: boolean
}

class Slots {
  readonly #slots: Slot[]
  /** First come, first served; null: there will be none. */
  #waiting: ((slot: Slot | null) => void)[] = []
  #isStopped = false
  readonly #after: After

  constructor(options: ComputeWorkerOptions) {
    this.#after = options.after ?? realAfter
    this.#slots = Array.from({ length: SLOTS }, () => ({ worker: openComputeWorker(options), isBusy: false }))
  }

  async compute<K extends ComputeKind>(
    kind: K,
    input: ComputeInput<K>,
    limits: ComputeLimits = {},
  ): Promise<ComputeReply<K>> {
    const limit = limitOf(limits, this.#after)
    try {
      const slot = await this.#takeSlot(limit)
      const passed = limit.passed()
      if (!slot || passed) {
        if (slot) this.#giveBack(slot)
        return { ok: false, error: commonProblem(passed ?? 'compute_ended') }
      }
      const reply = await slot.worker.request(kind, input, { ...limits, signal: limit.signal })
      this.#giveBack(slot)
      const late = limit.passed()
      return late ? { ok: false, error: commonProblem(late) } : reply
    } finally {
      limit.release()
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const give of this.#waiting.splice(0)) give(null)
    await Promise.all(this.#slots.map(({ worker }) => worker.shutDown()))
  }

  pids(): number[] {
    return this.#slots.flatMap(({ worker }) => worker.pid() ?? [])
  }

  /** null: stopped, or a limit was passed while it waited. A warm one before a cold one. */
  #takeSlot({ signal }: Limit): Promise<Slot | null> | Slot | null {
    if (this.#isStopped || signal.aborted) return null
    const free = this.#slots.filter(({ isBusy }) => !isBusy)
    const slot = free.find(({ worker }) => worker.pid() !== undefined) ?? free[0]
    if (slot) {
      slot.isBusy = true
      return slot
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((one) => one !== resolve)
        resolve(null)
      })
    })
  }

  #giveBack(slot: Slot): void {
    const next = this.#waiting.shift()
    if (next) return next(slot)
    slot.isBusy = false
  }
}
