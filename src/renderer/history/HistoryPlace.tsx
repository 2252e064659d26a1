// Everything that ended, newest first, filtered by kind, result and job, and a panel about the chosen run.

import { kindNames } from '@shared/jobs/kinds'
import type { OccurrenceQuery, OccurrenceView } from '@shared/jobs/occurrence'
import { type OccurrenceResult, occurrenceResults } from '@shared/jobs/outcome'
import { kindTitle } from '@shared/statusLine'
import { useCallback, useEffect, useMemo } from 'react'
import { useJobName } from '../app/names'
import { useNavigation, usePlaceState } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { usePages } from '../client'
import { Button } from '../ui/Button'
import { durationText } from '../ui/duration'
import { ClockTime } from '../ui/Figures'
import { EmptyState, LoadingRows, PageHeader, SplitView } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { Select } from '../ui/Select'
import { StateBadge } from '../ui/StateBadge'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { RunDetail } from './RunDetail'
import { meaningOf, runWords, tookMs } from './runWords'

const PAGE_ROWS = 100

interface Filters {
  kind: string
  result: OccurrenceResult | 'any'
  jobId: string | null
}

const noFilters: Filters = { kind: 'any', result: 'any', jobId: null }

export function HistoryPlace() {
  const text = useText()
  const { target } = useNavigation()
  const [filters, setFilters] = usePlaceState<Filters>('history.filters', noFilters)
  const [chosen, setChosen] = usePlaceState<OccurrenceView | null>('history.chosen', null)
  useEffect(() => {
    if (target.jobId !== undefined) setFilters({ ...noFilters, jobId: target.jobId })
  }, [target, setFilters])
  const pages = usePages('history.query', queryOf(filters), { keepPrevious: true })
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
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        ) : null}
      </SplitView>
    </>
  )
}

function queryOf({ kind, result, jobId }: Filters): Omit<OccurrenceQuery, 'after'> {
  return {
    limit: PAGE_ROWS,
    ...(kind === 'any' ? {} : { kinds: [kind] }),
    ...(result === 'any' ? {} : { results: [result] }),
    ...(jobId === null ? {} : { jobId }),
  }
}

function runId(run: OccurrenceView): string {
  return run.id
}

function FilterBar({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const text = useText()
  return (
    <>
      <Select
        label={text('history:filter_kind')}
        value={filters.kind}
        onChange={(kind) => onChange({ ...filters, kind })}
        options={[
          { value: 'any', label: text('history:any_kind') },
          ...kindNames.map((kind) => ({ value: kind as string, label: kindTitle(kind, text) })),
        ]}
      />
      <Select<Filters['result']>
        label={text('history:filter_result')}
        value={filters.result}
        onChange={(result) => onChange({ ...filters, result })}
        options={[
          { value: 'any', label: text('history:any_result') },
          ...occurrenceResults.map((result) => ({ value: result, label: text(`words:result_${result}`) })),
        ]}
      />
    </>
  )
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
