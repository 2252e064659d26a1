// Decides when an exchange has taken too long: no headers, no byte, or too few bytes (D27, F93, F95, F96). There is no limit on the
// whole while bytes flow; that is the kind's class. What a passed deadline means: classify.ts.
import { SECOND_MS } from '@shared/time'
import type { HttpFailureCode } from './exchange'

/** All in ms, but the rate's bytes. */
export interface Deadlines {
  connectMs: number
  /** From the last byte of the request that was handed over. */
  headersMs: number
  /** Longest time without a byte of the body. */
  idleMs: number
  /** After `graceMs` of body, each `windowMs` must bring `windowBytes`. */
  graceMs: number
  windowMs: number
  windowBytes: number
}

export const defaultDeadlines: Deadlines = {
  connectMs: 10 * SECOND_MS,
  headersMs: 15 * SECOND_MS,
  idleMs: 20 * SECOND_MS,
  graceMs: 30 * SECOND_MS,
  windowMs: 10 * SECOND_MS,
  windowBytes: 1_024,
}

/** Reason of the abort that a passed deadline makes. */
export class DeadlinePassed extends Error {
  constructor(readonly code: Extract<HttpFailureCode, 'headers_timeout' | 'body_stalled' | 'body_too_slow'>) {
    super(code)
    this.name = 'DeadlinePassed'
  }
}

/** Watches one exchange. `abort` is called at most once; stop() must be called at the end, whatever happened. */
export class ExchangeWatch {
  private timer: NodeJS.Timeout | undefined
  private window: NodeJS.Timeout | undefined
  private windowBytes = 0

  constructor(
    private readonly deadlines: Deadlines,
    private readonly abort: (reason: DeadlinePassed) => void,
  ) {
    this.waitFor('headers_timeout', deadlines.headersMs)
  }

  /** A slice of the request's body was handed over: the headers may take their time again. */
  bodySliceSent(): void {
    this.timer?.refresh()
  }

  headersCame(): void {
    const { idleMs, graceMs, windowMs } = this.deadlines
    this.waitFor('body_stalled', idleMs)
    this.window = setTimeout(() => this.beginWindows(windowMs), graceMs)
  }

  bytesCame(bytes: number): void {
    this.windowBytes += bytes
    this.timer?.refresh()
  }

  stop(): void {
    clearTimeout(this.timer)
    clearInterval(this.window)
  }

  private waitFor(code: DeadlinePassed['code'], ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.pass(code), ms)
  }

  private beginWindows(windowMs: number): void {
    this.windowBytes = 0
    this.window = setInterval(() => {
      if (this.windowBytes < this.deadlines.windowBytes) this.pass('body_too_slow')
      this.windowBytes = 0
    }, windowMs)
  }

  private pass(code: DeadlinePassed['code']): void {
    this.stop()
    this.abort(new DeadlinePassed(code))
  }
}
