// One ended run in words: its shape, what it came to in a line, its marks. Pure.
import { assertNever } from '@shared/errors'
import type { Language } from '@shared/i18n/catalogue'
import { errorSentence } from '@shared/i18n/refusalSentence'
import { byteSize } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import type { OccurrenceView, RunSums } from '@shared/jobs/occurrence'
import type { OccurrenceResult } from '@shared/jobs/outcome'
import { overText } from '../app/jobActs'
import type { Meaning } from '../ui/StateBadge'

export function meaningOf(result: OccurrenceResult): Meaning {
  switch (result) {
    case 'ran':
      return 'done'
    case 'failed':
      return 'failed'
    case 'retry':
    case 'waited':
      return 'waiting'
    case 'stopped':
      return 'paused'
    case 'skipped':
    case 'merged':
      return 'off'
    default:
      return assertNever(result)
  }
}

/** '12 new, 34 updated', 'Nothing new', '20 sent'; '' where the kind has no sums. */
export function sumsWords(sums: RunSums, text: Text, language: Language): string {
  const counted = countedWords(sums, text, language)
  if (counted !== '') return counted
  const looked = sums.notModified || sums.unchanged !== undefined || sums.requests
  return looked ? text('history:unchanged') : ''
}

/** Only what is more than nothing. */
function countedWords(sums: RunSums, text: Text, language: Language): string {
  const number = new Intl.NumberFormat(language)
  const parts: string[] = []
  const put = (amount: number | undefined, key: 'new' | 'updated' | 'deleted' | 'set_aside' | 'sent') => {
    if (amount) parts.push(text(`history:sum_${key}`, { formatted: number.format(amount) }))
  }
  put(sums.inserted, 'new')
  put(sums.updated, 'updated')
  put(sums.deleted, 'deleted')
  put(sums.setAside, 'set_aside')
  put(sums.sent, 'sent')
  if (sums.freedBytes !== undefined) {
    parts.push(text('history:sum_freed', { size: byteSize(sums.freedBytes, language) }))
  }
  return parts.join(', ')
}

/** A check of an import stores nothing, and has no sums. */
function isTrial(run: OccurrenceView): boolean {
  return run.kind === 'file.import' && run.result === 'ran' && run.sums.inserted === undefined
}

/** How it ended, in a word or two. An import is only done when none of its rows was set aside (IMP-4). */
export function resultWords(run: OccurrenceView, text: Text, language: Language): string {
  const aside = run.kind === 'file.import' && run.result === 'ran' ? (run.sums.setAside ?? 0) : 0
  if (aside === 0) return text(`words:result_${run.result}`)
  return text('importing:done_aside', { count: aside, formatted: new Intl.NumberFormat(language).format(aside) })
}

/** What a run came to, in one line: why it failed; or why it stopped, with what it had done until then and keeps; else its sums. */
export function runWords(run: OccurrenceView, text: Text, language: Language): string {
  if (run.error) return errorSentence(run.error, text)
  if (isTrial(run)) return text('importing:checked_only')
  const first = run.stopReason
    ? [text(`history:stop_${run.stopReason}`), countedWords(run.sums, text, language)]
    : [sumsWords(run.sums, text, language)]
  const merged = run.mergedCount > 1 ? text('history:merged_short', { count: run.mergedCount }) : ''
  return [...first, merged].filter((part) => part !== '').join(' · ')
}

/** Each mark as a sentence; what was run over is one sentence for all holds. */
export function markWords(run: OccurrenceView, text: Text): string[] {
  const over = run.marks.filter((mark) => mark.startsWith('override:')).map((mark) => mark.slice('override:'.length))
  const lines: string[] = []
  const holds = overText(over, text)
  if (holds) lines.push(text('history:mark_override', { holds }))
  if (run.mergedCount > 1) lines.push(text('history:merged_count', { count: run.mergedCount }))
  for (const mark of ['deadline', 'skipped', 'recovered'] as const) {
    if (run.marks.includes(mark)) lines.push(text(`history:mark_${mark}`))
  }
  return lines
}

/** ms it ran; null if it never started. */
export function tookMs(run: OccurrenceView): number | null {
  return run.startedAt === null ? null : Math.max(0, run.endedAt - run.startedAt)
}
