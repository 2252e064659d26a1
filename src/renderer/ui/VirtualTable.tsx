// A list of any length with columns: only what is seen is in the page. Arrow keys move the chosen row, Enter opens it,
// and the screen reader hears a grid with the true number of rows. Sorting and filtering are the asker's (rows come paged).
import { createColumnHelper, type RowData, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef } from 'react'
import { nextIndex } from './rowKeys'

export interface Column<Row> {
  id: string
  header: string
  /** A CSS grid track: '2fr', 'minmax(120px, 1fr)', '88px'. */
  width: string
  align?: 'start' | 'end'
  /** The header is read out but not shown, as over a column of buttons. */
  quietHeader?: boolean
  cell: (row: Row) => ReactNode
}

export interface VirtualTableProps<Row> {
  /** The table's name. */
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowId: (row: Row) => string
  /** px; every row has the same height. */
  rowHeight?: number
  /** The true number of rows where more exist than were loaded. */
  totalCount?: number
  selectedId?: string | null
  onSelect?: (row: Row) => void
  /** Enter, or a double click. */
  onOpen?: (row: Row) => void
  /** Asked when the end comes near. */
  onEndReached?: () => void
  /** Narrower than its columns: scrolls sideways from this width on. */
  minWidth?: number
}

const features = tableFeatures({})

export function VirtualTable<Row extends RowData>(props: VirtualTableProps<Row>) {
  const { label, rows, columns, rowId, rowHeight = 36, selectedId = null, onSelect, onOpen, onEndReached } = props
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    )
  }, [columns])
  const table = useTable({ features, columns: definitions, data: rows as Row[], getRowId: rowId })
  const modelRows = table.getRowModel().rows
  const virtualizer = useVirtualizer({
    count: modelRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: HEADER_HEIGHT,
    useFlushSync: false,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (lastShown >= 0 && lastShown >= modelRows.length - 20) onEndReached?.()
  }, [lastShown, modelRows.length, onEndReached])

  const selectedIndex = modelRows.findIndex((row) => row.id === selectedId)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const current = modelRows[selectedIndex]
    if (event.key === 'Enter' && current) return onOpen?.(current.original)
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const index = nextIndex(event.key, selectedIndex, modelRows.length, pageRows)
    const next = index === null ? undefined : modelRows[index]
    if (index === null || !next) return
    event.preventDefault()
    virtualizer.scrollToIndex(index)
    onSelect?.(next.original)
  }
  const template = columns.map((column) => column.width).join(' ')

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={(props.totalCount ?? modelRows.length) + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        items.some((item) => item.index === selectedIndex) ? `${gridId}-${selectedIndex}` : undefined
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]"
    >
      <div role="rowgroup" className="sticky top-0 z-[5] bg-paper" style={{ minWidth: props.minWidth }}>
        {table.getHeaderGroups().map((group) => (
          <div
            key={group.id}
            role="row"
            aria-rowindex={1}
            className="grid h-8 items-center gap-4 border-line border-b px-5 font-medium text-ink-3 text-small"
            style={{ gridTemplateColumns: template }}
          >
            {group.headers.map((header, index) => (
              <div
                key={header.id}
                role="columnheader"
                className={clsx('truncate', columns[index]?.align === 'end' && 'text-right')}
              >
                <span className={clsx(columns[index]?.quietHeader && 'sr-only')}>
                  <table.FlexRender header={header} />
                </span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="relative"
        style={{ height: virtualizer.getTotalSize(), minWidth: props.minWidth }}
      >
        {items.map((item) => {
          const row = modelRows[item.index]
          if (!row) return null
          const selected = item.index === selectedIndex
          return (
            <div
              key={row.id}
              id={`${gridId}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={onSelect ? selected : undefined}
              data-selected={selected || undefined}
              onClick={() => onSelect?.(row.original)}
              onDoubleClick={() => onOpen?.(row.original)}
              className="group/row absolute inset-x-0 grid items-center gap-4 border-line border-b px-5 hover:bg-hover data-selected:bg-chosen"
              style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {row.getAllCells().map((cell, index) => (
                <div
                  key={cell.id}
                  role="gridcell"
                  className={clsx('min-w-0 truncate', columns[index]?.align === 'end' && 'text-right')}
                >
                  <table.FlexRender cell={cell} />
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const HEADER_HEIGHT = 32
