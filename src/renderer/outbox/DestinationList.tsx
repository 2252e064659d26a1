// Where pushes go: each destination with how it is doing, and a panel about the chosen one.
import type { DestinationView } from '@shared/destinations'
import { useMemo } from 'react'
import { usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { EmptyState, LoadingRows, SplitView } from '../ui/Page'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { DestinationDetail } from './DestinationDetail'
import { DestinationState } from './DestinationState'

const ROW_HEIGHT_PX = 52

export function DestinationList({ destinations }: { destinations: readonly DestinationView[] | undefined }) {
  const text = useText()
  const [chosenId, setChosenId] = usePlaceState<string | null>('outbox.destination', null)
  const panel = usePanel('outbox.destinationPanel')
  const columns = useColumns()
  const chosen = destinations?.find(({ id }) => id === chosenId)
  if (destinations === undefined) return <LoadingRows />
  if (destinations.length === 0)
    return <EmptyState title={text('destinations:empty')}>{text('destinations:empty_body')}</EmptyState>
  return (
    <SplitView
      detail={
        chosen && panel.isOpen ? (
          <DestinationDetail key={chosen.id} destination={chosen} entries={panel.entries} onClose={panel.close} />
        ) : null
      }
    >
      <VirtualTable
        label={text('outbox:view_destinations')}
        rows={destinations}
        columns={columns}
        rowId={destinationId}
        rowHeight={ROW_HEIGHT_PX}
        selectedId={chosenId}
        onSelect={({ id }, by) => {
          setChosenId(id)
          panel.choose(by)
        }}
        onOpen={panel.enter}
        minWidth={440}
      />
    </SplitView>
  )
}

function destinationId({ id }: DestinationView): string {
  return id
}

function useColumns(): Column<DestinationView>[] {
  const text = useText()
  const language = useLanguage()
  return useMemo(() => {
    const number = new Intl.NumberFormat(language)
    return [
      {
        id: 'name',
        header: text('destinations:column_name'),
        width: 'minmax(0, 6fr)',
        cell: ({ name, url, method, sourceId }) => (
          <span className="flex min-w-0 flex-col">
            <span className="truncate font-medium">{name}</span>
            <span className="truncate text-ink-3 text-small">
              {sourceId === null ? `${method} ${url}` : text('destinations:sample')}
            </span>
          </span>
        ),
      },
      {
        id: 'state',
        header: text('destinations:column_state'),
        width: 'minmax(0, 4fr)',
        cell: (destination) => <DestinationState destination={destination} />,
      },
      {
        id: 'open',
        header: text('destinations:column_open'),
        width: '96px',
        align: 'end',
        cell: ({ open }) => <span className="text-ink-2">{number.format(open)}</span>,
      },
    ]
  }, [text, language])
}
