// The preferences window: its sections at the left, one of them at the right. A change acts at once; there is nothing to save.
import { Tabs } from '@base-ui/react/tabs'
import { assertNever } from '@shared/errors'
import { useState } from 'react'
import { useText } from '../app/words'
import { LoadingRows } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { GeneralPane } from './GeneralPane'
import { NotificationsPane } from './NotificationsPane'
import type { PaneProps } from './paneProps'
import { type Pane, paneIcons, panes } from './panes'
import { NetworkPane, StoragePane, SyncingPane } from './smallPanes'
import { usePreferences } from './usePreferences'
import { WhenPane } from './WhenPane'

export function PreferencesApp() {
  const text = useText()
  const [pane, setPane] = useState<Pane>('general')
  const { preferences, error, askAgain, set } = usePreferences()
  return (
    <Tabs.Root
      orientation="vertical"
      value={pane}
      onValueChange={(next) => setPane(next as Pane)}
      className="flex h-full"
      render={<main />}
    >
      <h1 className="sr-only">{text('words:preferences')}</h1>
      <Tabs.List
        activateOnFocus
        aria-label={text('preferences:sections')}
        className="flex w-[176px] shrink-0 flex-col gap-0.5 border-line border-r bg-rail p-2 pt-3"
      >
        {panes.map((one) => (
          <PaneTab key={one} pane={one} />
        ))}
      </Tabs.List>
      {panes.map((one) => (
        <Tabs.Panel key={one} value={one} className="min-w-0 flex-1 overflow-y-auto px-8 py-5">
          <div className="mx-auto max-w-[560px]">
            <h2 className="pb-1 font-semibold text-large">{text(`preferences:${one}`)}</h2>
            {preferences ? <PaneContent pane={one} preferences={preferences} set={set} /> : null}
            {!preferences && error ? <ReadFailed error={error} onAskAgain={askAgain} /> : null}
            {!preferences && !error ? <LoadingRows /> : null}
          </div>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}

function PaneTab({ pane }: { pane: Pane }) {
  const text = useText()
  const Icon = paneIcons[pane]
  return (
    <Tabs.Tab
      value={pane}
      className="flex h-8 items-center gap-2.5 rounded-medium px-2.5 text-left text-ink-2 hover:bg-hover data-[active]:bg-chosen data-[active]:font-medium data-[active]:text-ink"
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
      <span className="truncate">{text(`preferences:${pane}`)}</span>
    </Tabs.Tab>
  )
}

function PaneContent({ pane, ...props }: PaneProps & { pane: Pane }) {
  switch (pane) {
    case 'general':
      return <GeneralPane {...props} />
    case 'when':
      return <WhenPane {...props} />
    case 'network':
      return <NetworkPane {...props} />
    case 'syncing':
      return <SyncingPane {...props} />
    case 'notifications':
      return <NotificationsPane {...props} />
    case 'storage':
      return <StoragePane {...props} />
    default:
      return assertNever(pane)
  }
}
