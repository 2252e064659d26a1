// The main window: rail, place, footer. Which place is shown is navigation's; what a place does is its own folder's.
import type { View } from '@shared/ipc/events'
import type { ComponentType } from 'react'
import { call, isUnreachable, useAnswer } from '../client'
import { DataPlace } from '../data/DataPlace'
import { HistoryPlace } from '../history/HistoryPlace'
import { JobsPlace } from '../jobs/JobsPlace'
import { OutboxPlace } from '../outbox/OutboxPlace'
import { OverviewPlace } from '../overview/OverviewPlace'
import { useHeadline } from '../overview/useHeadline'
import { SourcesPlace } from '../sources/SourcesPlace'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/Page'
import { Announcer } from './announcer'
import { Footer } from './Footer'
import { useFollowNavigation } from './liveUpdates'
import { useNavigation } from './navigation'
import { Rail } from './Rail'
import { useShortcuts } from './shortcuts'
import { useText } from './words'

const placeViews: Partial<Record<View, ComponentType>> = {
  overview: OverviewPlace,
  jobs: JobsPlace,
  outbox: OutboxPlace,
  history: HistoryPlace,
  data: DataPlace,
  sources: SourcesPlace,
}

export function App() {
  const { target } = useNavigation()
  useShortcuts()
  useFollowNavigation()
  const { error, refetch } = useAnswer('summary.get', {})
  const headline = useHeadline()
  const PlaceView = placeViews[target.view]
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="flex min-w-0 flex-1 flex-col">
          {isUnreachable(error) ? <Unreachable onAskAgain={() => void refetch()} /> : PlaceView ? <PlaceView /> : null}
        </main>
      </div>
      <Footer />
      <Announcer sentence={headline} />
    </div>
  )
}

/** Main is silent: no place can show anything true, so none is shown. */
function Unreachable({ onAskAgain }: { onAskAgain: () => void }) {
  const text = useText()
  return (
    <EmptyState
      isHeading
      title={text('words:unreachable_title')}
      actions={
        <>
          <Button tone="primary" onClick={onAskAgain}>
            {text('words:try_again')}
          </Button>
          <Button onClick={() => void call('app.quit', {}).catch(() => undefined)}>{text('words:quit')}</Button>
        </>
      }
    >
      {text('words:unreachable_body')}
    </EmptyState>
  )
}
