// Everything that ended, newest first, filtered by kind, result and job, and a panel about the chosen run.

import type { OccurrenceView } from '@shared/jobs/occurrence'
import { useCallback, useEffect, useMemo } from 'react'
import { useJobName } from '../app/names'
import { useNavigation, usePlaceState } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { usePages } from '../client'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { ClockTime } from '../ui/Figures'
import { EmptyState, focusDetail, LoadingRows, PageHeader, SplitView } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { StateBadge } from '../ui/StateBadge'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { FilterBar, type Filters, noFilters, queryOf } from './FilterBar'
import { RunDetail } from './RunDetail'
import { meaningOf, runWords, tookMs } from './runWords'

const PAGE_ROWS = 100

export function HistoryPlace() {
  const text = useText()
  const { target } = useNavigation()
  const [filters, setFilters] = usePlaceState<Filters>('history.filters', noFilters)
  const [chosen, setChosen] = usePlaceState<OccurrenceView | null>('history.chosen', null)
  useEffect(() => {
    if (target.jobId !== undefined) setFilters({ ...noFilters, jobId: target.jobId })
  }, [target, setFilters])
  const pages = usePages('history.query', { ...queryOf(filters), limit: PAGE_ROWS }, { keepPrevious: true })
  const columns = useColumns()
  const close = useCallback(() => setChosen(null), [setChosen])
  const filtered = filters.kind !== 'any' || filters.result !== 'any' || filters.jobId !== null
  const clear = <Button onClick={() => setFilters(noFilters)}>{text('history:clear')}</Button>
  return (
    <>
      <PageHeader title={text('words:history')} actions={filtered ? clear : null}>
        <FilterBar filters={filters} onChange={setFilters} />
      </PageHeader>
      <SplitView detail={chosen ? <RunDetail run={chosen} onClose={close} /> : null}>
        {pages.error ? <ReadFailed error={pages.error} onAskAgain={pages.askAgain} /> : null}
        {pages.isLoading ? <LoadingRows /> : null}
        {!pages.isLoading && !pages.error && pages.rows.length === 0 ? (
          <EmptyState
            title={text(filtered ? 'history:empty_filtered' : 'history:empty')}
            actions={filtered ? clear : null}
          >
            {filtered ? null : text('history:empty_body')}
          </EmptyState>
        ) : null}
        {pages.rows.length > 0 ? (
          <VirtualTable
            label={text('words:history')}
            rows={pages.rows}
            columns={columns}
            rowId={runId}
            selectedId={chosen?.id ?? null}
            onSelect={setChosen}
            onOpen={focusDetail}
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        ) : null}
      </SplitView>
    </>
  )
}

function runId(run: OccurrenceView): string {
  return run.id
}

function useColumns(): Column<OccurrenceView>[] {
  const text = useText()
  const language = useLanguage()
  const nameOf = useJobName()
  return useMemo(
    () => [
      {
        id: 'when',
        header: text('history:column_when'),
        width: '88px',
        cell: (run) => (
          <span className="text-ink-2">
            <ClockTime at={run.endedAt} />
          </span>
        ),
      },
      {
        id: 'name',
        header: text('history:column_name'),
        width: 'minmax(0, 4fr)',
        cell: (run) => <span className="font-medium">{nameOf(run)}</span>,
      },
      {
        id: 'result',
        header: text('history:column_result'),
        width: '104px',
        cell: (run) => <StateBadge meaning={meaningOf(run.result)}>{text(`words:result_${run.result}`)}</StateBadge>,
      },
      {
        id: 'what',
        header: text('history:column_what'),
        width: 'minmax(0, 6fr)',
        cell: (run) => <span className="text-ink-2">{runWords(run, text, language)}</span>,
      },
      {
        id: 'took',
        header: text('history:column_took'),
        width: '72px',
        hideBelowPx: 640,
        align: 'end',
        cell: (run) => {
          const took = tookMs(run)
          return <span className="text-ink-2">{took === null ? text('words:none') : durationText(took, language)}</span>
        },
      },
    ],
    [text, language, nameOf],
  )
}
