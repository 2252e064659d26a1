// One line of the grid and the line above all: a number that stays at the left, then the columns in sight, each at its place.

import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import type { CellView, RowView } from '@shared/readerMessages'
import { clsx } from 'clsx'
import { memo } from 'react'
import { cellLine } from './cellWords'
import type { DataColumn } from './columnWidths'
import type { TableLook } from './tableLook'

export interface PlacedColumn {
  column: DataColumn
  leftPx: number
}

interface GridHeadProps {
  columns: readonly PlacedColumn[]
  numberPx: number
  widthPx: number
  text: Text
  sort: TableLook['sort']
  onSort: (column: string) => void
}

export function GridHead({ columns, numberPx, widthPx, text, sort, onSort }: GridHeadProps) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[5] bg-paper" style={{ width: widthPx, minWidth: '100%' }}>
      <div
        role="row"
        aria-rowindex={1}
        className="relative h-8 border-line border-b font-medium text-ink-3 text-small leading-8"
      >
        <div
          role="columnheader"
          aria-colindex={1}
          className="sticky left-0 z-[1] h-[31px] bg-paper pr-3 text-right"
          style={{ width: numberPx }}
        >
          <span className="sr-only">{text('data:row_number')}</span>#
        </div>
        {columns.map(({ column, leftPx }) => (
          <div
            key={column.at}
            role="columnheader"
            aria-colindex={column.at + 2}
            aria-sort={sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            className="absolute top-0"
            style={{ left: leftPx, width: column.widthPx }}
          >
            <button
              type="button"
              title={text('browsing:sort_by', { column: column.name })}
              onClick={() => onSort(column.name)}
              className={clsx('h-8 w-full truncate px-2 hover:text-ink', column.isNumeric ? 'text-right' : 'text-left')}
            >
              {column.name}
              {sort?.column === column.name ? <span aria-hidden> {sort.descending ? '↓' : '↑'}</span> : null}
            </button>
          </div>
        ))}
      </div>
    </div>
  )
}

interface GridRowProps {
  id: string
  place: number
  /** null: being read. */
  row: RowView | null
  columns: readonly PlacedColumn[]
  numberPx: number
  isChosen: boolean
  topPx: number
  text: Text
  language: Language
}

/** Drawn again only when something of it changed: scrolling draws the lines that come into sight, not those that stay. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, place, row, columns, numberPx, isChosen, topPx, text, language } = props
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isChosen}
      data-index={place}
      data-selected={isChosen || undefined}
      className="group absolute inset-x-0 top-0 h-7 border-line border-b after:pointer-events-none after:absolute after:inset-0 after:z-[2] hover:bg-hover data-[selected]:bg-chosen group-focus-visible/grid:data-[selected]:after:shadow-[inset_0_0_0_2px_var(--accent)]"
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        className="sticky left-0 z-[1] h-[27px] bg-paper pr-3 text-right text-ink-3 text-small leading-[27px] group-hover:bg-[image:linear-gradient(var(--hover),var(--hover))] group-data-[selected]:bg-[image:linear-gradient(var(--chosen),var(--chosen))]"
        style={{ width: numberPx }}
      >
        {place + 1}
        {row?.deleted ? <span className="sr-only">{text('data:deleted')}</span> : null}
      </div>
      {columns.map(({ column, leftPx }) => (
        <div
          key={column.at}
          role="gridcell"
          aria-colindex={column.at + 2}
          className={clsx(
            'absolute top-0 truncate px-2 leading-[27px]',
            column.isNumeric && 'text-right',
            row?.deleted && 'text-ink-3 line-through',
          )}
          style={{ left: leftPx, width: column.widthPx }}
        >
          {row ? <Cell cell={row.cells[column.at]} text={text} language={language} /> : <Unread />}
        </div>
      ))}
    </div>
  )
})

interface CellProps {
  cell: CellView | undefined
  text: Text
  language: Language
}

/** A plain function of its cell: thousands of them pass by, so they have no hooks. */
function Cell({ cell, text, language }: CellProps) {
  if (cell === undefined) return null
  const line = cellLine(cell, text, language)
  return cell.type === 'null' || cell.type === 'blob' ? <span className="text-ink-3">{line}</span> : line
}

function Unread() {
  return <span aria-hidden className="inline-block h-2.5 w-2/3 rounded-small bg-track opacity-60" />
}
