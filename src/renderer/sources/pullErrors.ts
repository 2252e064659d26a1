// What is wrong with the settings of a pull, each beside its field: the contract's own words (its custom messages) where it has some. Pure.

import type { TextKey } from '@shared/i18n/text'
import { pullSettingsSchema } from '@shared/pullSettings'
import { type PullDraft, pairsOf, writtenPull } from './pullDraft'

export type PullErrors = Partial<Record<string, TextKey>>

const said: Readonly<Record<string, TextKey>> = {
  header_name: 'pulling:wrong_header_name',
  header_invalid: 'pulling:wrong_header_invalid',
  header_secret: 'pulling:wrong_header_secret',
  header_kept: 'pulling:wrong_header_kept',
  query_secret: 'pulling:wrong_query_secret',
  full_with_incremental: 'pulling:wrong_full_with_incremental',
  types_of_window: 'pulling:wrong_types_of_window',
  types_many: 'pulling:wrong_types_many',
  body_not_json: 'pulling:wrong_body_not_json',
  newest_first_with_full: 'pulling:wrong_newest_first_with_full',
}

/** Fields whose mistake is always the same one. */
const ranges: Readonly<Record<string, TextKey>> = {
  'pages.limit': 'pulling:range_limit',
  'incremental.lagMs': 'pulling:range_lag',
  'deletes.guardShare': 'pulling:range_share',
  'deletes.guardRows': 'pulling:range_rows',
  'deletes.windowMs': 'pulling:range_window',
  'rate.perSecond': 'pulling:range_per_second',
  'rate.atOnce': 'pulling:range_at_once',
  maxPages: 'pulling:range_limit',
  maxPageMiB: 'pulling:range_page_size',
  nextOrigins: 'pulling:wrong_origin',
}

/** Lists: their mistake stands at the whole field. */
const wholes = new Set(['headers', 'query', 'nextOrigins'])

/** By 'pull.' and the place in the settings: 'pull.pages.path'. Empty: it can be sent. */
export function pullErrors(draft: PullDraft): PullErrors {
  const errors: PullErrors = {}
  if (pairsOf(draft.headers, ':') === null) errors['pull.headers'] = 'pulling:wrong_header_line'
  if (pairsOf(draft.query, '=') === null) errors['pull.query'] = 'pulling:wrong_query_line'
  // Whatever keeps the schema from comparing them (another mistake elsewhere), this is said at once.
  const isWhole = draft.deletes === 'full' || draft.deletes === 'window'
  if (draft.isIncremental && isWhole) errors['pull.deletes'] = 'pulling:wrong_full_with_incremental'
  if (draft.newestFirst && isWhole) errors['pull.newestFirst'] = 'pulling:wrong_newest_first_with_full'
  for (const issue of pullSettingsSchema.safeParse(writtenPull(draft)).error?.issues ?? []) {
    const place = issue.path.map(String)
    const field = wholes.has(place[0] ?? '') ? (place[0] ?? '') : place.join('.')
    errors[`pull.${field}`] ??= said[issue.message] ?? ranges[field] ?? missingOr(issue)
  }
  return errors
}

function missingOr(issue: { code?: string | undefined }): TextKey {
  return issue.code === 'too_small' || issue.code === 'invalid_type' ? 'words:needs_value' : 'pulling:wrong_value'
}
