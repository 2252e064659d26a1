// The rows of a table as a screen reader and the eye get them: the header that stays, and one line a row.
import { flexRender, type ReactTable, type RowData, type Row as TableRow, tableFeatures } from '@tanstack/react-table'
import { clsx } from 'clsx'
import { type CSSProperties, createContext, type ReactNode, useContext } from 'react'

export interface Column<Row> {
  id: string
  header: string
  /** A CSS grid track: '2fr', 'minmax(120px, 1fr)', '88px'. */
  width: string
  align?: 'start' | 'end'
  /** Left out while the table is narrower than this, px. */
  hideBelowPx?: number
  /** The header is read out but not shown, as over a column of buttons. */
  quietHeader?: boolean
  cell: (row: Row) => ReactNode
}

/** Sorting, filtering and paging are main's: the table only maps columns to rows. */
export const features = tableFeatures({})
export type Features = typeof features

function tracks<Row>(columns: readonly Column<Row>[]): string {
  return columns.map((column) => column.width).join(' ')
}

const ChosenRow = createContext(true)

/** For controls inside a row: only those of the chosen row are in the order of Tab, or a long list would be a long way. */
export function useRowTabIndex(): 0 | -1 {
  return useContext(ChosenRow) ? 0 : -1
}

interface HeaderRowProps<Row extends RowData> {
  columns: readonly Column<Row>[]
  table: ReactTable<Features, Row>
  minWidth: number | undefined
}

export function HeaderRow<Row extends RowData>({ columns, table, minWidth }: HeaderRowProps<Row>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[5] bg-paper" style={{ minWidth }}>
      {table.getHeaderGroups().map((group) => (
        <div
          key={group.id}
          role="row"
          aria-rowindex={1}
          className="table-head"
          style={{ gridTemplateColumns: tracks(columns) }}
        >
          {group.headers.map((header, index) => (
            <div
              key={header.id}
              role="columnheader"
              className={clsx('truncate', columns[index]?.align === 'end' && 'text-right')}
            >
              <span className={clsx(columns[index]?.quietHeader && 'sr-only')}>{columns[index]?.header}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

interface BodyRowProps<Row extends RowData> {
  row: TableRow<Features, Row> | undefined
  columns: readonly Column<Row>[]
  id: string
  index: number
  /** undefined where rows are not chosen. */
  selected: boolean | undefined
  /** The keys are at it. */
  isAt: boolean
  style: CSSProperties
}

export function BodyRow<Row extends RowData>({ row, columns, id, index, selected, isAt, style }: BodyRowProps<Row>) {
  if (!row) return null
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      data-selected={selected || undefined}
      data-at={isAt || undefined}
      className="table-row-line"
      style={{ ...style, gridTemplateColumns: tracks(columns) }}
    >
      {row.getAllCells().map((cell, at) => (
        <div
          key={cell.id}
          role="gridcell"
          className={clsx('min-w-0 truncate', columns[at]?.align === 'end' && 'text-right')}
        >
          <ChosenRow value={selected ?? true}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</ChosenRow>
        </div>
      ))}
    </div>
  )
}
