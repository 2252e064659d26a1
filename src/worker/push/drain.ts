// Sends what is due for one destination until nothing is left, one item after another, past what a server refuses (OUT-7), and stops
// asking a server that keeps failing. Where items come from and go to is the caller's (ports); what an answer means, verdict.ts's.
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { Settlement, TakenItem } from '@shared/outbox'
import type { HttpResult } from '../http/exchange'
import { type AfterItem, verdictOf } from './verdict'

export interface DrainPorts {
  take(limit: number): Promise<{ items: TakenItem[]; remaining: number }>
  settle(itemId: string, settlement: Settlement): Promise<unknown>
  /** Rejects with the signal's reason when the run is stopped; main then takes the item back, and its key stays. */
  send(item: TakenItem): Promise<HttpResult>
  tokenSent: boolean
  now(): number
  /** After each item: counts of this run, and how many are still due. */
  told(tally: Tally, left: number): void
}

export interface Tally {
  sent: number
  refused: number
  /** Tried, and to be tried again later. */
  waiting: number
  bytesOut: number
}

const TAKEN_AT_ONCE = 50
/** So many failures in a row, and the server is given a rest: the next items would fare no better. */
const FAILING_ENOUGH = 3

/** How the run ends. `tally` is kept up to date, for a run that is stopped. */
export async function drain(ports: DrainPorts, tally: Tally): Promise<Outcome> {
  let failing: (JobError | undefined)[] = []
  for (;;) {
    const { items, remaining } = await ports.take(TAKEN_AT_ONCE)
    if (items.length === 0) return endOf(tally, failing.at(-1))
    for (const [at, item] of items.entries()) {
      const after = await sendOne(ports, item, tally)
      const left = items.length - at - 1
      ports.told(tally, left + remaining)
      failing = after.type === 'failing' ? [...failing, after.error] : []
      if (after.type !== 'end' && failing.length < FAILING_ENOUGH) continue
      for (const unsent of items.slice(at + 1)) await ports.settle(unsent.id, { type: 'unsent' })
      return after.type === 'end' ? after.outcome : retry(after)
    }
  }
}

async function sendOne(ports: DrainPorts, item: TakenItem, tally: Tally): Promise<AfterItem> {
  const result = await ports.send(item)
  const { settlement, after } = verdictOf(result, ports.tokenSent, ports.now())
  await ports.settle(item.id, settlement)
  count(tally, settlement, Buffer.byteLength(item.body))
  return after
}

function count(tally: Tally, settlement: Settlement, bytes: number): void {
  if (settlement.type !== 'unsent') tally.bytesOut += bytes
  if (settlement.type === 'done') tally.sent++
  else if (settlement.type === 'refused') tally.refused++
  else tally.waiting++
}

/** Where some were sent, the rest are due again by their own times; where none were, the job backs off. */
function endOf(tally: Tally, error: JobError | undefined): Outcome {
  if (tally.sent === 0 && tally.waiting > 0) return error ? { type: 'retry', error } : { type: 'retry' }
  const { sent, refused, waiting } = tally
  return { type: 'succeeded', output: { sent, refused, waiting } }
}

function retry(after: AfterItem): Outcome {
  return after.type === 'failing' && after.error ? { type: 'retry', error: after.error } : { type: 'retry' }
}
