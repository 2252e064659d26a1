// One table: its line and its rows, and beside them the panel about the chosen row. Give it a key by table: rows of one are never
// shown as another's.
import type { RowView, TableView } from '@shared/readerMessages'
import { useMemo, useState } from 'react'
import { usePanel } from '../app/panel'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { RelativeTime } from '../ui/Figures'
import { Notice } from '../ui/Notice'
import { EmptyState, LoadingRows } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { columnsOf } from './columnWidths'
import { LookBar } from './LookBar'
import { RowDetail } from './RowDetail'
import { RowsGrid } from './RowsGrid'
import { listedRows, rowAt } from './rowWindow'
import { isWhole, nextSort, type TableLook } from './tableLook'
import { tableId, tableRowsText } from './tableWords'
import { useTableLook } from './useTableLook'
import { useTableRows } from './useTableRows'

interface Chosen {
  place: number
  /** As it was when it was last held. */
  row: RowView | null
}

export function TablePart({ table }: { table: TableView }) {
  const text = useText()
  const form = useTableLook(tableId(table))
  const look = form.look
  const { window, error, askAgain, see } = useTableRows(table, look)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const panel = usePanel('data.panel')
  const isRead = window.slices.length > 0
  const names = window.columns
  // Once for a set of columns: widths that follow every page read would jump about.
  // oxlint-disable-next-line react/exhaustive-deps
  const columns = useMemo(() => columnsOf(names, window.slices[0]?.rows ?? []), [names, isRead])
  const count = listedRows(window, isWhole(look) ? table.rows : 0)
  const held = chosen && rowAt(window, chosen.place)
  const row = chosen ? (held && held.cursor === (chosen.row?.cursor ?? held.cursor) ? held : chosen.row) : null
  // A table too long to sort has no column to click on: it is read in its own order again.
  const readAgain = () => (form.change({ sort: null }), askAgain())
  const choose = (place: number, by: 'pointer' | 'key') => {
    setChosen({ place, row: rowAt(window, place) })
    panel.choose(by)
  }
  return (
    <>
      <div className="flex min-w-0 flex-1 flex-col">
        <TableLine table={table} columnCount={names.length} />
        <LookBar table={table} form={form} />
        {error !== null && !isRead ? <ReadFailed error={error} onAskAgain={readAgain} /> : null}
        {error !== null && isRead ? <ReadStopped error={error} onAskAgain={askAgain} /> : null}
        {error === null && !isRead ? <LoadingRows rows={12} /> : null}
        {isRead && count === 0 ? <NoRows look={look} onClear={form.clear} /> : null}
        {isRead && count > 0 ? (
          <RowsGrid
            label={text('data:rows_of', { table: table.table })}
            window={window}
            columns={columns}
            count={count}
            chosen={chosen?.place ?? null}
            onChoose={choose}
            onOpen={panel.enter}
            onSee={see}
            sort={look.sort}
            onSort={(column) => form.change({ sort: nextSort(look.sort, column) })}
          />
        ) : null}
      </div>
      {chosen && panel.isOpen ? (
        <RowDetail table={table} place={chosen.place} row={row} columns={names} panel={panel} />
      ) : null}
    </>
  )
}

function NoRows({ look, onClear }: { look: TableLook; onClear: () => void }) {
  const text = useText()
  if (isWhole(look)) return <EmptyState title={text('data:empty_rows')}>{text('data:empty_rows_body')}</EmptyState>
  const searched = look.search.trim()
  return (
    <EmptyState
      title={searched === '' ? text('browsing:no_news') : text('browsing:nothing_found', { text: searched })}
      actions={<Button onClick={onClear}>{text('browsing:clear_filters')}</Button>}
    />
  )
}

/** Some rows are here and more could not be read: those stay, and this says so above them. */
function ReadStopped({ error, onAskAgain }: { error: unknown; onAskAgain: () => void }) {
  const text = useText()
  const refusal = useRefusalText()
  return (
    <div className="border-line border-b px-4">
      <Notice
        meaning="failed"
        action={
          <Button size="small" onClick={onAskAgain}>
            {text('words:try_again')}
          </Button>
        }
      >
        {refusal(error)}
      </Notice>
    </div>
  )
}

function TableLine({ table, columnCount }: { table: TableView; columnCount: number }) {
  const text = useText()
  const language = useLanguage()
  const rows = text('words:unit_rows', { count: table.rows, formatted: tableRowsText(table, text, language) })
  const columns = text('data:column_count', {
    count: columnCount,
    formatted: new Intl.NumberFormat(language).format(columnCount),
  })
  return (
    <div className="flex h-9 shrink-0 items-center gap-4 border-line border-b px-4">
      <h2 className="selectable truncate font-semibold">{table.table}</h2>
      <span className="whitespace-nowrap text-ink-2">{rows}</span>
      {columnCount > 0 ? <span className="whitespace-nowrap text-ink-3">{columns}</span> : null}
      <span className="flex-1" />
      {table.changedAt === null ? null : (
        <span className="whitespace-nowrap text-ink-3 text-small">
          <RelativeTime at={table.changedAt} />
        </span>
      )}
    </div>
  )
}
