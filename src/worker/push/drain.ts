// Sends what is due for one destination until nothing is left, one item after another, past what a server refuses (OUT-7), and stops
// asking a server that keeps failing. Where items come from and go to is the caller's (ports); what an answer means, verdict.ts's; how what
// became of them reaches main, settler.ts's.
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { SettledItem, Settlement, TakenItem } from '@shared/outbox'
import { createSettler, type Settler } from './settler'
import type { AfterItem, Verdict } from './verdict'

export interface DrainPorts {
  take(limit: number): Promise<{ items: TakenItem[]; remaining: number }>
  /** Stores what became of items, also when the run is being stopped; and marks `begin` as about to leave. */
  settle(settled: SettledItem[], begin: string | null): Promise<unknown>
  /** Rejects with the signal's reason when the run is stopped; main then takes the item back, and its key stays. */
  send(item: TakenItem): Promise<Verdict>
  /** A repeat is not safe: each item is marked before its first byte leaves, and is asked about after a crash (OUT-4). */
  marksEach: boolean
  signal: AbortSignal
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

const TAKEN_AT_ONCE = 100
/** So many failures in a row, and the server is given a rest: the next items would fare no better. */
const FAILING_ENOUGH = 3

/** How the run ends. `tally` is kept up to date, for a run that is stopped. */
export async function drain(ports: DrainPorts, tally: Tally): Promise<Outcome> {
  const settler = createSettler(ports.settle)
  let failing: (JobError | undefined)[] = []
  for (;;) {
    const { items, remaining } = await ports.take(TAKEN_AT_ONCE)
    if (items.length === 0) return endOf(tally, failing.at(-1))
    for (const [at, item] of items.entries()) {
      const after = await sendOne(ports, settler, item, tally)
      ports.told(tally, items.length - at - 1 + remaining)
      failing = after.type === 'failing' ? [...failing, after.error] : []
      if (after.type !== 'end' && failing.length < FAILING_ENOUGH && !ports.signal.aborted) continue
      for (const unsent of items.slice(at + 1)) settler.put({ itemId: unsent.id, settlement: { type: 'unsent' } })
      await settler.settled()
      ports.signal.throwIfAborted()
      return after.type === 'end' ? after.outcome : retry(after)
    }
    await settler.settled()
  }
}

async function sendOne(ports: DrainPorts, settler: Settler, item: TakenItem, tally: Tally): Promise<AfterItem> {
  try {
    if (ports.marksEach) await settler.begin(item.id)
    const { settlement, after } = await ports.send(item)
    settler.put({ itemId: item.id, settlement })
    count(tally, settlement, item.file?.bytes ?? Buffer.byteLength(item.body))
    return after
  } catch (error) {
    // What was answered before is not lost with a run that is stopped.
    await settler.settled()
    throw error
  }
}

function count(tally: Tally, settlement: Settlement, bytes: number): void {
  if (settlement.type !== 'unsent' && settlement.type !== 'damaged') tally.bytesOut += bytes
  if (settlement.type === 'done') tally.sent++
  else if (settlement.type === 'refused' || settlement.type === 'damaged') tally.refused++
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
