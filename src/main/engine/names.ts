// Which unique names are held by attempts that still wind down. Who may be stored under a name is uniqueness.ts.
import { isFinished } from '@shared/jobs/job'
import type { AttemptRecord } from '@shared/jobs/record'
import type { Parts } from './parts'

/** Siblings under one name run side by side; what was replaced or cancelled ends before its successor starts (D22). */
export function namesHeld(parts: Parts, attempt: AttemptRecord): string[] {
  if (attempt.stopReason === null || attempt.namesJson === '[]') return []
  const job = parts.store.jobs.get(attempt.jobId)
  return job === undefined || isFinished(job.state) ? (JSON.parse(attempt.namesJson) as string[]) : []
}
