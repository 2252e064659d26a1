// The panel about one run that ended: what went wrong, what it came to, its tries, what it waited for, its marks, its times, its log.

import type { Language } from '@shared/i18n/catalogue'
import { errorSentence } from '@shared/i18n/refusalSentence'
import { byteSize } from '@shared/i18n/sentences'
import type { OccurrenceView, RunSums } from '@shared/jobs/occurrence'
import type { ReactNode } from 'react'
import { useLanguage, useText } from '../app/words'
import { AsideOfRun } from '../importing/AsideOfRun'
import { durationText } from '../ui/duration'
import { ErrorDetails } from '../ui/ErrorDetails'
import { ClockTime } from '../ui/Figures'
import { type Fact, KeyValue } from '../ui/KeyValue'
import { DetailPanel, Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { AttemptList } from './AttemptList'
import { waitedRows } from './attempts'
import { RunLogPart } from './RunLogPart'
import { markWords, meaningOf, resultWords, tookMs } from './runWords'

export interface RunDetailProps {
  /** What the panel is called. */
  title: string
  run: OccurrenceView
  /** All tries of the run it belongs to, oldest first, itself among them. */
  attempts: readonly OccurrenceView[]
  onAttempt: (attempt: OccurrenceView) => void
  entries: number
  onClose: () => void
  /** Buttons under the title. */
  actions?: ReactNode
}

export function RunDetail({ title, run, attempts, onAttempt, entries, onClose, actions }: RunDetailProps) {
  const text = useText()
  const language = useLanguage()
  const sums = useSumFacts(run.sums)
  return (
    <DetailPanel title={title} entries={entries} onClose={onClose} actions={actions} wide>
      <div className="flex flex-col gap-1">
        <StateBadge meaning={meaningOf(run.result)}>{resultWords(run, text, language)}</StateBadge>
        {run.stopReason ? <p className="text-ink-2">{text(`history:stop_${run.stopReason}`)}</p> : null}
      </div>
      {run.error ? (
        <Section title={text('history:error')}>
          <p className="selectable pt-2">{errorSentence(run.error, text)}</p>
          <ErrorDetails error={run.error} isSaid />
        </Section>
      ) : null}
      {attempts.length > 1 ? <AttemptList attempts={attempts} shown={run} onChoose={onAttempt} /> : null}
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
      <WaitedPart run={run} />
      {run.startedAt === null ? null : <RunLogPart key={run.id} occurrenceId={run.id} />}
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

function WaitedPart({ run }: { run: OccurrenceView }) {
  const text = useText()
  const language = useLanguage()
  const rows = waitedRows(run.waited)
  if (rows.length === 0) return null
  return (
    <Section title={text('history:waited')}>
      <div className="pt-2">
        <KeyValue
          facts={rows.map(({ reason, ms }) => ({
            name: text(`history:waited_${reason}`),
            value: durationText(ms, language),
          }))}
        />
      </div>
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
  'askedRestMs',
  'bytesIn',
  'bytesOut',
  'freedBytes',
] as const satisfies readonly (keyof RunSums)[]

function useSumFacts(sums: RunSums): Fact[] {
  const text = useText()
  const language = useLanguage()
  return sumOrder.flatMap((name) => {
    const amount = sums[name]
    if (amount === undefined) return []
    return [{ name: text(`history:fact_${name}`), value: sumWords(name, amount, language) }]
  })
}

function sumWords(name: keyof RunSums, amount: number, language: Language): string {
  if (name === 'askedRestMs') return durationText(amount, language)
  return byteSums.has(name) ? byteSize(amount, language) : new Intl.NumberFormat(language).format(amount)
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
