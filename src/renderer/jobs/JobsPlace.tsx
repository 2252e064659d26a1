// The queue: every job with its state and the first reason, filtered by state, and a panel about the chosen one.
import { clockTime } from '@shared/i18n/sentences'
import type { JobView } from '@shared/jobs/job'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useNow } from '../app/clock'
import { useJobActs } from '../app/jobActs'
import { useJobName } from '../app/names'
import { useNavigation, usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { useAnswer, usePages } from '../client'
import { DownloadButton } from '../downloading/DownloadDialog'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/Dialog'
import { ListBody } from '../ui/ListBody'
import { EmptyState, PageHeader, SplitView } from '../ui/Page'
import { Tabs } from '../ui/Tabs'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { ActionsCell, LastCell, NameCell, NextCell, StateCell } from './JobCells'
import { JobDetail } from './JobDetail'
import { filterFrom, filterQuery, type JobFilter, jobFilters } from './jobRow'

const PAGE_ROWS = 100

export function JobsPlace() {
  const text = useText()
  const [filter, setFilter] = usePlaceState<JobFilter>('jobs.filter', 'all')
  const [chosenId, setChosenId] = usePlaceState<string | null>('jobs.chosen', null)
  const panel = usePanel('jobs.panel')
  const [cancelling, setCancelling] = useState<JobView | null>(null)
  const query = filterQuery(filter, useNow())
  const pages = usePages('jobs.query', { ...query, limit: PAGE_ROWS }, { keepPrevious: true })
  const { data: count } = useAnswer('jobs.count', query)
  const columns = useColumns(setCancelling)
  const { choose } = panel
  const show = useCallback(
    (id: string, by: 'pointer' | 'key' = 'pointer') => {
      setChosenId(id)
      choose(by)
    },
    [setChosenId, choose],
  )
  useFollowWish(useNavigation().target, setFilter, show)
  return (
    <>
      <PageHeader title={text('words:jobs')} actions={<DownloadButton />}>
        <FilterTabs filter={filter} onChange={setFilter} />
      </PageHeader>
      <SplitView
        detail={
          chosenId && panel.isOpen ? (
            <JobDetail jobId={chosenId} entries={panel.entries} onClose={panel.close} onCancel={setCancelling} />
          ) : null
        }
      >
        <ListBody pages={pages} empty={<EmptyQueue filter={filter} />}>
          <VirtualTable
            label={text('words:jobs')}
            rows={pages.rows}
            columns={columns}
            rowId={jobId}
            totalCount={count ?? pages.rows.length}
            selectedId={chosenId}
            onSelect={(job, by) => show(job.id, by)}
            onOpen={panel.enter}
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        </ListBody>
      </SplitView>
      <CancelDialog job={cancelling} onClose={() => setCancelling(null)} />
    </>
  )
}

function jobId(job: JobView): string {
  return job.id
}

/** The tray, a notification or another place may ask for a filter or for one job. */
function useFollowWish(
  target: ReturnType<typeof useNavigation>['target'],
  setFilter: (filter: JobFilter) => void,
  show: (jobId: string) => void,
): void {
  useEffect(() => {
    const wish = filterFrom(target.filter)
    if (wish) setFilter(wish)
    if (target.jobId !== undefined) {
      show(target.jobId)
      if (!wish) setFilter('all')
    }
  }, [target, setFilter, show])
}

function FilterTabs({ filter, onChange }: { filter: JobFilter; onChange: (filter: JobFilter) => void }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const running = useAnswer('jobs.count', filterQuery('running', now)).data
  const waiting = useAnswer('jobs.count', filterQuery('waiting', now), { keepPrevious: true }).data
  const format = (count: number | undefined) => (count ? new Intl.NumberFormat(language).format(count) : undefined)
  const counts: Partial<Record<JobFilter, string | undefined>> = {
    running: format(running),
    waiting: format(waiting),
  }
  return (
    <Tabs
      label={text('jobs:filter')}
      value={filter}
      onChange={onChange}
      tabs={jobFilters.map((value) => ({ value, label: text(`jobs:filter_${value}`), count: counts[value] }))}
    />
  )
}

function useColumns(onCancel: (job: JobView) => void): Column<JobView>[] {
  const text = useText()
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('jobs:column_name'),
        width: 'minmax(0, 5fr)',
        cell: (job) => <NameCell job={job} />,
      },
      {
        id: 'state',
        header: text('jobs:column_state'),
        width: 'minmax(200px, 8fr)',
        cell: (job) => <StateCell job={job} />,
      },
      {
        id: 'last',
        header: text('jobs:column_last'),
        width: '128px',
        hideBelowPx: 760,
        cell: (job) => <LastCell job={job} />,
      },
      { id: 'next', header: text('jobs:column_next'), width: '72px', cell: (job) => <NextCell job={job} /> },
      {
        id: 'actions',
        header: text('jobs:column_actions'),
        quietHeader: true,
        width: '52px',
        align: 'end',
        cell: (job) => <ActionsCell job={job} onCancel={onCancel} />,
      },
    ],
    [text, onCancel],
  )
}

function EmptyQueue({ filter }: { filter: JobFilter }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const nameOf = useJobName()
  const { go } = useNavigation()
  const { data: summary } = useAnswer('summary.get', {})
  const next = summary?.next[0]
  if (filter === 'running') {
    return (
      <EmptyState title={text('jobs:empty_running')}>
        {next ? text('jobs:empty_running_body', { name: nameOf(next), when: clockTime(next.at, now, language) }) : null}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={text(`jobs:empty_${filter}`)}
      actions={
        filter === 'all' ? (
          <Button tone="primary" onClick={() => go('sources', { open: 'add' })}>
            {text('jobs:add_source')}
          </Button>
        ) : null
      }
    >
      {text(`jobs:empty_${filter}_body`)}
    </EmptyState>
  )
}

function CancelDialog({ job, onClose }: { job: JobView | null; onClose: () => void }) {
  const text = useText()
  const acts = useJobActs()
  const nameOf = useJobName()
  if (!job) return null
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('jobs:cancel_title', { name: nameOf(job) })}
      description={text('jobs:cancel_body')}
      cancelLabel={text('jobs:keep_job')}
      confirmLabel={text('jobs:cancel_job')}
      danger
      onConfirm={() => {
        onClose()
        void acts.cancel(job.id)
      }}
    />
  )
}
