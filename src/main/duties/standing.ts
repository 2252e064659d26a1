// The work the app does for itself, registered at every start: the daily clean, and a send for every destination with something to send.
import type { Core } from '@shared/core'
import type { JobRequest } from '@shared/jobs/job'
import { DAY_MS, MINUTE_MS } from '@shared/time'

/** Daily, charging and idle (the kind's own constraints); first five minutes after it was registered. */
export const cleanRequest: JobRequest = {
  kind: 'clean',
  input: {},
  schedule: { everyMs: DAY_MS },
  initialDelayMs: 5 * MINUTE_MS,
}

/** Its next run comes now, over every hold but the person's own; a job that runs already is left alone. */
export async function cleanNow(core: Core): Promise<void> {
  const found = await core.query({ names: ['clean'], states: ['enqueued', 'blocked'], limit: 1 })
  const job = found.ok ? found.value.rows[0] : undefined
  if (job) await core.runNow(job.id)
}

/** Keeps what is there: a job registered at minute 0 and found again at minute 4 is still due at minute 5. */
export async function registerStandingWork(core: Core): Promise<void> {
  await core.enqueueUniquePeriodic('clean', 'keep', cleanRequest)
}
