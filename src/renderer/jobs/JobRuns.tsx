// The runs of one job, newest first: each with what it came to, and beside it its tries and its log.
import { clockTime } from '@shared/i18n/sentences'
import { useMemo } from 'react'
import { useNow } from '../app/clock'
import type { Panel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import type { PagedRows } from '../client'
import type { JobRun } from '../history/attempts'
import { RunDetail } from '../history/RunDetail'
import { runColumns } from '../history/runColumns'
import { ListBody } from '../ui/ListBody'
import { EmptyState, SplitView } from '../ui/Page'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'

export interface JobRunsProps {
  pages: PagedRows<unknown>
  runs: readonly JobRun[]
  /** The id of an attempt: that of the row, or another one of its run. */
  chosenId: string | null
  onChoose: (attemptId: string) => void
  panel: Panel
}

export function JobRuns({ pages, runs, chosenId, onChoose, panel }: JobRunsProps) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const columns = useColumns()
  const chosen = runs.find(({ attempts }) => attempts.some(({ id }) => id === chosenId))
  const attempt = chosen?.attempts.find(({ id }) => id === chosenId)
  return (
    <SplitView
      detail={
        chosen && attempt && panel.isOpen ? (
          <RunDetail
            title={text('jobs:run_of', { when: clockTime(attempt.startedAt ?? attempt.endedAt, now, language) })}
            run={attempt}
            attempts={chosen.attempts}
            onAttempt={({ id }) => onChoose(id)}
            entries={panel.entries}
            onClose={panel.close}
          />
        ) : null
      }
    >
      <ListBody pages={pages} empty={<EmptyState title={text('jobs:no_runs')}>{text('jobs:no_runs_body')}</EmptyState>}>
        <VirtualTable
          label={text('jobs:tab_runs')}
          rows={runs}
          columns={columns}
          rowId={runId}
          selectedId={chosen?.last.id ?? null}
          onSelect={({ last }, by) => {
            onChoose(last.id)
            panel.choose(by)
          }}
          onOpen={panel.enter}
          onEndReached={pages.loadMore}
          minWidth={360}
        />
      </ListBody>
    </SplitView>
  )
}

function runId({ last }: JobRun): string {
  return last.id
}

function useColumns(): Column<JobRun>[] {
  const text = useText()
  const language = useLanguage()
  return useMemo(() => {
    const { when, result, what, took } = runColumns<JobRun>(({ last }) => last, text, language)
    const tries: Column<JobRun> = {
      id: 'attempts',
      header: text('history:attempts'),
      width: '72px',
      hideBelowPx: 520,
      align: 'end',
      cell: ({ attempts }) => <span className="text-ink-2">{attempts.length > 1 ? attempts.length : null}</span>,
    }
    return [when, result, what, tries, took]
  }, [text, language])
}
