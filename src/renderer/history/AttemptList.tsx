// The tries of one run, oldest first; a click shows what is known of that one.
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { clsx } from 'clsx'
import { useLanguage, useText } from '../app/words'
import { durationText } from '../ui/duration'
import { ClockTime } from '../ui/Figures'
import { Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { meaningOf, tookMs } from './runWords'

export interface AttemptListProps {
  attempts: readonly OccurrenceView[]
  shown: OccurrenceView
  onChoose: (attempt: OccurrenceView) => void
}

export function AttemptList({ attempts, shown, onChoose }: AttemptListProps) {
  const text = useText()
  const language = useLanguage()
  return (
    <Section title={text('history:attempts')}>
      <ol className="-mx-2 flex flex-col pt-1">
        {attempts.map((attempt) => {
          const took = tookMs(attempt)
          return (
            <li key={attempt.id}>
              <button
                type="button"
                aria-current={attempt.id === shown.id ? 'true' : undefined}
                onClick={() => onChoose(attempt)}
                className={clsx(
                  'flex h-7 w-full items-center gap-2 rounded-medium px-2 text-left hover:bg-hover',
                  attempt.id === shown.id && 'bg-chosen',
                )}
              >
                <span className="w-5 text-ink-3">{attempt.attempt}</span>
                <span className="min-w-0 flex-1 truncate">
                  <StateBadge meaning={meaningOf(attempt.result)}>{text(`words:result_${attempt.result}`)}</StateBadge>
                </span>
                <span className="text-ink-3 text-small">{took === null ? null : durationText(took, language)}</span>
                <span className="w-16 text-right text-ink-3 text-small">
                  <ClockTime at={attempt.endedAt} />
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
