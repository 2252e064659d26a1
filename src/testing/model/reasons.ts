// The model's answer to why a job does not run: the reason to show first (COND-1). From the rules alone (D37).
import { onBattery } from './device'
import type { ModelJob } from './jobs'
import { gateReasons, isReplacing, isSecond, type Model, userReasons, waitReason, yieldsTo } from './model'

/** null only while it runs or is over. */
export function firstReason(model: Model, job: ModelJob): string | null {
  if (job.state === 'blocked') return 'dependency'
  if (job.state !== 'enqueued') return null
  if (job.isParked) return 'needs_you'
  if (job.isPaused) return 'paused_by_user'
  const time = job.isUrged ? null : timeReason(model, job)
  // Constraints are followed only once it is due (semantics 11); what a person holds is true now.
  const isDue = time === null || time === 'battery_interval'
  const gate = isDue
    ? gateReasons(model, job).filter((reason) => !yieldsTo(model, job, reason))
    : userReasons(model, job.kind)
  return waitReason(model, job) ?? gate[0] ?? time ?? turnReason(model, job)
}

function timeReason(model: Model, job: ModelJob): string | null {
  if ((job.dueAt ?? 0) > model.now) return job.backoffUntil === null ? 'not_due' : 'backoff'
  return job.everyMs !== null && onBattery(model.device) && (job.batteryDueAt ?? 0) > model.now
    ? 'battery_interval'
    : null
}

/** Somebody else is in its way. */
function turnReason(model: Model, job: ModelJob): string {
  if (isReplacing(model, job)) return 'replacing'
  return isSecond(model, job) ? 'settling' : 'concurrency'
}
