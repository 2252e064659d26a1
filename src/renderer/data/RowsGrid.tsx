// The rows of one table: only the rows and columns in sight are in the page, however many there are. Arrow keys choose a row, Left and
// Right move sideways, Enter opens the panel. What is not held yet stands as a grey line.
import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useId, useMemo, useRef } from 'react'
import { useLanguage, useText } from '../app/words'
import { nextIndex } from '../ui/rowKeys'
import type { DataColumn } from './columnWidths'
import { GridHead, GridRow, type PlacedColumn } from './gridRows'
import { type RowWindow, rowAt } from './rowWindow'
import type { TableLook } from './tableLook'

const ROW_PX = 28
const HEAD_PX = 32
/** Sideways by a key. */
const STEP_PX = 160

export interface RowsGridProps {
  label: string
  window: RowWindow
  columns: readonly DataColumn[]
  /** Rows in the list, held or not. */
  count: number
  chosen: number | null
  onChoose: (place: number, by: 'pointer' | 'key') => void
  onOpen: () => void
  onSee: (first: number, last: number) => void
  sort: TableLook['sort']
  /** The name of a column was clicked. */
  onSort: (column: string) => void
}

export function RowsGrid(props: RowsGridProps) {
  const { label, window, columns, count, chosen, onChoose, onSee } = props
  const words = { text: useText(), language: useLanguage() }
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, shown, numberPx, widthPx } = useSight(columns, count, scroller)
  const head = { columns: shown, numberPx, widthPx, text: words.text, sort: props.sort, onSort: props.onSort }
  const items = rows.getVirtualItems()
  useSeen(items, onSee)
  const chosenShown = items.some(({ index }) => index === chosen)
  const onKeyDown = useGridKeys(props, rows, scroller)
  const onClick = (event: MouseEvent) => withPlace(event, (place) => onChoose(place, 'pointer'))
  return (
    <div className="table-frame relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={chosenShown ? `${gridId}-${chosen}` : undefined}
        data-unchosen={chosenShown ? undefined : true}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        className="group/grid min-h-0 flex-1 overflow-auto outline-none"
      >
        <GridHead {...head} />
        <div role="rowgroup" className="relative min-w-full" style={{ height: rows.getTotalSize(), width: widthPx }}>
          {items.map(({ index, start }) => (
            <GridRow
              key={index}
              id={`${gridId}-${index}`}
              place={index}
              row={rowAt(window, index)}
              columns={shown}
              numberPx={numberPx}
              isChosen={index === chosen}
              topPx={start}
              {...words}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function withPlace(event: MouseEvent, act: (place: number) => void): void {
  const row = (event.target as Element).closest<HTMLElement>('[data-index]')
  if (row) act(Number(row.dataset.index))
}

type Scroller = RefObject<HTMLDivElement | null>
type Lines = Virtualizer<HTMLDivElement, Element>

interface Sight {
  rows: Lines
  /** The columns in sight, each with its place. */
  shown: PlacedColumn[]
  /** Of the column of row numbers. */
  numberPx: number
  /** Of all columns together. */
  widthPx: number
}

function useSight(columns: readonly DataColumn[], count: number, scroller: Scroller): Sight {
  const numberPx = 28 + String(count).length * 8
  const common = { getScrollElement: () => scroller.current, useFlushSync: false }
  const rows: Lines = useVirtualizer({
    ...common,
    count,
    estimateSize: () => ROW_PX,
    overscan: 10,
    scrollPaddingStart: HEAD_PX,
  })
  const across: Lines = useVirtualizer({
    ...common,
    horizontal: true,
    count: columns.length,
    estimateSize: (index) => columns[index]?.widthPx ?? 0,
    overscan: 3,
  })
  const inSight = across.getVirtualItems()
  const from = inSight[0]?.index ?? 0
  const to = inSight.at(-1)?.index ?? -1
  const shown = useMemo(() => placed(columns, numberPx).slice(from, to + 1), [columns, numberPx, from, to])
  return { rows, shown, numberPx, widthPx: numberPx + across.getTotalSize() }
}

function useSeen(items: readonly VirtualItem[], onSee: RowsGridProps['onSee']): void {
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onSee(first, last), [first, last, onSee])
}

function placed(columns: readonly DataColumn[], numberPx: number): PlacedColumn[] {
  let leftPx = numberPx
  return columns.map((column) => {
    const here = { column, leftPx }
    leftPx += column.widthPx
    return here
  })
}

function useGridKeys({ count, chosen, onChoose, onOpen }: RowsGridProps, rows: Lines, scroller: Scroller) {
  return (event: KeyboardEvent): void => {
    // Keys of a button in the head are the button's.
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter' && chosen !== null) return onOpen()
    const sideways = event.key === 'ArrowRight' ? STEP_PX : event.key === 'ArrowLeft' ? -STEP_PX : 0
    const pageRows = Math.max(1, Math.floor((rows.scrollRect?.height ?? 0) / ROW_PX) - 2)
    const next = nextIndex(event.key, chosen ?? -1, count, pageRows)
    if (!sideways && next === null) return
    event.preventDefault()
    if (sideways) scroller.current?.scrollBy({ left: sideways })
    if (next === null) return
    rows.scrollToIndex(next)
    onChoose(next, 'key')
  }
}
