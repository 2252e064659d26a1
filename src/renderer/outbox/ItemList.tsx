// The items of the outbox by state: a list of any length, several may be chosen, and a panel about the one the keys are at.
import type { Text } from '@shared/i18n/text'
import type { OutboxItemView } from '@shared/outbox'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useNow } from '../app/clock'
import { usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { useAnswer, usePages } from '../client'
import { Button } from '../ui/Button'
import { ByteSize } from '../ui/Figures'
import { ListBody } from '../ui/ListBody'
import { EmptyState, SplitView } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { Tabs } from '../ui/Tabs'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { ActButtons } from './ActButtons'
import { ItemDetail } from './ItemDetail'
import { countOf, type ItemFilter, shownFilters, statesOf } from './itemFilter'
import { meaningOf, whenWords, whyOf } from './itemWords'
import { allChosen, nothingChosen, type Selection, stillListed, withChoice } from './selection'
import { useSendReasons } from './useSendReasons'

const PAGE_ROWS = 100

/** `empty`: what stands there while nothing waits at all. */
export function ItemList({ empty }: { empty: ReactNode }) {
  const text = useText()
  const [filter, setFilter] = usePlaceState<ItemFilter>('outbox.filter', 'open')
  const pages = usePages('outbox.list', { limit: PAGE_ROWS, states: statesOf(filter) }, { keepPrevious: true })
  const { data: counts } = useAnswer('outbox.counts', {})
  const { selection, setSelection, order } = useSelection(pages.rows)
  const panel = usePanel('outbox.panel')
  const columns = useColumns()
  const chosen = pages.rows.filter(({ id }) => selection.ids.has(id))
  const only = chosen.length === 1 ? chosen[0] : undefined
  const look = (next: ItemFilter) => {
    setSelection(nothingChosen)
    setFilter(next)
  }
  return (
    <>
      <FilterTabs filter={filter} onChange={look} />
      {chosen.length > 1 ? <SelectionBar items={chosen} onNone={() => setSelection(nothingChosen)} /> : null}
      <SplitView
        detail={
          only && panel.isOpen ? (
            <ItemDetail key={only.id} id={only.id} entries={panel.entries} onClose={panel.close} />
          ) : null
        }
      >
        <ListBody pages={pages} empty={filter === 'open' ? empty : <EmptyLook />}>
          <VirtualTable
            label={text('words:outbox')}
            rows={pages.rows}
            columns={columns}
            rowId={itemId}
            totalCount={counts ? countOf(filter, counts) : pages.rows.length}
            selectedId={selection.cursor}
            chosenIds={selection.ids}
            onSelect={(item, by, how) => {
              setSelection(withChoice(selection, item.id, how, order))
              if (how === 'one') panel.choose(by)
            }}
            onSelectAll={() => setSelection(allChosen(selection, order))}
            onOpen={panel.enter}
            onEndReached={pages.loadMore}
            minWidth={480}
          />
        </ListBody>
      </SplitView>
    </>
  )
}

function itemId(item: OutboxItemView): string {
  return item.id
}

function useSelection(rows: readonly OutboxItemView[]): {
  selection: Selection
  setSelection: (next: Selection) => void
  order: string[]
} {
  const [selection, setSelection] = useState<Selection>(nothingChosen)
  const order = useMemo(() => rows.map(({ id }) => id), [rows])
  useEffect(() => setSelection((before) => stillListed(before, order)), [order])
  return { selection, setSelection, order }
}

function FilterTabs({ filter, onChange }: { filter: ItemFilter; onChange: (filter: ItemFilter) => void }) {
  const text = useText()
  const number = new Intl.NumberFormat(useLanguage())
  const { data: counts } = useAnswer('outbox.counts', {})
  const shown = (count: number) => (count > 0 ? number.format(count) : undefined)
  return (
    <div className="flex shrink-0 overflow-x-auto px-4 pb-2">
      <Tabs
        label={text('outbox:filter')}
        value={filter}
        onChange={onChange}
        tabs={shownFilters(counts, filter).map((value) => ({
          value,
          label: text(`outbox:filter_${value}`),
          count: counts ? shown(countOf(value, counts)) : undefined,
        }))}
      />
    </div>
  )
}

function SelectionBar({ items, onNone }: { items: readonly OutboxItemView[]; onNone: () => void }) {
  const text = useText()
  const formatted = new Intl.NumberFormat(useLanguage()).format(items.length)
  return (
    <div
      role="toolbar"
      aria-label={text('outbox:selected', { count: items.length, formatted })}
      className="flex shrink-0 flex-wrap items-center gap-2 border-line border-t px-5 py-2"
    >
      <span className="pr-2 font-medium">{text('outbox:selected', { count: items.length, formatted })}</span>
      <ActButtons items={items} />
      <span className="flex-1" />
      <Button tone="quiet" size="small" onClick={onNone}>
        {text('outbox:select_none')}
      </Button>
    </div>
  )
}

function EmptyLook() {
  const text = useText()
  return <EmptyState title={text('outbox:empty_filter')}>{text('outbox:empty_filter_body')}</EmptyState>
}

function useColumns(): Column<OutboxItemView>[] {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const { data: destinations } = useAnswer('destinations.list', {})
  const sendReasons = useSendReasons()
  return useMemo(() => {
    const names = new Map((destinations ?? []).map(({ id, name }) => [id, name]))
    return [
      {
        id: 'item',
        header: text('outbox:column_item'),
        width: 'minmax(0, 4fr)',
        cell: (item) => <span className="font-medium">{item.label}</span>,
      },
      {
        id: 'destination',
        header: text('outbox:column_destination'),
        width: 'minmax(0, 3fr)',
        hideBelowPx: 760,
        cell: (item) => quiet(names.get(item.destinationId) ?? ''),
      },
      {
        id: 'state',
        header: text('outbox:column_state'),
        width: 'minmax(0, 8fr)',
        cell: (item) => <StateCell item={item} sendWaits={sendReasons.get(item.destinationId)} />,
      },
      ...figureColumns(text),
      {
        id: 'when',
        header: text('outbox:column_when'),
        width: '136px',
        cell: (item) => quiet(whenWords(item, text, language, now)),
      },
    ]
  }, [text, language, now, destinations, sendReasons])
}

function quiet(value: ReactNode) {
  return <span className="text-ink-2">{value}</span>
}

/** Left out where there is little room. */
function figureColumns(text: Text): Column<OutboxItemView>[] {
  return [
    {
      id: 'attempts',
      header: text('outbox:column_attempts'),
      width: '64px',
      hideBelowPx: 760,
      align: 'end',
      cell: (item) => quiet(item.attempts),
    },
    {
      id: 'size',
      header: text('outbox:column_size'),
      width: '72px',
      hideBelowPx: 980,
      align: 'end',
      cell: (item) => quiet(<ByteSize bytes={item.bytes} />),
    },
  ]
}

function StateCell({ item, sendWaits }: { item: OutboxItemView; sendWaits: string | undefined }) {
  const text = useText()
  const why = whyOf(item, text, sendWaits)
  return (
    <span className="flex min-w-0 items-baseline gap-3">
      <StateBadge meaning={meaningOf(item.state)}>{text(`outbox:state_${item.state}`)}</StateBadge>
      {why === null ? null : (
        <span className="truncate text-ink-2" title={why}>
          {why}
        </span>
      )}
    </span>
  )
}
