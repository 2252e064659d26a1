// The cells of the list of sources.
import type { JobView } from '@shared/jobs/job'
import type { SourceView } from '@shared/sources'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { RelativeTime } from '../ui/Figures'
import { useEveryText } from '../ui/IntervalSelect'
import { ReasonLine } from '../ui/ReasonLine'
import { StateBadge } from '../ui/StateBadge'
import { Switch } from '../ui/Switch'
import { SyncProgress } from './SyncProgress'
import { hostOf, sourceState } from './sourceState'
import { useSourceActs } from './useSourceActs'

export interface SourceRow {
  source: SourceView
  /** null: it has none; undefined: not known yet. */
  job: JobView | null | undefined
}

export function SourceCell({ source }: SourceRow) {
  const text = useText()
  const from = hostOf(source) ?? text('sources:served_by_lull')
  const signIn = source.signedIn === null ? null : text(source.signedIn ? 'sources:signed_in' : 'sources:signed_out')
  return (
    <span className="block min-w-0 leading-[18px]">
      <span className="block truncate font-medium" title={source.name}>
        {source.name}
      </span>
      <span className="flex text-ink-3 text-small">
        <span className="truncate" title={from}>
          {from}
        </span>
        {signIn && source.servedBy !== 'sample' ? (
          <span className="shrink-0 whitespace-pre">{` · ${signIn}`}</span>
        ) : null}
      </span>
    </span>
  )
}

export function StateCell({ source, job }: SourceRow) {
  const text = useText()
  if (job === undefined) return null
  const state = sourceState(source, job)
  return (
    <span className="block min-w-0 leading-[18px]">
      <span className="block">
        <StateBadge meaning={state.meaning}>{text(state.word)}</StateBadge>
      </span>
      <span className="block truncate text-ink-3 text-small">
        {job?.state === 'running' ? <SyncProgress job={job} compact /> : null}
        {job?.state !== 'running' && state.reason ? <ReasonLine reason={state.reason} oneLine /> : null}
        {state.sentence ? text(state.sentence) : null}
      </span>
    </span>
  )
}

export function LastCell({ source }: SourceRow) {
  const text = useText()
  if (source.lastSuccessAt === null) return <span className="text-ink-3">{text('sources:never')}</span>
  return (
    <span className="text-ink-2">
      <RelativeTime at={source.lastSuccessAt} />
    </span>
  )
}

export function EveryCell({ source }: SourceRow) {
  const everyText = useEveryText()
  const { data: preferences } = useAnswer('preferences.get', {})
  const everyMs = source.everyMs ?? preferences?.syncEveryMs
  if (everyMs === undefined) return null
  return <span className={source.everyMs === null ? 'text-ink-3' : 'text-ink-2'}>{everyText(everyMs)}</span>
}

export function EnabledCell({ source }: SourceRow) {
  const text = useText()
  const acts = useSourceActs()
  return (
    <span className="inline-flex align-middle">
      <Switch
        label={text('sources:enabled_named', { name: source.name })}
        checked={source.enabled}
        onChange={(enabled) => void acts.setEnabled(source, enabled)}
      />
    </span>
  )
}
