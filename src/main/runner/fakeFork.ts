// A worker process in the tests' imagination: says `ready` to `hello`, beats while it runs, ends what is asked to end. Kinds decide how
// it behaves; a test may also speak for it. Time is the test's.
import type { Logger } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { type FromWorker, toWorkerSchema } from '@shared/workerMessages'
import type { After, Cancel, Child } from './child'

export const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

export function runSpec(attemptId: string, kind: string): RunSpec {
  return {
    attemptId,
    jobId: `job of ${attemptId}`,
    kind,
    input: {},
    attempt: 0,
    tags: [],
    generation: 0,
    sourceId: null,
    epoch: 1,
    trigger: 'schedule',
  }
}

export class FakeChild implements Child {
  readonly received: unknown[] = []
  readonly #messages: ((message: unknown) => void)[] = []
  readonly #exits: ((detail: string) => void)[] = []
  #heartbeat: Cancel = () => undefined
  #frozen = false
  dead = false

  constructor(
    private readonly id: number,
    private readonly after: After,
  ) {}

  pid = (): number | undefined => (this.dead ? undefined : this.id)
  onMessage = (listener: (message: unknown) => void): void => void this.#messages.push(listener)
  onExit = (listener: (detail: string) => void): void => void this.#exits.push(listener)
  onOutput = (): void => undefined

  post(message: unknown): void {
    structuredClone(message)
    this.received.push(message)
    if (!this.#frozen && !this.dead) this.react(message)
  }

  /** As the real worker's dispatcher does. `quick` ends at once, anything else goes on until it is stopped. */
  react(raw: unknown): void {
    const parsed = toWorkerSchema.safeParse(raw)
    if (!parsed.success) return
    const message = parsed.data
    if (message.type === 'hello') this.say({ type: 'ready' })
    if (message.type === 'run' && message.run.kind === 'quick') this.end(message.run.attemptId)
    if (message.type === 'run' && message.run.kind !== 'quick') this.#beat(message.run.attemptId)
    if (message.type === 'stop') this.end(message.attemptId)
  }

  end(attemptId: string): void {
    this.#heartbeat()
    this.say({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: { inserted: 3 } })
  }

  say(message: FromWorker | object): void {
    this.after(0, () => {
      if (this.#frozen || this.dead) return
      for (const listener of this.#messages) listener(message)
    })
  }

  /** As SIGSTOP: nothing happens in it any more. */
  freeze(): void {
    this.#frozen = true
  }

  kill(): void {
    this.die('killed')
  }

  die(detail: string): void {
    if (this.dead) return
    this.dead = true
    this.#heartbeat()
    this.after(0, () => {
      for (const listener of this.#exits) listener(detail)
    })
  }

  #beat(attemptId: string): void {
    this.say({ type: 'heartbeat', attemptId })
    this.#heartbeat = this.after(5_000, () => this.#beat(attemptId))
  }
}
