// The cells of the queue's table.
import { clockTime, relativeTime } from '@shared/i18n/sentences'
import type { JobView } from '@shared/jobs/job'
import { kindTitle } from '@shared/statusLine'
import { Ellipsis } from 'lucide-react'
import { useNow } from '../app/clock'
import { useTrack } from '../app/liveUpdates'
import { useJobName, useSources } from '../app/names'
import { useLanguage, useText } from '../app/words'
import { IconButton } from '../ui/Button'
import { Menu } from '../ui/Menu'
import { ProgressBar } from '../ui/Progress'
import { amountText } from '../ui/progressTrack'
import { ReasonLine } from '../ui/ReasonLine'
import { StateBadge } from '../ui/StateBadge'
import { useRowTabIndex } from '../ui/tableRows'
import { lastResultOf, stateOf } from './jobRow'
import { useJobCommands } from './useJobCommands'

export function NameCell({ job }: { job: JobView }) {
  const text = useText()
  const name = useJobName()(job)
  const kind = kindTitle(job.kind, text)
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className="truncate font-medium" title={name}>
        {name}
      </span>
      {kind === name ? null : <span className="hidden shrink-0 text-ink-3 text-small @[760px]:inline">{kind}</span>}
    </span>
  )
}

export function StateCell({ job }: { job: JobView }) {
  const text = useText()
  const { meaning, word } = stateOf(job)
  const [reason] = job.reasons
  return (
    <span className="flex min-w-0 items-center gap-3">
      <span className="w-[92px] shrink-0">
        <StateBadge meaning={meaning}>{text(word)}</StateBadge>
      </span>
      <span className="min-w-0 flex-1 text-ink-2">
        {job.state === 'running' ? <RunningCell job={job} /> : null}
        {job.state !== 'running' && reason ? <ReasonLine reason={reason} oneLine /> : null}
      </span>
    </span>
  )
}

function RunningCell({ job }: { job: JobView }) {
  const text = useText()
  const language = useLanguage()
  const name = useJobName()(job)
  const track = useTrack(job.id, job.progress)
  return (
    <span className="flex items-center gap-3">
      <span className="block w-16 shrink-0 @[760px]:w-28">
        <ProgressBar label={name} track={track} compact />
      </span>
      <span className="hidden min-w-0 flex-1 truncate text-ink-3 text-small @[640px]:inline">
        {track ? amountText(track.progress, text, language) : null}
      </span>
    </span>
  )
}

export function LastCell({ job }: { job: JobView }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const sources = useSources()
  const source = job.sourceId === null ? undefined : sources.get(job.sourceId)
  const last = lastResultOf(job, job.kind === 'feed.sync' ? (source?.lastSuccessAt ?? null) : null)
  if (!last) return <span className="text-ink-3">{text('words:none')}</span>
  const when = last.at === null ? '' : relativeTime(last.at, now, language)
  if (last.result === 'failed' && last.at === null) return <span>{text('jobs:last_failed_now')}</span>
  return <span className="text-ink-2">{text(`jobs:last_${last.result}`, { when })}</span>
}

export function NextCell({ job }: { job: JobView }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  if (job.nextRunAt === null) return <span className="text-ink-3">{text('words:none')}</span>
  const due = job.nextRunAt <= now
  return <span className="text-ink-2">{due ? text('jobs:next_due') : clockTime(job.nextRunAt, now, language)}</span>
}

export function ActionsCell({ job, onCancel }: { job: JobView; onCancel: (job: JobView) => void }) {
  const text = useText()
  const name = useJobName()(job)
  const tabIndex = useRowTabIndex()
  const [first, ...rest] = useJobCommands(job, onCancel)
  return (
    <span className="flex justify-end">
      {first ? (
        <IconButton
          tabIndex={tabIndex}
          size="small"
          icon={first.icon}
          label={`${first.hint}: ${name}`}
          onClick={first.run}
        />
      ) : null}
      {rest.length > 0 ? (
        <Menu
          trigger={
            <IconButton tabIndex={tabIndex} size="small" icon={Ellipsis} label={text('words:more_about', { name })} />
          }
          entries={rest.map((command) => ({
            id: command.action,
            label: command.label,
            icon: command.icon,
            danger: command.danger,
            separated: command.danger,
            onSelect: command.run,
          }))}
        />
      ) : (
        <span className="size-6" />
      )}
    </span>
  )
}
