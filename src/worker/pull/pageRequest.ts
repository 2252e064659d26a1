// Asks for a page conditionally, with the validators that were stored with its rows (PULL-9), and says what becomes of a run whose page
// cannot be used. What a page is asked with: request.ts. When it may be asked for: pace.ts.
import type { Outcome } from '@shared/jobs/outcome'
import type { HttpResponse } from '../http/exchange'
import { type PageValidators, validatorsOf } from '../library/pullState'
import { BadPayload } from './mapping'
import type { Pace } from './pace'
import type { Pull } from './pullSource'
import { type PageRequest, pageHttpRequest, pageName } from './request'
import { ShapeRefused } from './shapeGate'

export interface PageAnswer {
  /** 2xx or 304; or what the run must do instead. */
  answer: HttpResponse | Outcome
  /** What was asked with; null: unconditionally. */
  known: PageValidators | null
}

/** `isWanted`: also where it did not change. */
export async function askPage(
  { db, source, token, spill }: Pick<Pull, 'db' | 'source' | 'token' | 'spill'>,
  pace: Pace,
  page: PageRequest,
  isWanted = false,
): Promise<PageAnswer> {
  const known = page.body === null && !isWanted ? validatorsOf(db, source.id, pageName(page)) : null
  const request = pageHttpRequest(source, token, page)
  const headers = { ...conditions(known), ...request.headers }
  const answer = await pace.send({ ...request, headers, ...(spill ? { spill } : {}) })
  if (answer.type !== 'response' || answer.status !== 304 || known) return { answer, known }
  const error = { code: 'unexpected_304', message: 'The server says nothing changed, unasked.' }
  return { answer: { type: 'retry', error }, known }
}

function conditions(known: PageValidators | null): Record<string, string> {
  if (known?.etag) return { 'if-none-match': known.etag }
  return known?.lastModified ? { 'if-modified-since': known.lastModified } : {}
}

/** Throws what is not about the page. */
export function payloadOutcome(error: unknown): Outcome {
  if (error instanceof ShapeRefused) {
    const { field, reason, kinds } = error
    const message = `The records changed their shape at "${field.toWellFormed().slice(0, 100)}", and the source is set to stop there.`
    return { type: 'failed', error: { code: 'shape_changed', message, details: { field, reason, ...kinds } } }
  }
  if (!(error instanceof BadPayload)) throw error
  const { code, message, offset } = error.problem
  // Cut short: what HTTP cannot tell for a body that ends with its connection (F98, F100).
  return { type: code === 'cut_short' ? 'retry' : 'failed', error: { code, message, details: { offset } } }
}
