// The rows the page holds, over tables that grow, shrink and are long.
import type { RowsPage, RowView } from '@shared/readerMessages'
import { describe, expect, it } from 'vitest'
import {
  allStale,
  emptyWindow,
  isComplete,
  knownRows,
  listedRows,
  nextRead,
  type Read,
  type RowWindow,
  rowAt,
  SLICE_ROWS,
  withoutFar,
  withPage,
} from './rowWindow'

/** A table with rows 1 to `size`, as the reader pages it. */
function pageOf(size: number, after: string | null, limit = SLICE_ROWS): RowsPage {
  const from = after === null ? 0 : Number(after)
  const rows: RowView[] = []
  for (let id = from + 1; id <= Math.min(size, from + limit); id += 1) {
    rows.push({ cursor: String(id), cells: [{ type: 'number', text: String(id) }], deleted: false })
  }
  const last = rows.at(-1)
  return { columns: ['id'], rows, next: last && Number(last.cursor) < size ? last.cursor : null }
}

/** Reads until the places are held, as the page does. */
function seen(window: RowWindow, size: number, first: number, last: number): { window: RowWindow; reads: number } {
  let current = window
  let reads = 0
  for (let read = nextRead(current, first, last); read; read = nextRead(current, first, last)) {
    current = withoutFar(withPage(current, read, pageOf(size, read.after)), first)
    reads += 1
    if (reads > 10_000) throw new Error('it never ends')
  }
  return { window: current, reads }
}

/** The read of the first slice. */
function firstOf(window: RowWindow): Read {
  return { index: 0, after: null, generation: window.generation }
}

const idAt = (window: RowWindow, place: number): number => Number(rowAt(window, place)?.cursor)

describe('the rows the page holds', () => {
  it('begin with one slice, and nothing more is read while that is all one sees', () => {
    const { window, reads } = seen(emptyWindow, 100_000, 0, 30)
    expect(reads).toBe(1)
    expect([knownRows(window), isComplete(window), listedRows(window, 100_000)]).toEqual([SLICE_ROWS, false, 100_000])
    expect(idAt(window, 0)).toBe(1)
  })

  it('of 100,000 scrolled to the end are in order, and only those near are kept', () => {
    const { window } = seen(emptyWindow, 100_000, 99_970, 99_999)
    expect([idAt(window, 99_999), rowAt(window, 0), isComplete(window)]).toEqual([100_000, null, true])
    const held = window.slices.reduce((sum, slice) => sum + (slice.rows?.length ?? 0), 0)
    expect(held).toBeLessThanOrEqual(10 * SLICE_ROWS)
    const back = seen(window, 100_000, 0, 30)
    expect([back.reads, idAt(back.window, 12), knownRows(back.window)]).toEqual([1, 13, 100_000])
  })

  it('are as many as there are once all are known, whatever the table said', () => {
    const { window } = seen(emptyWindow, 30, 0, 29)
    expect(listedRows(window, 12)).toBe(30)
    expect(listedRows(seen(emptyWindow, 0, 0, 30).window, 0)).toBe(0)
  })

  it('are shown while they are stale, and only what is seen is read again', () => {
    const read = seen(emptyWindow, 1_000, 0, 999).window
    const stale = allStale(read)
    expect(idAt(stale, 5)).toBe(6)
    const { reads } = seen(stale, 1_000, 0, 30)
    expect(reads).toBe(1)
  })

  it('are read again when the table changed while they were on their way', () => {
    const late = withPage(allStale(emptyWindow), firstOf(emptyWindow), pageOf(50, null))
    expect([idAt(late, 0), nextRead(late, 0, 30)]).toEqual([1, { index: 0, after: null, generation: 1 }])
    expect(nextRead(withPage(late, firstOf(late), pageOf(50, null)), 0, 30)).toBeNull()
  })

  it('forget what comes after a slice that ends elsewhere now', () => {
    const read = seen(emptyWindow, 1_000, 0, 999).window
    const page = pageOf(1_000, null)
    const shorter = { ...page, rows: page.rows.slice(1), next: String(SLICE_ROWS) }
    const stale = allStale(read)
    const changed = withPage(stale, firstOf(stale), shorter)
    expect([knownRows(changed), isComplete(changed)]).toEqual([SLICE_ROWS - 1, false])
    const place = SLICE_ROWS - 1
    expect(idAt(seen(changed, 1_000, place, place + 9).window, place)).toBe(SLICE_ROWS + 1)
  })

  it('grow at the end', () => {
    const read = seen(emptyWindow, 150, 0, 149).window
    const { window } = seen(allStale(read), 260, 0, 259)
    expect([knownRows(window), idAt(window, 259), isComplete(window)]).toEqual([260, 260, true])
  })
})
