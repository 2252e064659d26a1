// The outbox: what waits to be sent and what became of it, by state, and the destinations it goes to. Files dropped anywhere here are sent.
import type { ChosenFile } from '@shared/ipc/answers'
import { Plus } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useNavigation, usePlaceState } from '../app/navigation'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { EmptyState, PageHeader } from '../ui/Page'
import { Tabs } from '../ui/Tabs'
import { AddDialog } from './AddDialog'
import { DestinationDialog } from './DestinationDialog'
import { DestinationList } from './DestinationList'
import { DropArea } from './DropArea'
import { ItemList } from './ItemList'

type Look = 'items' | 'destinations'
/** What is open above the page. */
type Open = { what: 'add'; files: ChosenFile[] } | { what: 'destination' } | null

export function OutboxPlace() {
  const text = useText()
  const [look, setLook] = usePlaceState<Look>('outbox.look', 'items')
  const [open, setOpen] = useState<Open>(null)
  useFollowWish(setLook)
  const { data: destinations } = useAnswer('destinations.list', {})
  const add = useCallback((files: ChosenFile[] = []) => setOpen({ what: 'add', files }), [])
  const close = () => setOpen(null)
  return (
    <DropArea onDropped={add}>
      <PageHeader
        title={text('words:outbox')}
        actions={
          look === 'items' ? (
            <Button tone="primary" icon={Plus} onClick={() => add()}>
              {text('outbox:add')}
            </Button>
          ) : (
            <Button tone="primary" icon={Plus} onClick={() => setOpen({ what: 'destination' })}>
              {text('destinations:add')}
            </Button>
          )
        }
      >
        <Tabs
          label={text('outbox:view')}
          value={look}
          onChange={setLook}
          tabs={(['items', 'destinations'] as const).map((value) => ({ value, label: text(`outbox:view_${value}`) }))}
        />
      </PageHeader>
      {look === 'items' ? (
        <ItemList empty={<NothingYet hasDestinations={(destinations?.length ?? 0) > 0} />} />
      ) : (
        <DestinationList destinations={destinations} />
      )}
      {open?.what === 'add' ? (
        <AddDialog
          files={open.files}
          destinations={destinations ?? []}
          onClose={close}
          onNewDestination={() => setOpen({ what: 'destination' })}
        />
      ) : null}
      {open?.what === 'destination' ? <DestinationDialog destination={null} onClose={close} /> : null}
    </DropArea>
  )
}

/** Another place may ask for where one signs in: that is each destination's own. */
function useFollowWish(show: (look: Look) => void): void {
  const { target } = useNavigation()
  useEffect(() => {
    if (target.open === 'signIn') show('destinations')
  }, [target, show])
}

function NothingYet({ hasDestinations }: { hasDestinations: boolean }) {
  const text = useText()
  return (
    <EmptyState title={text(hasDestinations ? 'outbox:empty' : 'outbox:empty_none')}>
      {text(hasDestinations ? 'outbox:empty_body' : 'outbox:empty_start')}
    </EmptyState>
  )
}
