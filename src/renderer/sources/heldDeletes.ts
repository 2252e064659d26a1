// Deletions of a source that wait for an answer (D29): how many rows of how many, and whether they were answered already. Pure.
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import type { JobView } from '@shared/jobs/job'
import type { TableAbout } from '@shared/readerMessages'
import type { SourceView } from '@shared/sources'

export interface HeldDeletes {
  rows: number
  /** Rows there are; null: not known any more. */
  of: number | null
  /** Given, and not carried out yet. */
  answer: 'delete' | 'keep' | null
}

/** null: none are held. The library knows that they are, the sync's error also of how many. */
export function heldDeletes(
  source: Pick<SourceView, 'deletesAnswer'>,
  job: Pick<JobView, 'error'> | null,
  about: Pick<TableAbout, 'pull'> | undefined,
): HeldDeletes | null {
  const details = job?.error?.code === 'mass_delete_guard' ? job.error.details : undefined
  const rows = about?.pull ? about.pull.heldDeletes : Number(details?.rows ?? 0)
  if (rows === 0) return null
  const given = source.deletesAnswer
  const isOfThese = details !== undefined && Number(details.rows) === rows
  return {
    rows,
    of: isOfThese && typeof details.of === 'number' ? details.of : null,
    answer: given && given.upToRows >= rows ? given.answer : null,
  }
}

export function heldSentence({ rows, of, answer }: HeldDeletes, text: Text, language: Language): string {
  const numbers = new Intl.NumberFormat(language)
  const formatted = (count: number): string => numbers.format(count)
  const counts = { count: rows, rows: formatted(rows), of: of === null ? '' : formatted(of) }
  if (answer !== null) return text(`held:answered_${answer}`, counts)
  return text(of === null ? 'held:rows_missing' : 'held:rows_of_missing', counts)
}
