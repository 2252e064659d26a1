// The columns of a list of runs, whatever a row of it is.
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { durationText } from '../ui/duration'
import { ClockTime } from '../ui/Figures'
import { StateBadge } from '../ui/StateBadge'
import type { Column } from '../ui/tableRows'
import { meaningOf, runWords, tookMs } from './runWords'

/** `rowOf`: the row of history that an entry of the list is about. */
export function runColumns<Row>(
  rowOf: (entry: Row) => OccurrenceView,
  text: Text,
  language: Language,
): Record<'when' | 'result' | 'what' | 'took', Column<Row>> {
  return {
    when: {
      id: 'when',
      header: text('history:column_when'),
      width: '88px',
      cell: (entry) => (
        <span className="text-ink-2">
          <ClockTime at={rowOf(entry).endedAt} />
        </span>
      ),
    },
    result: {
      id: 'result',
      header: text('history:column_result'),
      width: '104px',
      cell: (entry) => {
        const { result } = rowOf(entry)
        return <StateBadge meaning={meaningOf(result)}>{text(`words:result_${result}`)}</StateBadge>
      },
    },
    what: {
      id: 'what',
      header: text('history:column_what'),
      width: 'minmax(0, 6fr)',
      cell: (entry) => <span className="text-ink-2">{runWords(rowOf(entry), text, language)}</span>,
    },
    took: {
      id: 'took',
      header: text('history:column_took'),
      width: '72px',
      hideBelowPx: 440,
      align: 'end',
      cell: (entry) => {
        const took = tookMs(rowOf(entry))
        return <span className="text-ink-2">{took === null ? text('words:none') : durationText(took, language)}</span>
      },
    },
  }
}
