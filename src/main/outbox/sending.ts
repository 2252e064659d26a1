// Sees to it that every destination with something to send has its send job, at the right time (OUT-9). Rules: sendJob.ts.
import { assertNever } from '@shared/errors'
import type { JobView } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { StoredDestination } from '@shared/outboxStore'
import type { OutboxPorts } from './ports'
import { AFTER_FAILURE_MS, GATHER_MS, sendDelayMs, sendName, sendRequest, standing } from './sendJob'

export interface Sending {
  /** Makes sure of one destination, starting no sooner than `leastMs` from now. A refusal is logged: the items are safe. */
  ensure(destinationId: string, leastMs: number): Promise<void>
  /** The same at once, and a backoff does not hold what a person asked to try again. */
  urge(destinationId: string): Promise<void>
  /** What is set about it changed: its job is made anew. */
  renew(destinationId: string): Promise<void>
  ensureAll(leastMs: number): Promise<void>
  /** After a run of a send, for what is left. Not after a cancel: then the user's next item, a sign-in or the next start sends. */
  runEnded(occurrence: OccurrenceView): Promise<void>
}

export function createSending(ports: OutboxPorts): Sending {
  const { rows, destinations, queue } = ports

  async function ensureFor(destination: StoredDestination, leastMs: number): Promise<void> {
    if (destination.heldReason !== null) return
    const delayMs = sendDelayMs(rows.nextDueAt(destination.id), ports.now(), leastMs)
    if (delayMs === null) return
    const there = standing(await jobOf(ports, destination.id), delayMs, ports.now())
    switch (there) {
      case 'enough':
        return
      case 'none':
        return put(ports, destination, 'keep', delayMs)
      case 'sooner':
        return put(ports, destination, 'replace', delayMs)
      default:
        return assertNever(there)
    }
  }

  async function ensure(destinationId: string, leastMs: number): Promise<void> {
    const destination = destinations.get(destinationId)
    if (destination) await ensureFor(destination, leastMs)
  }

  async function ensureAll(leastMs: number): Promise<void> {
    for (const destination of destinations.all()) await ensureFor(destination, leastMs)
  }

  return {
    ensure,
    ensureAll,
    async urge(destinationId) {
      await ensure(destinationId, 0)
      const job = await jobOf(ports, destinationId)
      if (job?.state === 'enqueued' && job.reasons.some(({ code }) => code === 'backoff')) await queue.runNow(job.id)
    },
    async renew(destinationId) {
      const destination = destinations.get(destinationId)
      if (destination === undefined || destination.heldReason !== null) return
      const delayMs = sendDelayMs(rows.nextDueAt(destinationId), ports.now(), GATHER_MS)
      if (delayMs !== null) await put(ports, destination, 'replace', delayMs)
    },
    async runEnded(occurrence) {
      if (occurrence.stopReason === 'cancelled' || occurrence.stopReason === 'replaced') return
      await ensureAll(occurrence.result === 'failed' ? AFTER_FAILURE_MS : GATHER_MS)
    },
  }
}

async function jobOf({ queue }: OutboxPorts, destinationId: string): Promise<JobView | undefined> {
  const states = ['enqueued', 'running', 'blocked'] as const
  const found = await queue.query({ names: [sendName(destinationId)], states: [...states], limit: 1 })
  return found.ok ? found.value.rows[0] : undefined
}

async function put(
  { queue, log }: OutboxPorts,
  destination: StoredDestination,
  policy: 'keep' | 'replace',
  delayMs: number,
): Promise<void> {
  const reply = await queue.enqueueUnique(sendName(destination.id), policy, [sendRequest(destination, delayMs)])
  if (!reply.ok) log.error('a send could not be enqueued', { destination: destination.id, code: reply.refusal.code })
}
