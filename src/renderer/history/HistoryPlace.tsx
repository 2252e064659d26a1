// Everything that ended, newest first, filtered by kind, result and job, and a panel about the chosen run.

import type { OccurrenceView } from '@shared/jobs/occurrence'
import { useEffect, useMemo } from 'react'
import { useJobName } from '../app/names'
import { useNavigation, usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { usePages } from '../client'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { ClockTime } from '../ui/Figures'
import { ListBody } from '../ui/ListBody'
import { EmptyState, PageHeader, SplitView } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { FilterBar, type Filters, noFilters, queryOf } from './FilterBar'
import { RunDetail } from './RunDetail'
import { meaningOf, runWords, tookMs } from './runWords'

const PAGE_ROWS = 100

export function HistoryPlace() {
  const text = useText()
  const [filters, setFilters] = useFilters()
  const [chosen, setChosen] = usePlaceState<OccurrenceView | null>('history.chosen', null)
  const panel = usePanel('history.panel')
  const pages = usePages('history.query', { ...queryOf(filters), limit: PAGE_ROWS }, { keepPrevious: true })
  const columns = useColumns()
  const filtered = filters.kind !== 'any' || filters.result !== 'any' || filters.jobId !== null
  const clear = <Button onClick={() => setFilters(noFilters)}>{text('history:clear')}</Button>
  return (
    <>
      <PageHeader title={text('words:history')} actions={filtered ? clear : null}>
        <FilterBar filters={filters} onChange={setFilters} />
      </PageHeader>
      <SplitView
        detail={
          chosen && panel.isOpen ? <RunDetail run={chosen} entries={panel.entries} onClose={panel.close} /> : null
        }
      >
        <ListBody
          pages={pages}
          empty={
            <EmptyState
              title={text(filtered ? 'history:empty_filtered' : 'history:empty')}
              actions={filtered ? clear : null}
            >
              {filtered ? null : text('history:empty_body')}
            </EmptyState>
          }
        >
          <VirtualTable
            label={text('words:history')}
            rows={pages.rows}
            columns={columns}
            rowId={runId}
            selectedId={chosen?.id ?? null}
            onSelect={(run, by) => {
              setChosen(run)
              panel.choose(by)
            }}
            onOpen={panel.enter}
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        </ListBody>
      </SplitView>
    </>
  )
}

/** Another place may ask for the runs of one job. */
function useFilters(): [Filters, (filters: Filters) => void] {
  const { target } = useNavigation()
  const [filters, setFilters] = usePlaceState<Filters>('history.filters', noFilters)
  useEffect(() => {
    if (target.jobId !== undefined) setFilters({ ...noFilters, jobId: target.jobId })
  }, [target, setFilters])
  return [filters, setFilters]
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
