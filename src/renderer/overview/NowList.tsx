// What runs now, with its progress, rate and Stop.
import type { JobView } from '@shared/jobs/job'
import { kindTitle } from '@shared/statusLine'
import { Square } from 'lucide-react'
import { useState } from 'react'
import { useJobActs } from '../app/jobActs'
import { useTrack } from '../app/liveUpdates'
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { RelativeTime } from '../ui/Figures'
import { Section } from '../ui/Page'
import { ProgressBar } from '../ui/Progress'

/** More than this never run at once; a queue of them is a click away. */
const MOST_SHOWN = 20

export function NowList() {
  const text = useText()
  const { data } = useAnswer('jobs.query', { states: ['running'], limit: MOST_SHOWN })
  if (!data || data.rows.length === 0) return null
  return (
    <Section title={text('overview:now')}>
      <ul>
        {data.rows.map((job) => (
          <li key={job.id} className="border-line border-b py-2.5 last:border-b-0">
            <RunningLine job={job} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function RunningLine({ job }: { job: JobView }) {
  const text = useText()
  const name = useJobName()(job)
  const acts = useJobActs()
  const { go } = useNavigation()
  const track = useTrack(job.id, job.progress)
  const [stopping, setStopping] = useState(false)
  const stop = () => {
    setStopping(true)
    void acts.stop(job).finally(() => setStopping(false))
  }
  return (
    <div className="flex items-center gap-5">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex items-baseline gap-2">
          <button
            type="button"
            className="min-w-0 truncate rounded-small font-medium hover:text-accent hover:underline"
            onClick={() => go('jobs', { jobId: job.id })}
          >
            {name}
          </button>
          <span className="text-ink-3 text-small">{kindTitle(job.kind, text)}</span>
          <span className="flex-1" />
          {job.startedAt === null ? null : (
            <span className="text-ink-3 text-small">
              <RelativeTime at={job.startedAt} />
            </span>
          )}
        </div>
        <ProgressBar label={name} track={track} />
      </div>
      <Button size="small" icon={Square} busy={stopping} aria-label={text('words:stop_named', { name })} onClick={stop}>
        {text('words:stop')}
      </Button>
    </div>
  )
}
