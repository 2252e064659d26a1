// Everything that ended, newest first, filtered by kind, result, source, time and job, and a panel about the chosen run.

import type { OccurrenceView } from '@shared/jobs/occurrence'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useNow } from '../app/clock'
import { useJobName } from '../app/names'
import { useNavigation, usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { usePages } from '../client'
import { Button } from '../ui/Button'
import { ListBody } from '../ui/ListBody'
import { EmptyState, PageHeader, SplitView } from '../ui/Page'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { runOf } from './attempts'
import { FilterBar } from './FilterBar'
import { type Filters, isFiltered, noFilters, queryOf } from './filters'
import { RunDetail } from './RunDetail'
import { runColumns } from './runColumns'

const PAGE_ROWS = 100

export function HistoryPlace() {
  const text = useText()
  const [filters, setFilters] = useFilters()
  const [chosen, setChosen] = usePlaceState<OccurrenceView | null>('history.chosen', null)
  const panel = usePanel('history.panel')
  const nameOf = useJobName()
  const query = { ...queryOf(filters, useNow()), limit: PAGE_ROWS }
  const pages = usePages('history.query', query, { keepPrevious: true })
  const columns = useColumns()
  const detail =
    chosen && panel.isOpen ? (
      <RunDetail
        title={nameOf(chosen)}
        run={chosen}
        attempts={runOf(chosen, pages.rows).attempts}
        onAttempt={setChosen}
        entries={panel.entries}
        onClose={panel.close}
        actions={<ShowJob run={chosen} />}
      />
    ) : null
  const clear = isFiltered(filters) ? (
    <Button onClick={() => setFilters(noFilters)}>{text('history:clear')}</Button>
  ) : null
  return (
    <>
      <PageHeader title={text('words:history')} actions={clear} />
      <FilterBar filters={filters} onChange={setFilters} />
      <SplitView detail={detail}>
        <ListBody pages={pages} empty={<EmptyHistory clear={clear} />}>
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

/** `clear`: the button, where it is only the filters that leave nothing. */
function EmptyHistory({ clear }: { clear: ReactNode }) {
  const text = useText()
  return (
    <EmptyState title={text(clear ? 'history:empty_filtered' : 'history:empty')} actions={clear}>
      {clear ? null : text('history:empty_body')}
    </EmptyState>
  )
}

function ShowJob({ run }: { run: OccurrenceView }) {
  const text = useText()
  const { go } = useNavigation()
  return (
    <Button size="small" onClick={() => go('jobs', { jobId: run.jobId, open: 'job' })}>
      {text('history:show_job')}
    </Button>
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
  return useMemo(() => {
    const { when, result, what, took } = runColumns<OccurrenceView>((run) => run, text, language)
    const name: Column<OccurrenceView> = {
      id: 'name',
      header: text('history:column_name'),
      width: 'minmax(0, 4fr)',
      cell: (run) => <span className="font-medium">{nameOf(run)}</span>,
    }
    return [when, name, result, what, { ...took, hideBelowPx: 640 }]
  }, [text, language, nameOf])
}
