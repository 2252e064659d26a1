// The facts of one source, as it was set up and as it went.
import type { JobView } from '@shared/jobs/job'
import type { SourceView } from '@shared/sources'
import { useNow } from '../app/clock'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { isSet, ownConditions } from '../forms/ownConditions'
import { ClockTime, RelativeTime } from '../ui/Figures'
import { useEveryText } from '../ui/IntervalSelect'
import { type Fact, KeyValue } from '../ui/KeyValue'
import { Section } from '../ui/Page'

export function SourceFacts({ source, job }: { source: SourceView; job: JobView | null }) {
  const text = useText()
  const shape = useShapeFacts(source)
  const times = useTimeFacts(source, job)
  return (
    <Section title={text('sources:about')}>
      <div className="pt-2">
        <KeyValue facts={[...shape, ...times]} />
      </div>
    </Section>
  )
}

/** Where it comes from and what its answers look like. */
function useShapeFacts(source: SourceView): Fact[] {
  const text = useText()
  const isSample = source.servedBy === 'sample'
  return [
    {
      name: text('sources:fact_address'),
      value: isSample ? text('sources:served_by_lull') : <span className="break-all">{source.url}</span>,
    },
    {
      name: text('sources:fact_records'),
      value: source.recordsPath ? <Code>{source.recordsPath}</Code> : text('sources:fact_records_whole'),
    },
    { name: text('sources:fact_key'), value: <Code>{source.keyField}</Code> },
    {
      name: text('sources:fact_pages'),
      value: text(`pulling:pages_${source.pull?.pages?.type ?? source.paginator.type}`),
    },
    {
      name: text('sources:fact_sign_in'),
      value: text(`pulling:auth_${source.auth === 'none' ? 'none' : (source.pull?.tokenAs?.type ?? 'bearer')}`),
    },
    { name: text('sources:fact_table'), value: <Code>{source.table}</Code> },
  ]
}

/** When it runs, and when it did. */
function useTimeFacts(source: SourceView, job: JobView | null): Fact[] {
  const text = useText()
  const everyText = useEveryText()
  const now = useNow()
  const { data: preferences } = useAnswer('preferences.get', {})
  const duration = everyText(source.everyMs ?? preferences?.syncEveryMs ?? 0)
  const conditions = ownConditions.filter((condition) => isSet(source.constraints, condition))
  return [
    {
      name: text('sources:fact_interval'),
      value: source.everyMs === null ? text('sources:every_default', { duration }) : duration,
    },
    {
      name: text('sources:fact_conditions'),
      value: conditions.map((condition) => text(condition.word)).join(', '),
    },
    {
      name: text('sources:fact_last'),
      value: source.lastSuccessAt === null ? text('sources:never') : <RelativeTime at={source.lastSuccessAt} />,
    },
    {
      name: text('sources:fact_next'),
      value: job?.nextRunAt && job.nextRunAt > now ? <ClockTime at={job.nextRunAt} /> : null,
    },
    { name: text('sources:fact_added'), value: <RelativeTime at={source.createdAt} /> },
  ]
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-small">{children}</code>
}
