// The first look of a job's page: what it does or waits for, what became of it lately; beside it its conditions and its facts.

import type { JobView } from '@shared/jobs/job'
import { SECOND_MS } from '@shared/time'
import { useTrack } from '../app/liveUpdates'
import { useJobName } from '../app/names'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import type { JobRun } from '../history/attempts'
import { LogView } from '../history/LogView'
import { Section } from '../ui/Page'
import { ProgressBar } from '../ui/Progress'
import { FiguresPart } from './FiguresPart'
import { ConditionsPart, ErrorPart, FactsPart, ReasonsPart } from './JobParts'
import { RunStrip } from './RunStrip'

export interface JobStatusProps {
  jobId: string
  /** null: it is no longer in the queue; its history still is. */
  job: JobView | null
  runs: readonly JobRun[]
}

export function JobStatus({ jobId, job, runs }: JobStatusProps) {
  const text = useText()
  return (
    <div
      role="region"
      aria-label={text('jobs:tab_status')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keys
      tabIndex={0}
      className="@container min-h-0 flex-1 overflow-y-auto"
    >
      <div className="grid gap-x-10 gap-y-6 px-5 pt-4 pb-8 @[700px]:grid-cols-[minmax(0,1fr)_260px]">
        <div className="flex min-w-0 flex-col gap-6">
          {job === null ? <p className="text-ink-2">{text('jobs:gone_body')}</p> : null}
          {job?.state === 'running' ? <NowPart job={job} /> : null}
          {job ? <ReasonsPart job={job} /> : null}
          {job ? <ErrorPart job={job} /> : null}
          <FiguresPart jobId={jobId} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <RunStrip runs={runs} />
          {job ? <ConditionsPart job={job} /> : null}
          {job ? <FactsPart job={job} /> : null}
        </div>
      </div>
    </div>
  )
}

const LOOK_EVERY_MS = SECOND_MS

/** Its progress, and what it says meanwhile; its Stop is above, among the commands. Lines come too often for an event each: while it is looked at they are asked for. */
function NowPart({ job }: { job: JobView }) {
  const text = useText()
  const name = useJobName()(job)
  const track = useTrack(job.id, job.progress)
  const { data: log } = useAnswer('jobs.liveLog', { jobId: job.id }, { everyMs: LOOK_EVERY_MS })
  return (
    <>
      <Section title={text('jobs:progress')}>
        <div className="pt-3">
          <ProgressBar label={name} track={track} />
        </div>
      </Section>
      {log ? (
        <Section title={text('jobs:live_log')}>
          <LogView log={log} isLive />
        </Section>
      ) : null}
    </>
  )
}
