// Names how a source is paged: its settings' own pages, else the simple paginator it was made with. Pure.
import type { Pages } from '@shared/pullSettings'
import type { Paginator } from '@shared/sources'
import type { ResolvedSource } from '@shared/workerMessages'

export type Paging = Paginator | Pages

export function pagingOf({ paginator, pull }: Pick<ResolvedSource, 'paginator' | 'pull'>): Paging {
  return pull.pages ?? paginator
}
