// The queue: every job with its state and the first reason, filtered by state, and a panel about the chosen one; or the page of one job.
import { clockTime } from '@shared/i18n/sentences'
import type { JobView } from '@shared/jobs/job'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
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
import { JobPage } from './JobPage'
import { filterFrom, filterQuery, type JobFilter, jobFilters } from './jobRow'

const PAGE_ROWS = 100

export function JobsPlace() {
  const [cancelling, setCancelling] = useState<JobView | null>(null)
  const [pageId, setPageId] = usePlaceState<string | null>('jobs.page', null)
  const [hasMoved, setMoved] = useState(false)
  const { target } = useNavigation()
  const [arrivedAt] = useState(target.visit)
  useEffect(() => {
    const { jobId, filter, open, visit } = target
    if (open === 'job' && jobId !== undefined) setPageId(jobId)
    else if (jobId !== undefined || filter !== undefined || visit !== arrivedAt) setPageId(null)
  }, [target, arrivedAt, setPageId])
  const move = useCallback(
    (jobId: string | null) => {
      setMoved(true)
      setPageId(jobId)
    },
    [setPageId],
  )
  const back = useCallback(() => move(null), [move])
  return (
    <>
      {pageId === null ? (
        <JobList onOpen={move} onCancel={setCancelling} takesFocus={hasMoved} />
      ) : (
        <JobPage key={pageId} jobId={pageId} onBack={back} onCancel={setCancelling} takesFocus={hasMoved} />
      )}
      <CancelDialog job={cancelling} onClose={() => setCancelling(null)} />
    </>
  )
}

interface JobListProps {
  /** Its page is asked for. */
  onOpen: (jobId: string) => void
  onCancel: (job: JobView) => void
  /** The person comes back from a page: the keys go on where they were. */
  takesFocus: boolean
}

function JobList({ onOpen, onCancel, takesFocus }: JobListProps) {
  const text = useText()
  const [filter, setFilter] = usePlaceState<JobFilter>('jobs.filter', 'all')
  const [chosenId, setChosenId] = usePlaceState<string | null>('jobs.chosen', null)
  const panel = usePanel('jobs.panel')
  const query = filterQuery(filter, useNow())
  const pages = usePages('jobs.query', { ...query, limit: PAGE_ROWS }, { keepPrevious: true })
  const { data: count } = useAnswer('jobs.count', query)
  const columns = useColumns(onCancel)
  const { choose } = panel
  const show = useCallback(
    (id: string, by: 'pointer' | 'key' = 'pointer') => {
      setChosenId(id)
      choose(by)
    },
    [setChosenId, choose],
  )
  useFollowWish(useNavigation().target, setFilter, show)
  const list = useFocusOnce(takesFocus)
  return (
    <div ref={list} className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={text('words:jobs')} actions={<DownloadButton />}>
        <FilterTabs filter={filter} onChange={setFilter} />
      </PageHeader>
      <SplitView
        detail={
          chosenId && panel.isOpen ? (
            <JobDetail jobId={chosenId} onClose={panel.close} onOpen={onOpen} onCancel={onCancel} />
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
            onOpen={(job) => onOpen(job.id)}
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        </ListBody>
      </SplitView>
    </div>
  )
}

/** The list below takes the focus when it first stands there. */
function useFocusOnce(takesFocus: boolean): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) list.current?.querySelector<HTMLElement>('[role=grid]')?.focus()
  }, [takesFocus])
  return list
}

function jobId(job: JobView): string {
  return job.id
}

/** The tray, a notification or another place may ask for a filter or for one job: once. */
function useFollowWish(
  target: ReturnType<typeof useNavigation>['target'],
  setFilter: (filter: JobFilter) => void,
  show: (jobId: string) => void,
): void {
  const [followed, setFollowed] = usePlaceState('jobs.followed', -1)
  useEffect(() => {
    if (target.visit === followed) return
    setFollowed(target.visit)
    const wish = filterFrom(target.filter)
    if (wish) setFilter(wish)
    if (target.jobId !== undefined && target.open !== 'job') {
      show(target.jobId)
      if (!wish) setFilter('all')
    }
  }, [target, followed, setFollowed, setFilter, show])
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
