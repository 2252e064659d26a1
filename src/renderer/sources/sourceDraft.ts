// What a person is writing about a source: from a template or an existing one, checked field by field, turned into settings. Pure.
// The rules of an address are main's (it checks again); these are the same, said beside the field.
import type { Text, TextKey } from '@shared/i18n/text'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import { pullSettingsOf } from '@shared/pullSettings'
import { isLoopbackHost, type Paginator, type SourceSettings, type SourceTemplate } from '@shared/sources'
import type { SignInWay } from '../forms/SignInFields'
import { type PagesChoice, type PullDraft, pullDraftOf, pullOf } from './pullDraft'
import { pullErrors } from './pullErrors'

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
  pull: PullDraft
  /** What stands in braces in a template's address, by its name. */
  filled: Record<string, string>
}

export function emptyDraft(): SourceDraft {
  return {
    name: '',
    url: '',
    recordsPath: '',
    keyField: '',
    paginator: { type: 'single' },
    auth: 'none',
    everyMs: null,
    constraints: {},
    pull: pullDraftOf(undefined),
    filled: {},
  }
}

export function draftOfSettings(settings: SourceSettings): SourceDraft {
  const { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints } = settings
  const pull = pullDraftOf(settings.pull)
  return { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints, pull, filled: {} }
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
  Object.assign(errors, pullErrors(draft.pull))
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
  const { filled: _, pull: written, ...settings } = draft
  const pull = pullOf(written)
  return {
    ...settings,
    name: draft.name.trim() || suggestedName(draft),
    url: addressOf(draft),
    recordsPath: draft.recordsPath.trim(),
    keyField: draft.keyField.trim(),
    ...(pull === undefined ? {} : { pull }),
  }
}

/** The settings of a source, with everything to be pulled anew (PULL-8). */
export function inNextRound(source: SourceSettings): SourceSettings {
  const { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints } = source
  const pull = pullSettingsOf(source.pull)
  const next = { ...pull, round: pull.round + 1 }
  return { name, url, recordsPath, keyField, paginator, auth, everyMs, constraints, pull: next }
}

/** How the pages are got: one choice here, two settings in the contract. */
export function pagesChoiceOf(draft: SourceDraft): PagesChoice {
  return draft.pull.pages ?? draft.paginator.type
}

export function withPages(draft: SourceDraft, choice: PagesChoice): Pick<SourceDraft, 'paginator' | 'pull'> {
  if (choice === 'single' || choice === 'link') {
    return { paginator: { type: choice }, pull: { ...draft.pull, pages: null } }
  }
  // What is typed for one way is another's only by accident.
  const paging = pullDraftOf(undefined).paging
  return { paginator: { type: 'single' }, pull: { ...draft.pull, pages: choice, paging } }
}

export function signInOf(draft: SourceDraft): SignInWay {
  return draft.auth === 'none' ? 'none' : draft.pull.tokenAs
}

export function withSignIn(draft: SourceDraft, choice: SignInWay): Pick<SourceDraft, 'auth' | 'pull'> {
  if (choice === 'none') return { auth: 'none', pull: { ...draft.pull, tokenAs: 'bearer' } }
  return { auth: 'bearer', pull: { ...draft.pull, tokenAs: choice } }
}
