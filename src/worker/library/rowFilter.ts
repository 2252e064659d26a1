// Decides which rows a look at a table is about: those that hold a text, and those to which something happened since a moment. Conditions
// only, with named parameters. Paging and order: browse.ts, sortedRows.ts.
import type { RowNews, RowsRequest } from '@shared/readerMessages'
import { ident } from './ident'

export interface RowFilter {
  /** 'true' when every row is meant. */
  where: string
  values: Record<string, string | bigint>
  isAll: boolean
}

/** Each excludes the other two, so that a row is one kind of news. */
const news: Readonly<Record<RowNews, string>> = {
  new: '_seen_at > @since and _deleted_at is null',
  changed: '_changed_at > @since and _seen_at <= @since and _deleted_at is null',
  gone: '_deleted_at > @since',
}

/** As library/listed.ts finds what is absent; without a temporary table, for a reader writes nothing. */
const unlisted = `_deleted_at is null and not exists (
  select 1 from _listed_pages as pages join _listed_keys as listed on listed.page_id = pages.id and listed.key = _key
  where pages.table_name = @table)`

export function newsCondition(what: RowNews): string {
  return news[what]
}

/** `inside`: the condition on held rows of which their list speaks; null: of all. */
export function rowFilter(
  { table, search, only, held }: Pick<RowsRequest, 'table' | 'search' | 'only' | 'held'>,
  columns: readonly string[],
  inside: string | null = null,
): RowFilter {
  const wheres: string[] = []
  const values: RowFilter['values'] = {}
  if (only) {
    wheres.push(newsCondition(only.what))
    values.since = BigInt(Math.floor(only.since))
  }
  if (held) {
    wheres.push(unlisted)
    if (inside) wheres.push(inside)
    values.table = table
  }
  const text = search?.trim() ?? ''
  if (text !== '') {
    const likes = columns.map((name) => `${ident(name)} like @pattern escape '\\'`)
    wheres.push(likes.length === 0 ? 'false' : `(${likes.join(' or ')})`)
    values.pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  }
  return { where: wheres.length === 0 ? 'true' : wheres.join(' and '), values, isAll: wheres.length === 0 }
}
