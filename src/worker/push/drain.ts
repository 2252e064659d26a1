// Sends what is due for one destination until nothing is left, past what a server refuses (OUT-7), and stops asking a server that keeps
// failing. A few go at once where order is not promised; a server is tried with one first. Where items come from and go to is the caller's
// (ports); what an answer means, verdict.ts's; how what became of them reaches main, settler.ts's.
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
/** Requests at once, as for pulls (PULL-23). Of one entity there is never more than one in hand (OUT-6). */
const MOST_AT_ONCE = 4

/** How the run ends. `tally` is kept up to date, for a run that is stopped. */
export async function drain(ports: DrainPorts, tally: Tally): Promise<Outcome> {
  const round = new Round(ports, tally)
  for (;;) {
    const { items, remaining } = await ports.take(TAKEN_AT_ONCE)
    if (items.length === 0) return endOf(tally, round.lastFailure())
    const ended = await round.through(items, remaining)
    if (ended) return ended
  }
}

class Round {
  private readonly settler: Settler
  private failing: (JobError | undefined)[] = []
  private end: Outcome | null = null
  private thrown: { error: Error } | null = null
  /** Grows with each answer that is no failure, and is one again after a failure. */
  private atOnce = 1

  constructor(
    private readonly ports: DrainPorts,
    private readonly tally: Tally,
  ) {
    this.settler = createSettler((settled, begin) => ports.settle(settled, begin))
  }

  lastFailure(): JobError | undefined {
    return this.failing.at(-1)
  }

  /** null: all were tried, and the next may be taken. */
  async through(items: readonly TakenItem[], remaining: number): Promise<Outcome | null> {
    const { signal } = this.ports
    const underWay = new Set<Promise<void>>()
    let next = 0
    let left = items.length + remaining
    while (next < items.length || underWay.size > 0) {
      const mayBegin = this.end === null && this.thrown === null && !signal.aborted
      if (mayBegin && next < items.length && underWay.size < this.atOnce) {
        const sent = this.sendOne(items[next++] as TakenItem).then(() => {
          left -= 1
          this.ports.told(this.tally, left)
          underWay.delete(sent)
        })
        underWay.add(sent)
      } else if (underWay.size > 0) await Promise.race(underWay)
      else break
    }
    if (this.thrown === null) {
      for (const { id } of items.slice(next)) this.settler.put({ itemId: id, settlement: { type: 'unsent' } })
    }
    // What was answered is not lost with a run that is stopped.
    await this.settler.settled()
    if (this.thrown !== null) throw this.thrown.error
    signal.throwIfAborted()
    return this.end
  }

  private async sendOne(item: TakenItem): Promise<void> {
    try {
      if (this.ports.marksEach) await this.settler.begin(item.id)
      const { settlement, after } = await this.ports.send(item)
      this.settler.put({ itemId: item.id, settlement })
      count(this.tally, settlement, item.file?.bytes ?? Buffer.byteLength(item.body))
      this.goOn(after)
    } catch (error) {
      this.thrown ??= { error: error instanceof Error ? error : new Error(String(error)) }
    }
  }

  private goOn(after: AfterItem): void {
    this.failing = after.type === 'failing' ? [...this.failing, after.error] : []
    // Marks are made one after another, each with the report of the one before.
    if (after.type === 'failing' || this.ports.marksEach) this.atOnce = 1
    else this.atOnce = Math.min(MOST_AT_ONCE, this.atOnce + 1)
    if (after.type === 'end') this.end ??= after.outcome
    else if (this.failing.length >= FAILING_ENOUGH) this.end ??= retry(after)
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
