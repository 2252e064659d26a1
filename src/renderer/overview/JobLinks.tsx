// The names of a few jobs in one line, each a way to its row in the queue.
import type { JobNote } from '@shared/summary'
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useText } from '../app/words'

export function JobLinks({ jobs, total }: { jobs: readonly JobNote[]; total: number }) {
  const text = useText()
  const nameOf = useJobName()
  const { go } = useNavigation()
  const more = total - jobs.length
  return (
    <p className="flex flex-wrap gap-x-1 text-ink-3">
      {jobs.map((job, index) => (
        <span key={job.jobId}>
          <button
            type="button"
            className="rounded-small text-ink-2 hover:text-accent hover:underline"
            onClick={() => go('jobs', { jobId: job.jobId })}
          >
            {nameOf(job)}
          </button>
          {index < jobs.length - 1 ? ',' : ''}
        </span>
      ))}
      {more > 0 ? <span>{text('overview:and_more', { count: more })}</span> : null}
    </p>
  )
}
