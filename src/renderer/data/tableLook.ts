// How a person looks at a table: the text searched for, the order, and which news. Pure, but for when each table was last looked at, which
// this window's storage keeps.
import type { RowNews, RowsRequest } from '@shared/readerMessages'

export interface TableLook {
  search: string
  sort: RowsRequest['sort'] | null
  show: 'all' | RowNews
  /** ms UTC; 0: this table was never looked at. */
  since: number
}

export function emptyLook(since: number): TableLook {
  return { search: '', sort: null, show: 'all', since }
}

export function isWhole({ search, show }: TableLook): boolean {
  return search.trim() === '' && show === 'all'
}

/** The part of a request that a look adds. */
export function requestOf({ search, sort, show, since }: TableLook): Pick<RowsRequest, 'search' | 'sort' | 'only'> {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(sort ? { sort } : {}),
    ...(show === 'all' ? {} : { only: { what: show, since } }),
  }
}

/** A click on a column's name: smallest first, then largest first, then as the rows came. */
export function nextSort(sort: TableLook['sort'], column: string): TableLook['sort'] {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

const PREFIX = 'lull.looked:'

export function lastLook(storage: Pick<Storage, 'getItem'>, tableId: string): number {
  const at = Number(storage.getItem(PREFIX + tableId) ?? 0)
  return Number.isFinite(at) && at > 0 ? at : 0
}

export function keepLook(storage: Pick<Storage, 'setItem'>, tableId: string, now: number): void {
  storage.setItem(PREFIX + tableId, String(now))
}
