// The panel about one ended run: what went wrong, what it came to, its marks, its times.
import { errorSentence } from '@shared/i18n/refusalSentence'
import { byteSize } from '@shared/i18n/sentences'
import type { OccurrenceView, RunSums } from '@shared/jobs/occurrence'
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { AsideOfRun } from '../importing/AsideOfRun'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { ErrorDetails } from '../ui/ErrorDetails'
import { ClockTime } from '../ui/Figures'
import { type Fact, KeyValue } from '../ui/KeyValue'
import { DetailPanel, Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { markWords, meaningOf, resultWords, tookMs } from './runWords'

export interface RunDetailProps {
  run: OccurrenceView
  entries: number
  onClose: () => void
}

export function RunDetail({ run, entries, onClose }: RunDetailProps) {
  const text = useText()
  const nameOf = useJobName()
  const { go } = useNavigation()
  const language = useLanguage()
  const sums = useSumFacts(run.sums)
  return (
    <DetailPanel
      title={nameOf(run)}
      entries={entries}
      onClose={onClose}
      actions={
        <Button size="small" onClick={() => go('jobs', { jobId: run.jobId })}>
          {text('history:show_job')}
        </Button>
      }
    >
      <div className="flex flex-col gap-1">
        <StateBadge meaning={meaningOf(run.result)}>{resultWords(run, text, language)}</StateBadge>
        {run.stopReason ? <p className="text-ink-2">{text(`history:stop_${run.stopReason}`)}</p> : null}
      </div>
      {run.error ? (
        <Section title={text('history:error')}>
          <p className="selectable pt-2">{errorSentence(run.error, text)}</p>
          <ErrorDetails error={run.error} />
        </Section>
      ) : null}
      {sums.length > 0 ? (
        <Section title={text('history:sums')}>
          <div className="pt-2">
            <KeyValue facts={sums} />
          </div>
        </Section>
      ) : null}
      {run.kind === 'file.import' && run.sums.setAside ? <AsideOfRun jobId={run.jobId} /> : null}
      <Marks run={run} />
      <Section title={text('history:column_when')}>
        <div className="pt-2">
          <TimeFacts run={run} />
        </div>
      </Section>
    </DetailPanel>
  )
}

function Marks({ run }: { run: OccurrenceView }) {
  const text = useText()
  const marks = markWords(run, text)
  if (marks.length === 0) return null
  return (
    <Section title={text('history:notes')}>
      <ul className="flex flex-col gap-1 pt-2">
        {marks.map((mark) => (
          <li key={mark}>{mark}</li>
        ))}
      </ul>
    </Section>
  )
}

const byteSums = new Set<keyof RunSums>(['bytesIn', 'bytesOut', 'freedBytes'])
const sumOrder = [
  'inserted',
  'updated',
  'unchanged',
  'deleted',
  'setAside',
  'sent',
  'requests',
  'notModified',
  'pages',
  'bytesIn',
  'bytesOut',
  'freedBytes',
] as const satisfies readonly (keyof RunSums)[]

function useSumFacts(sums: RunSums): Fact[] {
  const text = useText()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language)
  return sumOrder.flatMap((name) => {
    const amount = sums[name]
    if (amount === undefined) return []
    const value = byteSums.has(name) ? byteSize(amount, language) : number.format(amount)
    return [{ name: text(`history:fact_${name}`), value }]
  })
}

function TimeFacts({ run }: { run: OccurrenceView }) {
  const text = useText()
  const language = useLanguage()
  const took = tookMs(run)
  return (
    <KeyValue
      facts={[
        { name: text('history:fact_started_by'), value: text(`history:trigger_${run.trigger}`) },
        { name: text('history:fact_due'), value: run.dueAt === null ? null : <ClockTime at={run.dueAt} /> },
        { name: text('history:fact_began'), value: run.startedAt === null ? null : <ClockTime at={run.startedAt} /> },
        { name: text('history:fact_ended'), value: <ClockTime at={run.endedAt} /> },
        { name: text('history:fact_took'), value: took === null ? null : durationText(took, language) },
        { name: text('history:fact_attempt'), value: run.attempt === 0 ? null : run.attempt },
      ]}
    />
  )
}
