// The last runs of a job as a row of shapes, oldest first, under a sentence that says what they come to.
import { clockTime } from '@shared/i18n/sentences'
import { useNow } from '../app/clock'
import { useLanguage, useText } from '../app/words'
import type { JobRun } from '../history/attempts'
import { meaningOf } from '../history/runWords'
import { Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'

const RUNS_SHOWN = 14

/** `runs`: newest first, as many as there are at hand. */
export function RunStrip({ runs }: { runs: readonly JobRun[] }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const shown = runs.slice(0, RUNS_SHOWN).toReversed()
  if (shown.length === 0) return null
  const went = shown.filter(({ last }) => last.result === 'ran').length
  return (
    <Section title={text('jobs:runs')}>
      <p className="pt-2">{text('jobs:strip_finding', { went, count: shown.length })}</p>
      <ol className="flex flex-wrap gap-1 pt-2">
        {shown.map(({ last }) => {
          const words = `${text(`words:result_${last.result}`)}, ${clockTime(last.endedAt, now, language)}`
          return (
            <li key={last.id} title={words}>
              <StateBadge meaning={meaningOf(last.result)} iconOnly>
                {words}
              </StateBadge>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
