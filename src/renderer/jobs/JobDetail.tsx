// The panel about one job: all reasons, its progress, effective conditions with their origin, its last runs, its facts.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { JobView } from '@shared/jobs/job'
import { kindTitle } from '@shared/statusLine'
import { useTrack } from '../app/liveUpdates'
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { RunLine } from '../history/RunLine'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { ErrorDetails } from '../ui/ErrorDetails'
import { ClockTime, RelativeTime } from '../ui/Figures'
import { KeyValue } from '../ui/KeyValue'
import { DetailPanel, Section } from '../ui/Page'
import { ProgressBar } from '../ui/Progress'
import { ReasonLine } from '../ui/ReasonLine'
import { conditionsOf } from './conditions'
import { subjectOf, useJobCommands } from './useJobCommands'

export interface JobDetailProps {
  jobId: string
  entries: number
  onClose: () => void
  onCancel: (job: JobView) => void
}

export function JobDetail({ jobId, entries, onClose, onCancel }: JobDetailProps) {
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
      entries={entries}
      onClose={onClose}
      actions={commands.slice(0, 3).map((command) => (
        <Button key={command.action} size="small" icon={command.icon} title={command.hint} onClick={command.run}>
          {command.label}
        </Button>
      ))}
    >
      {job.state === 'running' ? <RunningPart job={job} /> : null}
      <Reasons job={job} />
      {job.error ? (
        <Section title={text('history:error')}>
          <p className="selectable pt-2">{errorSentence(job.error, text)}</p>
          <ErrorDetails error={job.error} />
        </Section>
      ) : null}
      <Conditions job={job} />
      <Runs jobId={job.id} />
      <Section title={text('jobs:facts')}>
        <div className="pt-2">
          <JobFacts job={job} />
        </div>
      </Section>
    </DetailPanel>
  )
}

function Reasons({ job }: { job: JobView }) {
  const text = useText()
  if (job.reasons.length === 0) return null
  const [first] = job.reasons
  return (
    <Section title={text('jobs:why')}>
      <ul className="flex flex-col gap-2 pt-2">
        {job.reasons.map((reason) => (
          <li key={reason.code}>
            <ReasonLine
              reason={reason}
              subjects={reason === first && reason.code !== 'not_due' ? [subjectOf(job)] : undefined}
            />
          </li>
        ))}
      </ul>
    </Section>
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

function Conditions({ job }: { job: JobView }) {
  const text = useText()
  const conditions = conditionsOf(job.effectiveConstraints)
  return (
    <Section title={text('jobs:conditions')}>
      {conditions.length === 0 ? <p className="pt-2 text-ink-3">{text('jobs:no_conditions')}</p> : null}
      <ul className="flex flex-col gap-1 pt-2">
        {conditions.map(({ need, from }) => (
          <li key={need} className="flex justify-between gap-3">
            <span>{text(need)}</span>
            <span className="text-ink-3">{text(`jobs:from_${from}`)}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const RUNS_SHOWN = 8

function Runs({ jobId }: { jobId: string }) {
  const text = useText()
  const { go } = useNavigation()
  const { data } = useAnswer('history.query', { jobId, limit: RUNS_SHOWN })
  const rows = data?.rows ?? []
  return (
    <Section
      title={text('jobs:runs')}
      aside={
        data?.next ? (
          <Button tone="quiet" size="small" onClick={() => go('history', { jobId })}>
            {text('jobs:all_runs')}
          </Button>
        ) : null
      }
    >
      {data && rows.length === 0 ? <p className="pt-2 text-ink-3">{text('jobs:no_runs')}</p> : null}
      <ul className="flex flex-col gap-1 pt-2">
        {rows.map((run) => (
          <li key={run.id}>
            <RunLine run={run} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function JobFacts({ job }: { job: JobView }) {
  const text = useText()
  const language = useLanguage()
  const schedule = job.schedule
  let runs = text('jobs:once')
  if (schedule && 'everyMs' in schedule) {
    runs = text('jobs:every', { duration: durationText(schedule.everyMs, language) })
  } else if (schedule) runs = text('jobs:by_cron', { cron: schedule.cron, timeZone: schedule.timeZone })
  return (
    <KeyValue
      facts={[
        { name: text('jobs:fact_kind'), value: kindTitle(job.kind, text) },
        { name: text('jobs:fact_schedule'), value: runs },
        {
          name: text('jobs:fact_attempts'),
          value: text('jobs:fact_attempts_value', { attempts: job.attempts, failures: job.failures }),
        },
        { name: text('jobs:fact_next'), value: job.nextRunAt === null ? null : <ClockTime at={job.nextRunAt} /> },
        { name: text('jobs:fact_started'), value: job.startedAt === null ? null : <RelativeTime at={job.startedAt} /> },
        { name: text('jobs:fact_ended'), value: job.finishedAt === null ? null : <RelativeTime at={job.finishedAt} /> },
        {
          name: text('jobs:fact_stopped'),
          value: job.stopReason === null ? null : text(`history:stop_${job.stopReason}`),
        },
        { name: text('jobs:fact_added'), value: <RelativeTime at={job.enqueuedAt} /> },
      ]}
    />
  )
}
