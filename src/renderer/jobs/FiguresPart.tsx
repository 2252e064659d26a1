// What became of a job's runs in the last 30 days, and what they waited for: in sentences first, then drawn. Counted on this computer from its own
// history (shared/jobs/figures.ts).
import { byteSize } from '@shared/i18n/sentences'
import { type JobFigures, USUAL_FIGURES_DAYS } from '@shared/jobs/figures'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { KeyValue } from '../ui/KeyValue'
import { LoadingRows, Section } from '../ui/Page'
import { DayStrip } from './DayStrip'
import { successShare, waitedBars, wholePercent } from './figures'

export function FiguresPart({ jobId }: { jobId: string }) {
  const text = useText()
  const refusal = useRefusalText()
  const { data: figures, error, refetch } = useAnswer('jobs.figures', { jobId, days: USUAL_FIGURES_DAYS })
  return (
    <>
      <Section title={text('jobs:figures', { days: USUAL_FIGURES_DAYS })}>
        {figures ? <Counted figures={figures} /> : null}
        {!figures && error ? (
          <div className="flex items-center gap-2 pt-2">
            <p className="min-w-0 flex-1 text-ink-2">{refusal(error)}</p>
            <Button size="small" onClick={() => void refetch()}>
              {text('words:try_again')}
            </Button>
          </div>
        ) : null}
        {!figures && !error ? (
          <div className="-mx-5">
            <LoadingRows rows={4} />
          </div>
        ) : null}
      </Section>
      {figures && figures.waitedFor.length > 0 ? <Waited waitedFor={figures.waitedFor} /> : null}
    </>
  )
}

function Counted({ figures }: { figures: JobFigures }) {
  const text = useText()
  const language = useLanguage()
  const { runs, ran, failed, retried, bytesIn, bytesOut, duration } = figures
  const number = new Intl.NumberFormat(language)
  const share = successShare(figures)
  if (runs === 0) return <p className="pt-2 text-ink-3">{text('jobs:figures_none')}</p>
  return (
    <div className="flex flex-col gap-4 pt-2">
      <p className="selectable text-large">
        {share === null
          ? text('jobs:figures_none_decided', { count: runs, formatted: number.format(runs) })
          : text('jobs:figures_success', {
              percent: wholePercent(share),
              ran: number.format(ran),
              count: ran + failed + retried,
              formatted: number.format(ran + failed + retried),
            })}
      </p>
      <KeyValue
        facts={[
          { name: text('jobs:figure_runs'), value: <Outcomes figures={figures} /> },
          { name: text('jobs:figure_in'), value: bytesIn === 0 ? null : byteSize(bytesIn, language) },
          { name: text('jobs:figure_out'), value: bytesOut === 0 ? null : byteSize(bytesOut, language) },
          { name: text('jobs:figure_median'), value: duration && durationText(duration.medianMs, language) },
          { name: text('jobs:figure_longest'), value: duration && durationText(duration.longestMs, language) },
        ]}
      />
      <DayStrip days={figures.days} />
    </div>
  )
}

const outcomes = ['ran', 'failed', 'retried', 'stopped', 'waited', 'skipped', 'merged'] as const

/** '42: 40 done, 1 failed, 1 stopped'. */
function Outcomes({ figures }: { figures: JobFigures }) {
  const text = useText()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language)
  const parts = outcomes
    .filter((name) => figures[name] > 0)
    .map((name) => text(`jobs:figure_${name}`, { formatted: number.format(figures[name]) }))
  return <>{parts.join(', ')}</>
}

function Waited({ waitedFor }: { waitedFor: JobFigures['waitedFor'] }) {
  const text = useText()
  const language = useLanguage()
  const { totalMs, bars } = waitedBars(waitedFor)
  const [first] = bars
  if (!first) return null
  return (
    <Section title={text('jobs:waited')}>
      <p className="pt-2">
        {text(bars.length === 1 ? 'jobs:waited_only' : 'jobs:waited_most', {
          duration: durationText(totalMs, language),
          reason: text(`history:waited_${first.reason}`),
        })}
      </p>
      <ul className="flex flex-col gap-2 pt-3">
        {bars.map(({ reason, ms, share }) => (
          <li key={reason} className="flex flex-col gap-1">
            <span className="flex justify-between gap-3">
              <span>{text(`history:waited_${reason}`)}</span>
              <span className="text-ink-2">{durationText(ms, language)}</span>
            </span>
            <span aria-hidden className="h-1 rounded-full bg-track">
              <span
                className="block h-full min-w-0.5 rounded-full bg-ink-3"
                style={{ width: `${Math.max(share * 100, 0.5)}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
