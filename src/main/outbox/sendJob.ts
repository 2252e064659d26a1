// Which job sends for a destination, and when it is to start (OUT-9). Pure: enqueued by sending.ts; how a job runs is the engine's.
import type { Destination } from '@shared/destinations'
import { isFinished, type JobRequest, type JobView } from '@shared/jobs/job'
import { isLoopbackHost } from '@shared/sources'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@shared/time'

/** So that items written one after another go in one run. */
export const GATHER_MS = 10 * SECOND_MS
/** After a send job failed as a whole, which no server's answer to an item makes it do. */
export const AFTER_FAILURE_MS = 15 * MINUTE_MS
/** A standing job this much later than wanted is left alone. */
const NEAR_ENOUGH_MS = 5 * SECOND_MS

/** There is never a second job for one destination: items of one entity must not overtake each other. */
export function sendName(destinationId: string): string {
  return `outbox:${destinationId}`
}

/** A destination on this computer, or served by the app, is reached without a network. */
export function needsNetwork(destination: Destination): boolean {
  if (destination.url.startsWith('sample:')) return false
  return !(URL.canParse(destination.url) && isLoopbackHost(new URL(destination.url).hostname))
}

export function sendRequest(destination: Destination, initialDelayMs: number): JobRequest {
  return {
    kind: 'outbox.send',
    input: { destinationId: destination.id },
    label: destination.name,
    initialDelayMs,
    ...(destination.sourceId === null ? {} : { sourceId: destination.sourceId }),
    ...constraintsOf(destination),
  }
}

function constraintsOf(destination: Destination): Pick<JobRequest, 'constraints'> {
  const local = needsNetwork(destination) ? {} : { network: 'notRequired' as const }
  const constraints = { ...destination.constraints, ...local }
  return Object.keys(constraints).length === 0 ? {} : { constraints }
}

/**
 * How long from now the send should start, or null where nothing is to be sent. `nextDueAt`: as of the rows, 0 at once; `leastMs`:
 * not sooner than that. Never more than a day: nothing waits longer, unless the clock was set back (F71).
 */
export function sendDelayMs(nextDueAt: number | null, now: number, leastMs: number): number | null {
  return nextDueAt === null ? null : Math.max(leastMs, Math.min(nextDueAt - now, DAY_MS))
}

/**
 * What to do about a send that should start in `delayMs`, given the job that stands for it, if any. `sooner`: it only waits for
 * a later time. A job that runs, backs off or is held is left alone: it will send everything once it may.
 */
export function standing(job: JobView | undefined, delayMs: number, now: number): 'none' | 'sooner' | 'enough' {
  if (job === undefined || isFinished(job.state)) return 'none'
  const onlyWaitsForTime = job.state === 'enqueued' && job.failures === 0 && job.reasons[0]?.code === 'not_due'
  const isLate = job.nextRunAt !== null && job.nextRunAt > now + delayMs + NEAR_ENOUGH_MS
  return onlyWaitsForTime && isLate ? 'sooner' : 'enough'
}
