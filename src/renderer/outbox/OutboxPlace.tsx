// What waits to be sent and what became of it: a plain list with its counts.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { OutboxItemView } from '@shared/outbox'
import { useMemo } from 'react'
import { useNow } from '../app/clock'
import { useLanguage, useText } from '../app/words'
import { useAnswer, usePages } from '../client'
import { ByteSize } from '../ui/Figures'
import { ListBody } from '../ui/ListBody'
import { EmptyState, PageHeader } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { meaningOf, outboxTotals, whenWords } from './itemWords'

const PAGE_ROWS = 100

export function OutboxPlace() {
  const text = useText()
  const pages = usePages('outbox.list', { limit: PAGE_ROWS })
  const columns = useColumns()
  return (
    <>
      <PageHeader title={text('words:outbox')}>
        <Totals />
      </PageHeader>
      <ListBody pages={pages} empty={<EmptyState title={text('outbox:empty')}>{text('outbox:empty_body')}</EmptyState>}>
        <VirtualTable
          label={text('words:outbox')}
          rows={pages.rows}
          columns={columns}
          rowId={itemId}
          onEndReached={pages.loadMore}
          minWidth={600}
        />
      </ListBody>
    </>
  )
}

function itemId(item: OutboxItemView): string {
  return item.id
}

function Totals() {
  const text = useText()
  const language = useLanguage()
  const { data: counts } = useAnswer('outbox.counts', {})
  if (!counts) return null
  const totals = outboxTotals(counts)
  const number = new Intl.NumberFormat(language)
  return (
    <span className="flex items-center gap-4 text-ink-2">
      {totals.needsYou > 0 ? (
        <StateBadge meaning="needsYou">
          {text('outbox:count_needs_you', { count: totals.needsYou, formatted: number.format(totals.needsYou) })}
        </StateBadge>
      ) : null}
      {totals.waiting > 0 ? (
        <StateBadge meaning="waiting">
          {text('outbox:count_waiting', { formatted: number.format(totals.waiting) })}
        </StateBadge>
      ) : null}
      {totals.waiting + totals.needsYou === 0 && totals.done > 0 ? (
        <StateBadge meaning="done">{text('outbox:empty')}</StateBadge>
      ) : null}
      {totals.done > 0 ? <span>{text('outbox:count_done', { formatted: number.format(totals.done) })}</span> : null}
    </span>
  )
}

function useColumns(): Column<OutboxItemView>[] {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  return useMemo(
    () => [
      {
        id: 'item',
        header: text('outbox:column_item'),
        width: 'minmax(0, 5fr)',
        cell: (item) => <span className="font-medium">{item.label}</span>,
      },
      {
        id: 'state',
        header: text('outbox:column_state'),
        width: 'minmax(0, 6fr)',
        cell: (item) => <StateCell item={item} />,
      },
      {
        id: 'attempts',
        header: text('outbox:column_attempts'),
        width: '72px',
        align: 'end',
        cell: (item) => <span className="text-ink-2">{item.attempts}</span>,
      },
      {
        id: 'size',
        header: text('outbox:column_size'),
        width: '80px',
        hideBelowPx: 720,
        align: 'end',
        cell: (item) => (
          <span className="text-ink-2">
            <ByteSize bytes={item.bytes} />
          </span>
        ),
      },
      {
        id: 'when',
        header: text('outbox:column_when'),
        width: '152px',
        cell: (item) => <span className="text-ink-2">{whenWords(item, text, language, now)}</span>,
      },
    ],
    [text, language, now],
  )
}

function StateCell({ item }: { item: OutboxItemView }) {
  const text = useText()
  const sentence = item.error ? errorSentence(item.error, text) : null
  return (
    <span className="flex min-w-0 items-baseline gap-3">
      <StateBadge meaning={meaningOf(item.state)}>{text(`outbox:state_${item.state}`)}</StateBadge>
      {sentence === null ? null : (
        <span className="truncate text-ink-2" title={sentence}>
          {sentence}
        </span>
      )}
    </span>
  )
}
