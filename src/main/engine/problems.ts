// What needs the user: begins with a failed run, a sign-in or a job that crashes on, ends at the same job's next success (OBS-3).
// Showing it, and how often, is the notifier's.
import type { JobRecord } from '@shared/jobs/record'
import type { Parts } from './parts'

export function beginProblem(parts: Parts, job: JobRecord, code: string, message: string): void {
  const { id, kind, sourceId, label } = job
  const problem = { jobId: id, kind, sourceId, label, code, message, since: parts.now() }
  parts.effects.changed('summary')
  if (parts.store.problems.put(problem)) parts.effects.add({ type: 'event', event: { type: 'problem', problem } })
}

export function endProblem(parts: Parts, jobId: string): void {
  if (!parts.store.problems.remove(jobId)) return
  parts.effects.changed('summary')
  parts.effects.add({ type: 'event', event: { type: 'recovered', jobId } })
}
