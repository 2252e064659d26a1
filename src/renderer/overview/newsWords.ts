// What came for one source, in words: '12 new, 34 updated'. Pure.
import type { News } from '@shared/core'
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'

/** Zeros are left out; '' when nothing came. */
export function newsWords(
  news: Pick<News, 'inserted' | 'updated' | 'deleted'>,
  text: Text,
  language: Language,
): string {
  const number = new Intl.NumberFormat(language)
  const parts: string[] = []
  if (news.inserted > 0) parts.push(text('overview:rows_new', { formatted: number.format(news.inserted) }))
  if (news.updated > 0) parts.push(text('overview:rows_updated', { formatted: number.format(news.updated) }))
  if (news.deleted > 0) parts.push(text('overview:rows_deleted', { formatted: number.format(news.deleted) }))
  return parts.join(', ')
}
