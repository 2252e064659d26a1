// Decides when a page may be asked for and how long its answer is waited for: a permit of the origin first (PULL-23), never past a limit the
// server announced, short waits inside the run and long ones as its outcome (PULL-21, D26). What an answer means: http/classify.ts.
import { setTimeout as timer } from 'node:timers/promises'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import { isWorthALine, type LogFields, type Logger } from '@shared/logger'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import { outcomeOf } from '../http/classify'
import type { Http, HttpRequest, HttpResponse, Tally } from '../http/exchange'
import { rateLimitResetMs } from '../http/retryAfter'

/** Shorter waits are waited for here, so often; longer ones give the worker back. */
const SHORT_WAIT_MS = 10 * SECOND_MS
const MOST_SHORT_WAITS = 3
/** So much of a wait is added to it at most, so that not everybody comes back at once. */
const JITTER_SHARE = 0.1
const MOST_JITTER_MS = MINUTE_MS

export interface PacePorts {
  http: Http
  sums: RunSums
  signal: AbortSignal
  log: Logger
  now(): number
  /** ms to wait before asking again; 0: granted. */
  permit(origin: string): Promise<number>
  /** `usedUpMs`: how long the answer says that nothing more may be asked, 0 if it may; absent where there was no answer. */
  permitDone(origin: string, usedUpMs?: number): Promise<void>
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
  random?: () => number
}

export class Pace {
  /** A limit is used up until then, ms; 0: none is. */
  private usedUpUntil = 0
  /** Waits and repeats so far: of many, some are told. */
  private told = 0
  private readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>
  private readonly random: () => number

  constructor(private readonly ports: PacePorts) {
    this.pause = ports.pause ?? ((ms, signal) => timer(ms, undefined, { signal }))
    this.random = ports.random ?? Math.random
  }

  /** The answer, 2xx or 304; or what the run must do instead. */
  async send(request: Omit<HttpRequest, 'signal'>): Promise<HttpResponse | Outcome> {
    const { sums, signal } = this.ports
    for (let waits = 0; ; waits++) {
      const early = await this.untilAllowed(new URL(request.url).origin)
      if (early) return early
      const tally: Tally = { requests: 0, repeats: 0, bytes: 0 }
      const result = await this.permitted({ ...request, tally })
      sums.requests = (sums.requests ?? 0) + tally.requests
      sums.bytesIn = (sums.bytesIn ?? 0) + tally.bytes
      this.repeated(tally.repeats)
      if (tally.repeats > 0) this.tell('info', 'asked again at once', { times: tally.repeats })
      const outcome = outcomeOf(result, (request.token ?? null) !== null, request.token)
      if (outcome === null && result.type === 'response') return result
      if (outcome === null) throw new Error('a failure without an outcome')
      const waitMs = waitOf(outcome, this.ports.now())
      if (waitMs === null || waitMs >= SHORT_WAIT_MS || waits >= MOST_SHORT_WAITS) return this.jittered(outcome)
      this.repeated(1)
      this.tell('info', 'the server asked to wait', { waitMs, code: codeOf(outcome) })
      this.tell('debug', 'waits for its turn at the server', { waitMs })
      await this.waited(waitMs, signal)
    }
  }

  private tell(level: 'debug' | 'info', message: string, fields: LogFields): void {
    this.told += 1
    if (isWorthALine(this.told)) this.ports.log[level](message, fields)
  }

  private repeated(times: number): void {
    if (times > 0) this.ports.sums.retries = (this.ports.sums.retries ?? 0) + times
  }

  private async waited(ms: number, signal: AbortSignal): Promise<void> {
    const { sums } = this.ports
    sums.waitedMs = (sums.waitedMs ?? 0) + Math.round(ms)
    await this.pause(ms, signal)
  }

  private async permitted(request: Omit<HttpRequest, 'signal'>): Promise<Awaited<ReturnType<Http['send']>>> {
    const { http, signal } = this.ports
    let usedUpMs: number | undefined
    try {
      const result = await http.send({ ...request, signal })
      if (result.type !== 'response') return result
      const resetMs = rateLimitResetMs(result.headers, result.receivedAt)
      this.usedUpUntil = resetMs === null ? 0 : result.receivedAt + resetMs
      usedUpMs = resetMs ?? 0
      return result
    } finally {
      // Other jobs of the host may be the next to ask: this one may be over with this answer.
      await this.ports.permitDone(new URL(request.url).origin, usedUpMs)
    }
  }

  /** null once the request may go. */
  private async untilAllowed(origin: string): Promise<Outcome | null> {
    const { signal } = this.ports
    const leftMs = this.usedUpUntil - this.ports.now()
    if (leftMs >= SHORT_WAIT_MS) return this.jittered(usedUp(origin, this.usedUpUntil))
    if (leftMs > 0) {
      this.tell('debug', 'the announced limit is used up', { waitMs: leftMs })
      await this.waited(leftMs, signal)
    }
    for (;;) {
      const waitMs = await this.ports.permit(origin)
      if (waitMs === 0) return null
      if (waitMs >= SHORT_WAIT_MS) return usedUp(origin, this.ports.now() + waitMs)
      await this.waited(waitMs, signal)
    }
  }

  private jittered(outcome: Outcome): Outcome {
    const waitMs = waitOf(outcome, this.ports.now())
    if (outcome.type !== 'wait' || outcome.until === undefined || waitMs === null) return outcome
    const jitterMs = Math.min(waitMs * JITTER_SHARE, MOST_JITTER_MS) * this.random()
    return { ...outcome, until: outcome.until + Math.floor(jitterMs) }
  }
}

function waitOf(outcome: Outcome, now: number): number | null {
  return outcome.type === 'wait' && outcome.until !== undefined ? Math.max(0, outcome.until - now) : null
}

function codeOf(outcome: Outcome): string | null {
  return outcome.type === 'succeeded' ? null : (outcome.error?.code ?? null)
}

function usedUp(origin: string, until: number): Outcome {
  const message = `${new URL(origin).host} allows no more requests for now.`
  const error = { code: 'rate_limited', message, details: { origin } }
  return { type: 'wait', reason: 'rate_limited', until, scope: 'origin', error }
}
