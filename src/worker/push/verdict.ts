// Decides what an answer means for the item that was sent and for the rest of the round (P4, P7, OUT-4, OUT-7, OUT-8): pure. What is stored
// of it is main's (main/outbox); what any answer means for a job is http/classify.ts's.
import { assertNever } from '@shared/errors'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { OutboxAnswer, Settlement } from '@shared/outbox'
import { outcomeOf } from '../http/classify'
import type { HttpFailureCode, HttpResult } from '../http/exchange'
import type { BoundToken } from '../http/secret'

/** After this item: the next; the next, but the server may be failing; or no more in this run. */
export type AfterItem =
  | { type: 'next' }
  | { type: 'failing'; error: JobError | undefined }
  | { type: 'end'; outcome: Outcome }

export interface Verdict {
  settlement: Settlement
  after: AfterItem
}

/** With these the server did not even look at the request; after other failures of its own it may have acted on it first. */
const NOTHING_DONE: ReadonlySet<number> = new Set([408, 421, 425, 429, 501, 503, 505])
/** A whole answer came, only not one that can be read: another try would end the same way. */
const UNREADABLE: ReadonlySet<HttpFailureCode> = new Set(['charset', 'not_json', 'too_large', 'decompression_bomb'])

/** `now` in ms UTC. `token`: what went with the request; it is taken out of what the server says. `answer`: what is kept of it. */
export function verdictOf(result: HttpResult, token: BoundToken | null, now: number, answer?: OutboxAnswer): Verdict {
  const verdict = bareVerdict(result, token, now)
  if (answer === undefined || verdict.settlement.type === 'unsent' || verdict.settlement.type === 'damaged')
    return verdict
  return { ...verdict, settlement: { ...verdict.settlement, answer } }
}

function bareVerdict(result: HttpResult, token: BoundToken | null, now: number): Verdict {
  if (result.type === 'response' && result.status >= 200 && result.status < 300 && result.status !== 206) {
    return { settlement: { type: 'done', status: result.status }, after: { type: 'next' } }
  }
  const outcome = outcomeOf(result, token !== null, token)
  if (result.type === 'failure') return failureVerdict(result.maybeSent, result.code, outcome, now)
  if (outcome === null) return refusal(result.status, unexpected(result.status))
  return answerVerdict(result.status, outcome, now)
}

/** No answer, or none that can be read. What may have arrived is sent again with its key; what never left is not charged. */
function failureVerdict(maybeSent: boolean, code: HttpFailureCode, outcome: Outcome | null, now: number): Verdict {
  if (outcome === null || outcome.type === 'succeeded') throw new Error('a failure that is none')
  const error = outcome.error ?? { code: 'no_answer', message: 'There was no answer.' }
  // A portal stands between: the request went no further than to it.
  const maybeArrived = maybeSent && code !== 'captive_portal'
  const settlement: Settlement = maybeSent ? { type: 'retry', notBefore: now, error, maybeArrived } : { type: 'unsent' }
  if (maybeSent && (outcome.type === 'retry' || UNREADABLE.has(code)))
    return { settlement, after: { type: 'failing', error } }
  return { settlement, after: { type: 'end', outcome } }
}

function answerVerdict(status: number, outcome: Outcome, now: number): Verdict {
  switch (outcome.type) {
    case 'succeeded':
      throw new Error('an answer that is no refusal')
    case 'wait':
      return waitVerdict(outcome, now)
    case 'retry': {
      const error = outcome.error ?? unexpected(status)
      const after: AfterItem = status === 429 ? { type: 'end', outcome } : { type: 'failing', error }
      const maybeArrived = !NOTHING_DONE.has(status)
      return { settlement: { type: 'retry', notBefore: now, error, maybeArrived }, after }
    }
    case 'failed':
      // A sign-in that is missing altogether is no fault of the item either.
      if (outcome.error.code === 'auth_needed') return held(outcome.error, 'job')
      return refusal(status, outcome.error)
    default:
      return assertNever(outcome)
  }
}

function waitVerdict(outcome: Extract<Outcome, { type: 'wait' }>, now: number): Verdict {
  const error = outcome.error ?? { code: outcome.reason, message: 'The server asked us to wait.' }
  if (outcome.reason === 'auth_required') return held(error, outcome.scope)
  return {
    settlement: { type: 'retry', notBefore: outcome.until ?? now, error, maybeArrived: false },
    after: { type: 'end', outcome },
  }
}

/** OUT-8: the whole destination waits, and no item is lost. */
function held(error: JobError, scope: 'job' | 'origin' | 'source'): Verdict {
  return {
    settlement: { type: 'held', reason: 'auth_required', error },
    after: { type: 'end', outcome: { type: 'wait', reason: 'auth_required', scope, error } },
  }
}

/** OUT-7: parks this item alone. */
function refusal(status: number, error: JobError): Verdict {
  return { settlement: { type: 'refused', status, error }, after: { type: 'next' } }
}

function unexpected(status: number): JobError {
  return { code: 'refused', message: `The server answered with ${status}.`, details: { status } }
}
