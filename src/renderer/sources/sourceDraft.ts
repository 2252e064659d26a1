// What a person is writing about a source: from a template or an existing one, checked field by field, turned into settings. Pure.
// The rules of an address are main's (it checks again); these are the same, said beside the field.
import type { Text, TextKey } from '@shared/i18n/text'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import { isLoopbackHost, type Paginator, type SourceSettings, type SourceTemplate } from '@shared/sources'

export interface SourceDraft {
  name: string
  url: string
  recordsPath: string
  keyField: string
  paginator: Paginator
  auth: SourceSettings['auth']
  /** null: the app-wide interval. */
  everyMs: number | null
  constraints: ConstraintChoices
  /** What stands in braces in a template's address, by its name. */
  filled: Record<string, string>
}

export const emptyDraft: SourceDraft = {
  name: '',
  url: '',
  recordsPath: '',
  keyField: '',
  paginator: { type: 'single' },
  auth: 'none',
  everyMs: null,
  constraints: {},
  filled: {},
}

export function draftOfSettings(settings: SourceSettings): SourceDraft {
  const { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints } = settings
  return { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints, filled: {} }
}

/** A template's name is the catalogue's; one with places to fill is called after what fills them. */
export function draftOfTemplate(template: SourceTemplate, text: Text): SourceDraft {
  const filled = Object.fromEntries(template.placeholders.map((name) => [name, '']))
  const name = template.placeholders.length > 0 ? '' : text(`sources:template_${template.id}`)
  return { ...draftOfSettings(template.settings), name, filled }
}

/** What it is called if the person gives no name: 'owner/repository'; '' when nothing suggests one. */
export function suggestedName(draft: SourceDraft): string {
  const parts = Object.values(draft.filled).map((part) => part.trim())
  return parts.length > 0 && parts.every((part) => part !== '') ? parts.join('/') : ''
}

/** The address with its places filled. */
export function addressOf(draft: SourceDraft): string {
  return Object.entries(draft.filled).reduce(
    (url, [name, value]) => (value.trim() === '' ? url : url.replace(`{${name}}`, encodeURIComponent(value.trim()))),
    draft.url.trim(),
  )
}

export type DraftErrors = Partial<Record<string, TextKey>>

/** By field, and by the name of a place to fill. Empty: it can be sent. `isSample`: only name and times are the person's. */
export function draftErrors(draft: SourceDraft, isSample = false): DraftErrors {
  const errors: DraftErrors = {}
  if (draft.name.trim() === '' && suggestedName(draft) === '') errors.name = 'words:needs_value'
  if (isSample) return errors
  for (const [name, value] of Object.entries(draft.filled)) {
    if (value.trim() === '') errors[name] = 'words:needs_value'
    else if (/[/\s]|^\.{1,2}$/.test(value.trim())) errors[name] = 'sources:field_part_only'
  }
  const address = Object.keys(draft.filled).some((name) => errors[name]) ? null : addressError(addressOf(draft))
  if (address) errors.url = address
  if (draft.keyField.trim() === '') errors.keyField = 'words:needs_value'
  // A name that only repeats what is missing elsewhere is not a second mistake.
  if (Object.keys(draft.filled).some((name) => errors[name])) delete errors.name
  return errors
}

function addressError(address: string): TextKey | null {
  if (address === '') return 'words:needs_value'
  if (/[{}]|%7b|%7d/i.test(address)) return 'refusals:url_placeholder'
  if (!URL.canParse(address)) return 'refusals:url_invalid'
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'refusals:url_scheme'
  return url.username || url.password ? 'refusals:url_has_password' : null
}

/** Plain http to another computer: allowed, but said. */
export function isReadableOnTheWay(address: string): boolean {
  if (!URL.canParse(address.trim())) return false
  const url = new URL(address.trim())
  return url.protocol === 'http:' && !isLoopbackHost(url.hostname)
}

/** Only of a draft without errors. */
export function settingsOf(draft: SourceDraft): SourceSettings {
  const { filled: _, ...settings } = draft
  return {
    ...settings,
    name: draft.name.trim() || suggestedName(draft),
    url: addressOf(draft),
    recordsPath: draft.recordsPath.trim(),
    keyField: draft.keyField.trim(),
  }
}
