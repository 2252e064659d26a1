// The first and the last line of a run's log, so that whoever opens it finds how it began and how it ended, however little its handler said.
// By codes and numbers: the words of an error are with its row of history. The app's own log has these elsewhere.
import { assertNever } from '@shared/errors'
import { kindNamed } from '@shared/jobs/kinds'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome, StopReason } from '@shared/jobs/outcome'
import type { LogLine } from '@shared/jobs/runLog'
import type { RunnerEvent, RunSpec } from '@shared/runner'

export type RunLine = Omit<LogLine, 'at'>

/** Work that nobody sees keeps no log unless it has something to say: nothing is written for it. */
export function keepsLog({ kind }: RunSpec): boolean {
  return kindNamed(kind)?.shown === true
}

export function beganLine({ kind, attempt, trigger }: RunSpec): RunLine {
  return { level: 'info', message: 'began', fields: { kind, attempt: attempt + 1, trigger } }
}

/** `stopped`: it was told to, so what its handler returned does not count. */
export function endedLine(outcome: Outcome, sums: RunSums, stopped: StopReason | undefined): RunLine {
  const moved = Object.fromEntries(Object.entries(sums))
  if (stopped !== undefined) return { level: 'info', message: 'stopped', fields: { reason: stopped, ...moved } }
  switch (outcome.type) {
    case 'succeeded':
      return { level: 'info', message: 'succeeded', fields: moved }
    case 'failed':
      return { level: 'error', message: 'failed', fields: { code: outcome.error.code, ...moved } }
    case 'retry':
      return { level: 'warn', message: 'to be tried again', fields: { ...codeOf(outcome), ...moved } }
    case 'wait': {
      const fields: RunLine['fields'] = { reason: outcome.reason, of: outcome.scope, ...codeOf(outcome), ...moved }
      if (outcome.until !== undefined) fields.until = new Date(outcome.until).toISOString()
      return { level: 'info', message: 'has to wait', fields }
    }
    default:
      return assertNever(outcome)
  }
}

export function diedLine({
  cause,
  detail,
}: Omit<Extract<RunnerEvent, { type: 'died' }>, 'type' | 'attemptId'>): RunLine {
  if (cause === 'stopped')
    return { level: 'warn', message: 'it did not stop in time, and its process was ended', fields: {} }
  return { level: 'error', message: 'its process is gone', fields: { cause, detail } }
}

function codeOf(outcome: Extract<Outcome, { type: 'retry' | 'wait' }>): RunLine['fields'] {
  return outcome.error === undefined ? {} : { code: outcome.error.code }
}
