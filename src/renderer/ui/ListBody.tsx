// What a place of rows shows: that they could not be read, that they come, that there are none, or the rows.
import type { ReactNode } from 'react'
import type { PagedRows } from '../client'
import { LoadingRows } from './Page'
import { ReadFailed } from './ReadFailed'

export interface ListBodyProps {
  pages: PagedRows<unknown>
  /** An <EmptyState>. */
  empty: ReactNode
  /** The list. */
  children: ReactNode
}

export function ListBody({ pages, empty, children }: ListBodyProps) {
  if (pages.error && pages.rows.length === 0) return <ReadFailed error={pages.error} onAskAgain={pages.askAgain} />
  if (pages.isLoading) return <LoadingRows />
  return pages.rows.length === 0 ? empty : children
}
