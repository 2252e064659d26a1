// The page of one job, over the whole of its place: its name, state and commands, then either how it stands or its runs. Escape, the arrow and the
// way above its name lead back to the list.
import type { JobView } from '@shared/jobs/job'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useJobName } from '../app/names'
import { usePlaceState } from '../app/navigation'
import { type Panel, usePanel } from '../app/panel'
import { useText } from '../app/words'
import { useAnswer, usePages } from '../client'
import { runsOf } from '../history/attempts'
import { Button, IconButton } from '../ui/Button'
import { LoadingRows } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { StateBadge } from '../ui/StateBadge'
import { Tabs } from '../ui/Tabs'
import { JobRuns } from './JobRuns'
import { JobStatus } from './JobStatus'
import { stateOf } from './jobRow'
import { useJobCommands } from './useJobCommands'

export interface JobPageProps {
  jobId: string
  onBack: () => void
  onCancel: (job: JobView) => void
  /** The person has just come to it from the list. */
  takesFocus: boolean
}

const PAGE_ROWS = 100
const tabs = ['status', 'runs'] as const
type Tab = (typeof tabs)[number]

export function JobPage({ jobId, onBack, onCancel, takesFocus }: JobPageProps) {
  const nameOf = useJobName()
  const { data: job, error, refetch } = useAnswer('jobs.get', { id: jobId })
  const pages = usePages('history.query', { jobId, limit: PAGE_ROWS })
  const runs = useMemo(() => runsOf(pages.rows), [pages.rows])
  const [tab, setTab] = usePlaceState<Tab>('jobs.tab', 'status')
  const [runId, setRunId] = usePlaceState<string | null>('jobs.run', null)
  const panel = usePanel('jobs.runPanel')
  const inPanel = tab === 'runs' && panel.isOpen && runs.some(({ attempts }) => attempts.some(({ id }) => id === runId))
  useEscape(inPanel, onBack)
  const known = job ?? runs[0]?.last
  return (
    <>
      <Header name={known ? nameOf(known) : '…'} job={job} onBack={onBack} takesFocus={takesFocus} />
      {job === undefined ? null : <Bar job={job} tab={tab} onTab={setTab} onCancel={onCancel} />}
      {job === undefined && error ? <ReadFailed error={error} onAskAgain={() => void refetch()} /> : null}
      {job === undefined && !error ? <LoadingRows /> : null}
      {job !== undefined && tab === 'status' ? <JobStatus jobId={jobId} job={job} runs={runs} /> : null}
      {job !== undefined && tab === 'runs' ? (
        <JobRuns pages={pages} runs={runs} chosenId={runId} onChoose={setRunId} panel={panel} />
      ) : null}
    </>
  )
}

interface HeaderProps extends Pick<JobPageProps, 'onBack' | 'takesFocus'> {
  name: string
  /** undefined: not known yet; null: no longer in the queue. */
  job: JobView | null | undefined
}

function Header({ name, job, onBack, takesFocus }: HeaderProps) {
  const text = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const state = job ? stateOf(job) : null
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 pr-5 pl-3.5">
      <IconButton icon={ArrowLeft} label={text('jobs:back')} onClick={onBack} />
      <nav aria-label={text('jobs:way')}>
        <ol className="flex items-center gap-2">
          <li>
            <button
              type="button"
              onClick={onBack}
              className="rounded-small px-1 text-ink-2 text-large hover:bg-hover hover:text-ink"
            >
              {text('words:jobs')}
            </button>
          </li>
          <li aria-hidden className="text-ink-3">
            /
          </li>
        </ol>
      </nav>
      <h1
        ref={heading}
        tabIndex={-1}
        title={name}
        className="selectable min-w-0 truncate font-semibold text-large outline-none"
      >
        {name}
      </h1>
      <span className="shrink-0 pl-3 text-ink-2">
        {state ? <StateBadge meaning={state.meaning}>{text(state.word)}</StateBadge> : null}
        {job === null ? <StateBadge meaning="off">{text('jobs:gone_short')}</StateBadge> : null}
      </span>
    </header>
  )
}

interface BarProps {
  job: JobView | null
  tab: Tab
  onTab: (tab: Tab) => void
  onCancel: (job: JobView) => void
}

function Bar({ job, tab, onTab, onCancel }: BarProps) {
  const text = useText()
  const commands = useJobCommands(job, onCancel)
  return (
    <div className="flex shrink-0 flex-wrap items-center justify-between gap-2 border-line border-b px-5 pb-2">
      <Tabs
        label={text('jobs:parts')}
        value={tab}
        onChange={onTab}
        tabs={tabs.map((value) => ({ value, label: text(`jobs:tab_${value}`) }))}
      />
      <span className="flex flex-wrap gap-2">
        {commands.map((command) => (
          <Button
            key={command.action}
            size="small"
            tone={command.danger ? 'danger' : 'plain'}
            icon={command.icon}
            title={command.hint}
            onClick={command.run}
          >
            {command.label}
          </Button>
        ))}
      </span>
    </div>
  )
}

/** Back, unless something nearer wants the key: the panel about a run, a menu, a dialog. */
function useEscape(isTaken: Panel['isOpen'], onBack: () => void): void {
  useEffect(() => {
    const back = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTaken) return
      if (document.querySelector('[role=dialog], [role=menu], [role=listbox]')) return
      onBack()
    }
    document.addEventListener('keydown', back)
    return () => document.removeEventListener('keydown', back)
  }, [isTaken, onBack])
}
