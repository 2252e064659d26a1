// What every run says of itself, so that whoever opens its log finds how it began and how it ended; and which of many lines alike are worth
// saying. What a run says in between is its handler's: small, without addresses' queries, payloads or tokens.
import { assertNever } from '@shared/errors'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { LogFields, Logger } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { Stopped } from './handler'

/** The first twenty, then each tenth, each hundredth and so on: a few dozen lines, however many there are. `count` from 1. */
export function isWorthALine(count: number): boolean {
  return count <= 20 || count % 10 ** Math.floor(Math.log10(count)) === 0
}

export function sayBegan(log: Logger, { kind, attempt, trigger }: RunSpec): void {
  log.info('began', { kind, attempt: attempt + 1, trigger })
}

/** By codes: the words are with the row of history. `signal`: of the attempt; one that was stopped says so, whatever its handler returned. */
export function sayEnded(log: Logger, outcome: Outcome, sums: RunSums, signal: AbortSignal): void {
  const moved: LogFields = { ...sums }
  if (signal.reason instanceof Stopped) return log.info('stopped', { reason: signal.reason.stopReason, ...moved })
  switch (outcome.type) {
    case 'succeeded':
      return log.info('succeeded', moved)
    case 'failed':
      return log.error('failed', { code: outcome.error.code, ...moved })
    case 'retry':
      return log.warn('to be tried again', { code: outcome.error?.code, ...moved })
    case 'wait': {
      const until = outcome.until === undefined ? {} : { until: new Date(outcome.until).toISOString() }
      return log.info('has to wait', {
        reason: outcome.reason,
        of: outcome.scope,
        ...until,
        code: outcome.error?.code,
        ...moved,
      })
    }
    default:
      return assertNever(outcome)
  }
}
