// A destination that takes one JSON record a request, with the item's stored key in Idempotency-Key (OUT-2). What the answer means is
// verdict.ts's; how a request is carried out, http/client.ts's.
import type { TakenItem } from '@shared/outbox'
import type { Http, HttpResult } from '../../http/exchange'
import type { BoundToken } from '../../http/secret'

export interface HttpDestination {
  url: string
  method: 'POST' | 'PUT'
  token: BoundToken | null
}

/**
 * Sends one item. JSON is expected back, so that the sign-in page of a network is never taken for an acceptance (P4). Rejects only with
 * the signal's reason; the item may then have arrived.
 */
export function sendItem(
  http: Http,
  { url, method, token }: HttpDestination,
  item: TakenItem,
  signal: AbortSignal,
): Promise<HttpResult> {
  return http.send({
    method,
    url,
    headers: { 'content-type': 'application/json', 'idempotency-key': item.key },
    body: Buffer.from(item.body, 'utf8'),
    token,
    expects: 'json',
    signal,
  })
}
