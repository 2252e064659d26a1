// A bar for each day: what went well at its foot, failures hatched above it, the rest as an outline. Its finding stands above it; each day also as text.
import type { JobFigures } from '@shared/jobs/figures'
import { useLanguage, useText } from '../app/words'
import { type DayBar, dayBars, daysFinding } from './figures'

const HATCH = 'repeating-linear-gradient(135deg, var(--bad) 0 2px, var(--paper) 2px 4px)'

export function DayStrip({ days }: { days: JobFigures['days'] }) {
  const text = useText()
  const { active, failing, all } = daysFinding(days)
  if (days.length === 0) return null
  const finding = failing === 0 ? 'jobs:days_without_failure' : 'jobs:days_with_failure'
  return (
    <figure className="flex flex-col gap-2">
      <figcaption>{text(finding, { active, failing, all })}</figcaption>
      <ol className="flex h-12 items-end gap-0.5 border-line-strong border-b">
        {dayBars(days).map((bar) => (
          <Day key={bar.day} bar={bar} />
        ))}
      </ol>
      <Ends days={days} />
    </figure>
  )
}

function Day({ bar }: { bar: DayBar }) {
  const text = useText()
  const language = useLanguage()
  const when = dayText(bar.day, language)
  const { ran, failed, other } = bar.counts
  const parts = [
    ...(ran > 0 ? [text('jobs:figure_ran', { formatted: ran })] : []),
    ...(failed > 0 ? [text('jobs:figure_failed', { formatted: failed })] : []),
    ...(other > 0 ? [text('jobs:day_other', { formatted: other })] : []),
  ]
  const words = `${when}: ${parts.length === 0 ? text('jobs:day_none') : parts.join(', ')}`
  return (
    <li title={words} className="flex h-full min-w-0 flex-1 flex-col justify-end hover:bg-hover">
      <span className="sr-only">{words}</span>
      <Bar share={bar.other} className="border border-ink-3 border-b-0" />
      <Bar share={bar.failed} style={{ backgroundImage: HATCH }} className="border border-bad border-b-0" />
      <Bar share={bar.ran} className="bg-accent" />
    </li>
  )
}

function Bar({ share, className, style }: { share: number; className: string; style?: { backgroundImage: string } }) {
  if (share === 0) return null
  return <span aria-hidden className={className} style={{ ...style, height: `${share * 100}%`, minHeight: 3 }} />
}

/** The first day and today under the strip, and what its three fillings mean. */
function Ends({ days }: { days: JobFigures['days'] }) {
  const text = useText()
  const language = useLanguage()
  const first = days[0]
  const key = 'size-2.5 shrink-0 rounded-[2px]'
  return (
    <div aria-hidden className="flex flex-wrap items-center justify-between gap-x-4 text-ink-3 text-small">
      <span>{first ? dayText(first.day, language) : null}</span>
      <span className="flex items-center gap-3">
        <span className="inline-flex items-center gap-1.5">
          <span className={`${key} bg-accent`} />
          {text('words:result_ran')}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span className={`${key} border border-bad`} style={{ backgroundImage: HATCH }} />
          {text('words:result_failed')}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span className={`${key} border border-ink-3`} />
          {text('jobs:day_other_key')}
        </span>
      </span>
      <span>{text('jobs:today')}</span>
    </div>
  )
}

/** `day` as 2026-03-29, of the local calendar. */
function dayText(day: string, language: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' }).format(new Date(year, month - 1, date))
}
