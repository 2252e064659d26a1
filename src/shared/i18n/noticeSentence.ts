// A notice of the app as its sentence: what happened, what it means for the data, what is done about it. Pure: the clock is passed in.
import type { AppNotice } from '../notices'
import type { Language } from './catalogue'
import { byteSize, clockTime } from './sentences'
import type { Text } from './text'

/** The title is `notices:<name>`, as the tray has it. */
export function noticeSentence(notice: AppNotice, text: Text, language: Language, nowMs: number): string {
  const { retryAt = 0, backupAt = 0, bytes = 0, count = 0 } = notice.data
  const time = (at: number): string => clockTime(at, nowMs, language)
  const values = {
    since: time(notice.since),
    retry: time(retryAt),
    backup: time(backupAt),
    size: byteSize(bytes, language),
  }
  if (notice.name === 'settings_replaced') return text('notices:settings_replaced_body', { ...values, count })
  return text(`notices:${notice.name}_body`, values)
}
