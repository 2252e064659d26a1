// The panel about one job beside the list: why it waits, its progress, its conditions, its last runs, its facts. All of it is on its page (JobPage.tsx).
import type { JobView } from '@shared/jobs/job'
import { useTrack } from '../app/liveUpdates'
import { useJobName } from '../app/names'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { RunLine } from '../history/RunLine'
import { Button } from '../ui/Button'
import { DetailPanel, Section } from '../ui/Page'
import { ProgressBar } from '../ui/Progress'
import { ConditionsPart, ErrorPart, FactsPart, ReasonsPart } from './JobParts'
import { useJobCommands } from './useJobCommands'

export interface JobDetailProps {
  jobId: string
  onClose: () => void
  onOpen: (jobId: string) => void
  onCancel: (job: JobView) => void
}

export function JobDetail({ jobId, onClose, onOpen, onCancel }: JobDetailProps) {
  const text = useText()
  const nameOf = useJobName()
  const { data: job } = useAnswer('jobs.get', { id: jobId }, { keepPrevious: true })
  const commands = useJobCommands(job ?? null, onCancel)
  if (job === undefined) return null
  if (job === null) {
    return (
      <DetailPanel title={text('jobs:gone')} onClose={onClose}>
        {null}
      </DetailPanel>
    )
  }
  return (
    <DetailPanel
      title={nameOf(job)}
      onClose={onClose}
      actions={
        <>
          <Button size="small" onClick={() => onOpen(jobId)}>
            {text('jobs:open')}
          </Button>
          {commands.slice(0, 3).map((command) => (
            <Button key={command.action} size="small" icon={command.icon} title={command.hint} onClick={command.run}>
              {command.label}
            </Button>
          ))}
        </>
      }
    >
      {job.state === 'running' ? <RunningPart job={job} /> : null}
      <ReasonsPart job={job} />
      <ErrorPart job={job} />
      <ConditionsPart job={job} />
      <LastRuns jobId={job.id} onOpen={onOpen} />
      <FactsPart job={job} />
    </DetailPanel>
  )
}

function RunningPart({ job }: { job: JobView }) {
  const text = useText()
  const name = useJobName()(job)
  const track = useTrack(job.id, job.progress)
  return (
    <Section title={text('jobs:progress')}>
      <div className="pt-3">
        <ProgressBar label={name} track={track} />
      </div>
    </Section>
  )
}

const RUNS_SHOWN = 8

function LastRuns({ jobId, onOpen }: { jobId: string; onOpen: (jobId: string) => void }) {
  const text = useText()
  const { data } = useAnswer('history.query', { jobId, limit: RUNS_SHOWN })
  const rows = data?.rows ?? []
  return (
    <Section
      title={text('jobs:runs')}
      aside={
        data?.next ? (
          <Button tone="quiet" size="small" onClick={() => onOpen(jobId)}>
            {text('jobs:all_runs')}
          </Button>
        ) : null
      }
    >
      {data && rows.length === 0 ? <p className="pt-2 text-ink-3">{text('jobs:no_runs')}</p> : null}
      <ul className="flex flex-col gap-1 pt-2 empty:hidden">
        {rows.map((run) => (
          <li key={run.id}>
            <RunLine run={run} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
