// The one place where jobs are written: every change of state goes through transition() and is compare-and-set in the store.
// Whoever decides on a change hands it here; gates and views are told of it, and a pause of a job ends with the job (COND-9).
import type { EngineStore } from '@shared/engineStore'
import { isFinished } from '@shared/jobs/job'
import { HELD, type JobRecord, type OccurrenceRecord } from '@shared/jobs/record'
import type { Effects } from './effects'
import { type JobEvent, transition } from './transitions'

export interface Ledger {
  insert(job: JobRecord, tags: readonly string[], names: readonly string[]): void
  /** A change of state. @throws when the event cannot happen, or the row is in another state than `job` says. */
  move(job: JobRecord, event: JobEvent, patch: Partial<JobRecord>): JobRecord
  /** A change that leaves the state as it is. */
  amend(job: JobRecord, patch: Partial<JobRecord>): JobRecord
  remove(job: JobRecord): void
  record(occurrence: OccurrenceRecord): void
}

/** `pauseEnded`: the row of a job's own pause went with it. */
export function createLedger(
  store: EngineStore,
  effects: Effects,
  { touchGate, pauseEnded }: { touchGate: (job: JobRecord, before: JobRecord | null) => void; pauseEnded: () => void },
): Ledger {
  const forgetPause = ({ id, held }: JobRecord): void => {
    if (held & HELD.paused && store.pauses.remove({ type: 'job', id }) > 0) pauseEnded()
  }
  const write = (before: JobRecord, after: JobRecord): JobRecord => {
    store.jobs.write(after, before)
    touchGate(after, before)
    if (after.gateId !== before.gateId) touchGate(before, before)
    if (isFinished(after.state)) forgetPause(after)
    effects.changed('jobs')
    return after
  }
  return {
    insert: (job, tags, names) => {
      store.jobs.insert(job, tags, names)
      touchGate(job, null)
      effects.changed('jobs')
    },
    move: (job, event, patch) => write(job, { ...job, ...patch, state: transition(job.state, event) }),
    amend: (job, patch) => write(job, { ...job, ...patch }),
    remove: (job) => {
      store.jobs.remove(job.id)
      forgetPause(job)
      touchGate(job, job)
      effects.changed('jobs')
    },
    record: (occurrence) => {
      store.occurrences.add(occurrence)
      effects.changed('history')
    },
  }
}
