// The process of the app's own sample server: started when something first needs it, ended 10 s after nothing does (D33). Its token
// is made here, lives in memory only, and changes with every start of the app.
import { randomBytes } from 'node:crypto'
import type { Logger } from '@shared/logger'
import { fromSampleSchema, type ToSample } from '@shared/sampleMessages'
import { SECOND_MS } from '@shared/time'
import { type After, type Cancel, type Child, type Fork, realAfter } from './child'
import { logOutput } from './processLog'

const START_WITHIN_MS = 15 * SECOND_MS
const KEEP_MS = 10 * SECOND_MS

export interface SampleProcessOptions {
  fork: Fork
  /** ms UTC at which the person first tried the sample. */
  startedAt: () => number
  /** Absolute path of the file of accepted reports. */
  state: string
  pageDelayMs?: number
  log: Logger
  after?: After
}

export interface SampleLease {
  port: number
  token: string
  /** Once; further calls do nothing. */
  release(): void
}

export interface SampleProcess {
  /** Rejects when the server cannot be started. Its port is another after each start of its process. */
  acquire(): Promise<SampleLease>
  stop(): void
}

export function createSampleProcess(options: SampleProcessOptions): SampleProcess {
  return new Sample(options)
}

interface Live {
  child: Child
  port: Promise<number>
}

class Sample implements SampleProcess {
  readonly #token = randomBytes(32).toString('base64url')
  readonly #after: After
  #live: Live | null = null
  #leases = 0
  #cancelEnd: Cancel | null = null

  constructor(private readonly options: SampleProcessOptions) {
    this.#after = options.after ?? realAfter
  }

  async acquire(): Promise<SampleLease> {
    this.#leases += 1
    this.#cancelEnd?.()
    this.#cancelEnd = null
    const release = this.#releaseOnce()
    try {
      this.#live ??= this.#start()
      return { port: await this.#live.port, token: this.#token, release }
    } catch (problem) {
      release()
      throw problem
    }
  }

  stop(): void {
    this.#cancelEnd?.()
    this.#cancelEnd = null
    this.#end(this.#live)
  }

  #releaseOnce(): () => void {
    let released = false
    return () => {
      if (released) return
      released = true
      this.#leases -= 1
      if (this.#leases === 0 && this.#live) this.#cancelEnd = this.#after(KEEP_MS, () => this.stop())
    }
  }

  #start(): Live {
    const { fork, startedAt, state, pageDelayMs, log } = this.options
    const child = fork()
    logOutput(child, log)
    const message: ToSample = {
      type: 'start',
      token: this.#token,
      startedAt: startedAt(),
      state,
      ...(pageDelayMs === undefined ? {} : { pageDelayMs }),
    }
    const live: Live = { child, port: this.#listening(child, () => live) }
    child.post(message)
    return live
  }

  #listening(child: Child, live: () => Live): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (detail: string): void => {
        cancel()
        this.#end(live())
        reject(new Error(`The sample server did not start: ${detail}`))
      }
      const cancel = this.#after(START_WITHIN_MS, () => fail('it did not answer'))
      child.onMessage((raw) => {
        const message = fromSampleSchema.safeParse(raw)
        if (!message.success) return fail('its answer could not be read')
        if (message.data.type === 'failed') return fail(message.data.message)
        cancel()
        resolve(message.data.port)
      })
      // After it listened: whoever uses the port sees a refused connection, and the next to need it starts it anew.
      child.onExit(fail)
    })
  }

  #end(live: Live | null): void {
    if (!live) return
    if (this.#live === live) this.#live = null
    live.child.kill()
  }
}
