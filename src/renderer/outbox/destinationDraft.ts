// What a person is writing about a destination: checked field by field, turned into settings. Pure. The rules of an address are main's (it checks
// again); these are the same, said beside the field.
import { type DestinationSettings, destinationSettingsSchema, usualDestination } from '@shared/destinations'
import type { TextKey } from '@shared/i18n/text'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { SignInWay } from '../forms/SignInFields'

export interface DestinationDraft {
  name: string
  url: string
  method: DestinationSettings['method']
  signIn: SignInWay
  tokenHeader: string
  keyIn: DestinationSettings['key']['in']
  keyHeader: string
  keyField: string
  lookupUrl: string
  filesAs: DestinationSettings['filesAs']
  constraints: ConstraintChoices
}

export function emptyDestination(): DestinationDraft {
  return destinationDraft({ ...usualDestination, name: '', url: '' })
}

export function destinationDraft(settings: DestinationSettings): DestinationDraft {
  const { name, url, method, auth, tokenAs, key, lookupUrl, filesAs, constraints } = settings
  return {
    name,
    url,
    method,
    signIn: auth === 'none' ? 'none' : tokenAs.type,
    tokenHeader: tokenAs.type === 'header' ? tokenAs.name : '',
    keyIn: key.in,
    keyHeader: key.in === 'header' ? key.name : 'Idempotency-Key',
    keyField: key.in === 'body' ? key.name : '',
    lookupUrl: lookupUrl ?? '',
    filesAs,
    constraints,
  }
}

export function destinationSettings(draft: DestinationDraft): DestinationSettings {
  const { name, url, method, filesAs, constraints } = draft
  const lookup = draft.lookupUrl.trim()
  return {
    name: name.trim() || hostOf(url),
    url: url.trim(),
    method,
    auth: draft.signIn === 'none' ? 'none' : 'token',
    tokenAs:
      draft.signIn === 'header'
        ? { type: 'header', name: draft.tokenHeader.trim() }
        : { type: draft.signIn === 'basic' ? 'basic' : 'bearer' },
    key: keyOf(draft),
    lookupUrl: lookup === '' ? null : lookup,
    filesAs,
    constraints,
  }
}

function keyOf({ keyIn, keyHeader, keyField }: DestinationDraft): DestinationSettings['key'] {
  switch (keyIn) {
    case 'header':
      return { in: 'header', name: keyHeader.trim() }
    case 'body':
      return { in: 'body', name: keyField.trim() }
    case 'none':
      return { in: 'none' }
  }
}

/** What it is called if the person gives no name. */
export function hostOf(url: string): string {
  return URL.parse(url.trim())?.host ?? ''
}

export type DestinationMistakes = Partial<Record<'url' | 'tokenHeader' | 'key' | 'lookupUrl', TextKey>>

/** By field. Empty: it can be sent. */
export function destinationMistakes(draft: DestinationDraft): DestinationMistakes {
  const mistakes: DestinationMistakes = {}
  const url = addressMistake(draft.url)
  if (url) mistakes.url = url
  const shape = destinationSettingsSchema.shape
  const settings = destinationSettings(draft)
  if (!shape.tokenAs.safeParse(settings.tokenAs).success) mistakes.tokenHeader = 'words:needs_value'
  if (!shape.key.safeParse(settings.key).success) mistakes.key = 'destinations:key_name_bad'
  const lookup = settings.lookupUrl
  if (lookup !== null && !mistakes.url) {
    const filled = lookup.replaceAll(/\{(?:key|entity)\}/g, 'x')
    const wrong = addressMistake(filled)
    if (wrong) mistakes.lookupUrl = wrong
    else if (URL.parse(filled)?.origin !== URL.parse(settings.url)?.origin)
      mistakes.lookupUrl = 'refusals:lookup_other_origin'
  }
  return mistakes
}

function addressMistake(address: string): TextKey | null {
  const url = URL.parse(address.trim())
  if (address.trim() === '') return 'words:needs_value'
  if (/[{}]/.test(address)) return 'refusals:url_placeholder'
  if (!url) return 'refusals:url_invalid'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'refusals:url_scheme'
  return url.username || url.password ? 'refusals:url_has_password' : null
}
