// A list of any length with columns: only what is seen is in the page. Arrow keys move the chosen row, Enter opens it,
// and the screen reader hears a grid with the true number of rows. Sorting and filtering are the asker's (rows come paged).
import { createColumnHelper, type ReactTable, type RowData, useTable } from '@tanstack/react-table'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import { nextIndex } from './rowKeys'
import { BodyRow, type Column, type Features, features, HeaderRow } from './tableRows'

export interface VirtualTableProps<Row> {
  /** The table's name. */
  label: string
  rows: readonly Row[]
  /** Keep them stable (useMemo): new columns are a new table. */
  columns: readonly Column<Row>[]
  rowId: (row: Row) => string
  /** px; every row has the same height. */
  rowHeight?: number
  /** The true number of rows where more exist than were loaded. */
  totalCount?: number
  selectedId?: string | null
  /** Where several may be chosen: all of them; `selectedId` is the one the keys are at. */
  chosenIds?: ReadonlySet<string>
  /** A row was chosen, by a click or by a key. `how`: with others, where several may be. */
  onSelect?: (row: Row, by: 'pointer' | 'key', how: Choosing) => void
  /** Ctrl+A, where several may be chosen. */
  onSelectAll?: () => void
  /** Enter, or a double click. */
  onOpen?: (row: Row) => void
  /** Asked when the end comes near. */
  onEndReached?: () => void
  /** Narrower than this it scrolls sideways, px. */
  minWidth?: number
}

/** `one`: this and no other; `range`: all from where the choice began; `toggle`: this one as well, or no longer. */
export type Choosing = 'one' | 'range' | 'toggle'

const HEADER_HEIGHT_PX = 32
const DEFAULT_ROW_HEIGHT_PX = 36
/** Rows before the end at which more are asked for. */
const END_NEAR_ROWS = 20

export function VirtualTable<Row extends RowData>(props: VirtualTableProps<Row>) {
  const { rows, rowId, rowHeight = DEFAULT_ROW_HEIGHT_PX, selectedId = null, chosenIds } = props
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useShownColumns(props.columns, scroller)
  const table = useRows(rows, columns, rowId)
  const virtualizer = useShownRows(rows.length, rowHeight, scroller)
  const items = virtualizer.getVirtualItems()
  useEndReached(items.at(-1)?.index ?? -1, rows.length, props.onEndReached)
  const selectedIndex = useMemo(() => rows.findIndex((row) => rowId(row) === selectedId), [rows, rowId, selectedId])
  const chosenShown = items.some((item) => item.index === selectedIndex)
  const onKeyDown = useRowKeys(props, selectedIndex, virtualizer, rowHeight)
  const { onSelect, onOpen, minWidth } = props
  return (
    <div className="table-frame relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={(props.totalCount ?? rows.length) + 1}
        aria-colcount={columns.length}
        aria-activedescendant={chosenShown ? `${gridId}-${selectedIndex}` : undefined}
        data-unchosen={chosenShown ? undefined : true}
        aria-multiselectable={chosenIds ? true : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={(event) => withRow(rows[clickedIndex(event)], (row) => onSelect?.(row, 'pointer', choosingOf(event)))}
        onDoubleClick={(event) => withRow(rows[clickedIndex(event)], onOpen)}
        className="min-h-0 flex-1 overflow-auto outline-none"
      >
        <HeaderRow columns={columns} table={table} minWidth={minWidth} />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize(), minWidth }}>
          {items.map(({ index, start }) => (
            <BodyRow
              key={table.getRowModel().rows[index]?.id ?? index}
              row={table.getRowModel().rows[index]}
              columns={columns}
              id={`${gridId}-${index}`}
              index={index}
              selected={onSelect ? isChosen(props, index, selectedIndex) : undefined}
              isAt={index === selectedIndex}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function useRows<Row extends RowData>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  rowId: (row: Row) => string,
): ReactTable<Features, Row> {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<Features, Row>()
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    )
  }, [columns])
  return useTable({ features, columns: definitions, data: rows, getRowId: rowId })
}

function withRow<Row>(row: Row | undefined, act: ((row: Row) => void) | undefined): void {
  if (row !== undefined) act?.(row)
}

function isChosen<Row>({ rows, rowId, chosenIds }: VirtualTableProps<Row>, index: number, at: number): boolean {
  const row = rows[index]
  return chosenIds && row !== undefined ? chosenIds.has(rowId(row)) : index === at
}

function choosingOf(event: MouseEvent): Choosing {
  if (event.shiftKey) return 'range'
  return event.ctrlKey || event.metaKey ? 'toggle' : 'one'
}

/** The row under a click, -1 for none: a click on a control inside a row, or in a menu it opened, is that control's. */
function clickedIndex(event: MouseEvent): number {
  const target = event.target as Element
  if (!event.currentTarget.contains(target) || target.closest('button, a, input, [role=switch]')) return -1
  const row = target.closest<HTMLElement>('[data-index]')
  return row ? Number(row.dataset.index) : -1
}

function useShownRows(
  count: number,
  rowHeight: number,
  scroller: RefObject<HTMLDivElement | null>,
): Virtualizer<HTMLDivElement, Element> {
  return useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: HEADER_HEIGHT_PX,
    useFlushSync: false,
  })
}

function useEndReached(lastShown: number, count: number, onEndReached: (() => void) | undefined): void {
  useEffect(() => {
    if (lastShown >= 0 && lastShown >= count - END_NEAR_ROWS) onEndReached?.()
  }, [lastShown, count, onEndReached])
}

/** Keys act on the grid itself; those of a button inside a row are the button's. */
function useRowKeys<Row>(
  { rows, onSelect, onSelectAll, chosenIds, onOpen }: VirtualTableProps<Row>,
  selectedIndex: number,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rowHeight: number,
): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.target !== event.currentTarget) return
    const chosen = rows[selectedIndex]
    if (event.key === 'Enter' && chosen !== undefined) return onOpen?.(chosen)
    if (!onSelect) return
    if (event.key === ' ' && chosenIds && chosen !== undefined) {
      event.preventDefault()
      return onSelect(chosen, 'key', 'toggle')
    }
    if (event.key === 'a' && (event.ctrlKey || event.metaKey) && onSelectAll) {
      event.preventDefault()
      return onSelectAll()
    }
    const pageRows = Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 0) / rowHeight) - 2)
    const index = nextIndex(event.key, selectedIndex, rows.length, pageRows)
    const next = index === null ? undefined : rows[index]
    if (index === null || next === undefined) return
    event.preventDefault()
    virtualizer.scrollToIndex(index)
    onSelect(next, 'key', event.shiftKey ? 'range' : 'one')
  }
}

/** The columns there is room for; the same array until a bound is crossed. */
function useShownColumns<Row>(
  columns: readonly Column<Row>[],
  scroller: RefObject<HTMLDivElement | null>,
): readonly Column<Row>[] {
  const [widthPx, setWidthPx] = useState(Number.POSITIVE_INFINITY)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  const bounds = columns.map((column) => column.hideBelowPx ?? 0)
  const room = bounds.filter((bound) => widthPx >= bound).reduce((most, bound) => Math.max(most, bound), 0)
  return useMemo(() => columns.filter((column) => (column.hideBelowPx ?? 0) <= room), [columns, room])
}
