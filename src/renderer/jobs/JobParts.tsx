// What is told of one job, in its panel and on its page alike: why it waits, what went wrong, its conditions with their origin, its facts.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { JobView } from '@shared/jobs/job'
import { kindTitle } from '@shared/statusLine'
import { useLanguage, useText } from '../app/words'
import { durationText } from '../ui/duration'
import { ErrorDetails } from '../ui/ErrorDetails'
import { ClockTime, RelativeTime } from '../ui/Figures'
import { KeyValue } from '../ui/KeyValue'
import { Section } from '../ui/Page'
import { ReasonLine } from '../ui/ReasonLine'
import { conditionsOf } from './conditions'
import { subjectOf } from './useJobCommands'

/** Every reason, the first with its action. Nothing while it runs or is over. */
export function ReasonsPart({ job }: { job: JobView }) {
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

export function ErrorPart({ job }: { job: JobView }) {
  const text = useText()
  if (!job.error) return null
  return (
    <Section title={text('history:error')}>
      <p className="selectable pt-2">{errorSentence(job.error, text)}</p>
      <ErrorDetails error={job.error} isSaid />
    </Section>
  )
}

export function ConditionsPart({ job }: { job: JobView }) {
  const text = useText()
  const conditions = conditionsOf(job.effectiveConstraints)
  return (
    <Section title={text('jobs:conditions')}>
      {conditions.length === 0 ? <p className="pt-2 text-ink-3">{text('jobs:no_conditions')}</p> : null}
      <ul className="flex flex-col gap-1 pt-2 empty:hidden">
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

export function FactsPart({ job }: { job: JobView }) {
  const text = useText()
  return (
    <Section title={text('jobs:facts')}>
      <div className="pt-2">
        <Facts job={job} />
      </div>
    </Section>
  )
}

function Facts({ job }: { job: JobView }) {
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
