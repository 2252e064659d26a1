// A destination that takes one record or one file a request, with the item's stored key where it is wanted (OUT-2). Where an earlier attempt
// may have arrived and there is a way to ask, it is asked first (OUT-4). What the answer means is verdict.ts's.
import { type Destination, lookupAddress } from '@shared/destinations'
import type { TakenItem } from '@shared/outbox'
import type { Http, HttpResult } from '../../http/exchange'
import type { BoundToken } from '../../http/secret'
import { keptAnswer } from '../answer'
import { readPayload } from '../payloads'
import { fileBody, type RequestBody, recordBody } from '../requestBody'
import { type Verdict, verdictOf } from '../verdict'

export interface HttpDestination extends Pick<Destination, 'url' | 'method' | 'key' | 'lookupUrl' | 'filesAs'> {
  token: BoundToken | null
  /** Where files lie. */
  folder: string
  now: () => number
}

/**
 * Sends one item. JSON is expected back, so that the sign-in page of a network is never taken for an acceptance (P4). Rejects only with
 * the signal's reason; the item may then have arrived.
 */
export async function sendItem(
  http: Http,
  destination: HttpDestination,
  item: TakenItem,
  signal: AbortSignal,
): Promise<Verdict> {
  if (item.maybeArrived && destination.lookupUrl !== null) {
    const looked = await lookUp(http, destination, destination.lookupUrl, item, signal)
    if (looked !== 'absent') return looked
  }
  const request = await bodyOf(destination, item)
  if (request === null) return { settlement: { type: 'damaged' }, after: { type: 'next' } }
  const { url, method, token } = destination
  const result = await http.send({ method, url, ...request, token, expects: 'json', signal })
  return judged(destination, result)
}

async function bodyOf(destination: HttpDestination, item: TakenItem): Promise<RequestBody | null> {
  if (item.file === null) return recordBody(item, destination)
  const bytes = await readPayload(destination.folder, item.file)
  return bytes === null ? null : fileBody(item, item.file, bytes, destination)
}

function judged({ token, now }: HttpDestination, result: HttpResult): Verdict {
  const answer = result.type === 'response' ? keptAnswer(result, token) : undefined
  return verdictOf(result, token, now(), answer)
}

/** A thing or a list with something in it is there; 404, 410 and an empty list are not; any other answer settles nothing. */
async function lookUp(
  http: Http,
  destination: HttpDestination,
  template: string,
  item: TakenItem,
  signal: AbortSignal,
): Promise<Verdict | 'absent'> {
  const url = lookupAddress(template, item.key, item.entity)
  const result = await http.send({ method: 'GET', url, token: destination.token, expects: 'json', signal })
  if (result.type === 'response' && (result.status === 404 || result.status === 410)) return 'absent'
  const verdict = judged(destination, result)
  if (result.type === 'response' && verdict.settlement.type === 'done') return isEmpty(result.body) ? 'absent' : verdict
  if (verdict.settlement.type === 'held') return verdict
  const error =
    'error' in verdict.settlement
      ? verdict.settlement.error
      : { code: 'no_answer', message: 'Whether it arrived could not be asked.' }
  return {
    settlement: { type: 'retry', notBefore: destination.now(), error, maybeArrived: true },
    after: verdict.after.type === 'next' ? { type: 'failing', error } : verdict.after,
  }
}

function isEmpty(body: Uint8Array): boolean {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 100)).toString('utf8')
  return /^\s*(?:\[\s*\]|\{\s*\}|null)?\s*$/.test(text)
}
