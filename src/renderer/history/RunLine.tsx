// One run in a narrow list: its shape and result, what it came to, when.
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { useLanguage, useText } from '../app/words'
import { RelativeTime } from '../ui/Figures'
import { StateBadge } from '../ui/StateBadge'
import { meaningOf, runWords } from './runWords'

export interface RunLineProps {
  run: OccurrenceView
  /** Whose run it is, where the list is not about one job. */
  name?: string
}

export function RunLine({ run, name }: RunLineProps) {
  const text = useText()
  const language = useLanguage()
  const words = runWords(run, text, language)
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className={name === undefined ? undefined : 'w-24 shrink-0'}>
        <StateBadge meaning={meaningOf(run.result)}>{text(`words:result_${run.result}`)}</StateBadge>
      </span>
      {name === undefined ? null : <span className="max-w-[40%] shrink-0 truncate">{name}</span>}
      <span className="min-w-0 flex-1 truncate text-ink-2" title={words}>
        {words}
      </span>
      <span className="text-ink-3 text-small">
        <RelativeTime at={run.endedAt} />
      </span>
    </span>
  )
}
