// Which rows of history are one run: the tries of one due time, the last of which ended it. Pure.
import type { Waited } from '@shared/jobs/figures'
import type { OccurrenceView } from '@shared/jobs/occurrence'

/** One run of a job, with all that was tried for it. */
export interface JobRun {
  /** How it ended. */
  last: OccurrenceView
  /** Oldest first; `last` is the last of them. */
  attempts: readonly OccurrenceView[]
}

/**
 * The runs among rows of one job, newest first as history gives them. A number that grows from one start to the next means that the earlier one had not
 * ended its period (semantics 1.5); what never started (skipped, merged) stands alone.
 */
export function runsOf(rows: readonly OccurrenceView[]): JobRun[] {
  const runs: { last: OccurrenceView; attempts: OccurrenceView[] }[] = []
  let open: (typeof runs)[number] | undefined
  for (const row of rows) {
    const first = open?.attempts[0]
    if (open && first && row.attempt > 0 && row.attempt < first.attempt && row.result !== 'ran') {
      open.attempts.unshift(row)
      continue
    }
    const run = { last: row, attempts: [row] }
    runs.push(run)
    if (row.attempt > 0) open = run
  }
  return runs
}

/** The run that this row belongs to, as far as it is among the rows, which may be those of many jobs. */
export function runOf(row: OccurrenceView, rows: readonly OccurrenceView[]): JobRun {
  const ofJob = rows.filter(({ jobId }) => jobId === row.jobId)
  return (
    runsOf(ofJob).find(({ attempts }) => attempts.some(({ id }) => id === row.id)) ?? { last: row, attempts: [row] }
  )
}

/** What held it, the longest first. */
export function waitedRows(waited: Waited | undefined): { reason: keyof Waited; ms: number }[] {
  return Object.entries(waited ?? {})
    .map(([reason, ms]) => ({ reason: reason as keyof Waited, ms }))
    .toSorted((a, b) => b.ms - a.ms)
}
