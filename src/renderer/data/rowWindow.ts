// Which rows of a table the page holds: read slice after slice by cursor, known by their place, forgotten when far from sight. A table
// of any length costs the memory of a few thousand rows. Pure; who reads: useTableRows.ts.
import type { RowsPage, RowView } from '@shared/readerMessages'

/** Rows asked for at once: the most one reply may carry. */
export const SLICE_ROWS = 500
/** Slices whose rows are kept: those nearest to what is seen. */
const KEPT_SLICES = 10
/** A browser lays out no more than some 33 million px: at 28 px a row this many can be scrolled. */
const MOST_ROWS = 1_000_000

export interface Slice {
  /** Cursor before its first row; null for the first slice. */
  after: string | null
  /** Place of its first row. */
  start: number
  count: number
  /** null: forgotten, to be read again when seen. */
  rows: readonly RowView[] | null
  next: string | null
  /** Read before the table last changed. */
  isStale: boolean
}

export interface RowWindow {
  columns: readonly string[]
  slices: readonly Slice[]
  /** Counts the changes of the table: a page asked for before the last one is stale when it comes. */
  generation: number
}

/** What to read, as nextRead() said; `index` is the slice it becomes. */
export interface Read {
  index: number
  after: string | null
  generation: number
}

export const emptyWindow: RowWindow = { columns: [], slices: [], generation: 0 }

/** Rows whose place is known. */
export function knownRows({ slices }: RowWindow): number {
  const last = slices.at(-1)
  return last ? last.start + last.count : 0
}

export function isComplete({ slices }: RowWindow): boolean {
  return slices.length > 0 && slices.at(-1)?.next === null
}

/** How many rows the list has: the known ones once all are known, else at least as many as the table says. */
export function listedRows(window: RowWindow, tableRows: number): number {
  const known = knownRows(window)
  if (isComplete(window)) return known
  return Math.min(MOST_ROWS, Math.max(known + 1, tableRows))
}

function sliceIndexAt({ slices }: RowWindow, place: number): number {
  let low = 0
  let high = slices.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const slice = slices[middle]
    if (!slice) return -1
    if (place < slice.start) high = middle - 1
    else if (place >= slice.start + slice.count) low = middle + 1
    else return middle
  }
  return -1
}

/** The row at a place; null while it is not held. */
export function rowAt(window: RowWindow, place: number): RowView | null {
  const slice = window.slices[sliceIndexAt(window, place)]
  return slice?.rows?.[place - slice.start] ?? null
}

/** What to read next so that the places `first` to `last` are held and fresh; null when they are. */
export function nextRead(window: RowWindow, first: number, last: number): Read | null {
  const { slices, generation } = window
  const from = Math.max(0, sliceIndexAt(window, first))
  for (let index = from; index < slices.length; index += 1) {
    const slice = slices[index]
    if (!slice || slice.start > last) return null
    if (slice.start + slice.count > first && (slice.rows === null || slice.isStale)) {
      return { index, after: slice.after, generation }
    }
  }
  if (isComplete(window)) return null
  const end = slices.at(-1)
  return !end || last >= end.start + end.count - 1
    ? { index: slices.length, after: end?.next ?? null, generation }
    : null
}

/** Puts a page where it was asked for. If it ends elsewhere than before, the slices after it are no longer known. */
export function withPage(window: RowWindow, read: Read, page: RowsPage): RowWindow {
  const { index } = read
  const before = window.slices[index]
  const previous = window.slices[index - 1]
  const slice: Slice = {
    after: read.after,
    start: previous ? previous.start + previous.count : 0,
    count: page.rows.length,
    rows: page.rows,
    next: page.next,
    isStale: read.generation !== window.generation,
  }
  const isSame = before !== undefined && before.next === page.next && before.count === slice.count
  const rest = isSame ? window.slices.slice(index + 1) : []
  const columns = page.columns.join('\n') === window.columns.join('\n') ? window.columns : page.columns
  return { ...window, columns, slices: [...window.slices.slice(0, index), slice, ...rest] }
}

/** The table changed: what is held is shown until it was read again. */
export function allStale(window: RowWindow): RowWindow {
  const slices = window.slices.map((slice) => ({ ...slice, isStale: true }))
  return { ...window, slices, generation: window.generation + 1 }
}

/** Lets go of the rows farthest from the place that is seen. */
export function withoutFar(window: RowWindow, place: number): RowWindow {
  const held = window.slices.filter((slice) => slice.rows !== null)
  if (held.length <= KEPT_SLICES) return window
  const distance = (slice: Slice): number => Math.abs(slice.start + slice.count / 2 - place)
  const kept = new Set(held.toSorted((a, b) => distance(a) - distance(b)).slice(0, KEPT_SLICES))
  return {
    ...window,
    slices: window.slices.map((slice) => (slice.rows === null || kept.has(slice) ? slice : { ...slice, rows: null })),
  }
}
