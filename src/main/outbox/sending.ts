// Sees to it that every destination with something to send has its send job, at the right time (OUT-9). Rules: sendJob.ts.
import { assertNever } from '@shared/errors'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { HeldDestination, OutboxPorts } from './ports'
import { AFTER_FAILURE_MS, GATHER_MS, sendDelayMs, sendName, sendRequest, standing } from './sendJob'

export interface Sending {
  /** Makes sure of one destination, starting no sooner than `leastMs` from now. A refusal is logged: the items are safe. */
  ensure(destinationId: string, leastMs: number): Promise<void>
  ensureAll(leastMs: number): Promise<void>
  /** After a run of a send, for what is left. Not after a cancel: then the user's next item, a sign-in or the next start sends. */
  runEnded(occurrence: OccurrenceView): Promise<void>
}

export function createSending(ports: OutboxPorts): Sending {
  const { rows, destinations, queue } = ports

  async function ensureFor(destination: HeldDestination, leastMs: number): Promise<void> {
    if (destination.heldReason !== null) return
    const delayMs = sendDelayMs(rows.nextDueAt(destination.id), ports.now(), leastMs)
    if (delayMs === null) return
    const found = await queue.query({
      names: [sendName(destination.id)],
      states: ['enqueued', 'running', 'blocked'],
      limit: 1,
    })
    const job = found.ok ? found.value.rows[0] : undefined
    const there = standing(job, delayMs, ports.now())
    switch (there) {
      case 'enough':
        return
      case 'none':
      case 'sooner': {
        const policy = there === 'sooner' ? 'replace' : 'keep'
        const reply = await queue.enqueueUnique(sendName(destination.id), policy, [sendRequest(destination, delayMs)])
        if (!reply.ok) {
          ports.log.error('a send could not be enqueued', { destination: destination.id, code: reply.refusal.code })
        }
        return
      }
      default:
        return assertNever(there)
    }
  }

  async function ensureAll(leastMs: number): Promise<void> {
    for (const destination of destinations.all()) await ensureFor(destination, leastMs)
  }

  return {
    async ensure(destinationId, leastMs) {
      const destination = destinations.get(destinationId)
      if (destination) await ensureFor(destination, leastMs)
    },
    ensureAll,
    async runEnded(occurrence) {
      if (occurrence.stopReason === 'cancelled' || occurrence.stopReason === 'replaced') return
      await ensureAll(occurrence.result === 'failed' ? AFTER_FAILURE_MS : GATHER_MS)
    },
  }
}
