// The one sentence of the app with its shape, and what can be done with everything: sync now, pause, resume.
import { assertNever } from '@shared/errors'
import { type AppState, appState, type Summary } from '@shared/summary'
import { Pause, Play, RefreshCw } from 'lucide-react'
import { overText, useJobActs } from '../app/jobActs'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAct, useAnswer } from '../client'
import { Button } from '../ui/Button'
import { Menu } from '../ui/Menu'
import { type Meaning, StateShape } from '../ui/StateBadge'
import { useToast } from '../ui/Toasts'
import { pauseChoices, pauseEnd } from './pauseTimes'
import { useHeadline } from './useHeadline'

function meaningOf(state: AppState): Meaning {
  switch (state) {
    case 'problem':
      return 'failed'
    case 'attention':
      return 'needsYou'
    case 'paused':
      return 'paused'
    case 'waiting':
      return 'waiting'
    case 'working':
      return 'working'
    case 'offline':
      return 'off'
    case 'idle':
      return 'done'
    default:
      return assertNever(state)
  }
}

export function Headline({ summary }: { summary: Summary }) {
  const headline = useHeadline()
  const { data: sources } = useAnswer('sources.list', {})
  const hasSources = (sources?.length ?? 0) > 0
  return (
    <div className="flex items-center gap-3">
      <span className="scale-125">
        <StateShape meaning={meaningOf(appState(summary))} />
      </span>
      <h1 className="selectable min-w-0 flex-1 text-balance font-semibold text-headline leading-7 tracking-[-0.01em]">
        {headline}
      </h1>
      {hasSources ? <SyncButton /> : null}
      <PauseControl summary={summary} />
    </div>
  )
}

function SyncButton() {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const sync = useAct('sources.syncNow')
  const run = () =>
    sync.mutate(
      { id: null },
      {
        onSuccess: ({ started, overrides }) => {
          const holds = overText([...new Set(overrides)], text)
          if (started === 0) toast({ text: text('overview:sync_none') })
          else if (holds) toast({ text: text('overview:sync_started_over', { count: started, holds }) })
          else toast({ text: text('overview:sync_started', { count: started }) })
        },
        onError: (error) => toast({ text: refusal(error) }),
      },
    )
  return (
    <Button icon={RefreshCw} busy={sync.isPending} onClick={run}>
      {text('words:sync_now')}
    </Button>
  )
}

function PauseControl({ summary }: { summary: Summary }) {
  const text = useText()
  const acts = useJobActs()
  if (!summary.backgroundWork) {
    return (
      <Button tone="primary" icon={Play} onClick={() => void acts.turnOn([])}>
        {text('words:turn_on')}
      </Button>
    )
  }
  if (summary.pauses.some((pause) => pause.scope.type === 'all')) {
    return (
      <Button tone="primary" icon={Play} onClick={() => void acts.resume([{ type: 'all' }])}>
        {text('overview:resume_all')}
      </Button>
    )
  }
  return (
    <Menu
      trigger={<Button icon={Pause}>{text('words:pause')}</Button>}
      entries={pauseChoices.map((choice) => ({
        id: choice,
        label: text(`overview:pause_${choice}`),
        onSelect: () => void acts.pause({ type: 'all' }, pauseEnd(choice, Date.now())),
      }))}
    />
  )
}
