// What a person is about to add: a record or files, where to, how often. Checked and turned into commands. Pure.
import type { TextKey } from '@shared/i18n/text'
import type { ChosenFile } from '@shared/ipc/answers'
import type { CommandInput } from '@shared/ipc/commands'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import { LARGEST_FILE_BYTES } from '@shared/outbox'
import { entityOf, type JsonMistake, jsonMistake, suggestedLabel } from './recordText'

export interface AddDraft {
  /** '': not chosen yet. */
  destinationId: string
  what: 'record' | 'files'
  body: string
  label: string
  files: ChosenFile[]
  as: 'records' | 'files'
  /** Path of the field its order is kept by; '': no order. */
  entityField: string
  /** null: once. */
  everyMs: number | null
  constraints: ConstraintChoices
}

export function draftOf(files: ChosenFile[]): AddDraft {
  return {
    destinationId: '',
    what: files.length > 0 ? 'files' : 'record',
    body: '',
    label: '',
    files,
    as: usualWay(files),
    entityField: '',
    everyMs: null,
    constraints: {},
  }
}

/** JSON files hold records; anything else goes as it is. */
export function usualWay(files: readonly ChosenFile[]): AddDraft['as'] {
  const hold = (file: ChosenFile): boolean => /\.(?:json|ndjson|jsonl|geojson)$/i.test(file.name)
  return files.length > 0 && files.every(hold) ? 'records' : 'files'
}

/** Each file once, by its name and size. */
export function withFiles(draft: AddDraft, more: readonly ChosenFile[]): AddDraft {
  const isThere = (file: ChosenFile): boolean =>
    draft.files.some(({ name, bytes }) => name === file.name && bytes === file.bytes)
  const files = [...draft.files, ...more.filter((file) => !isThere(file))]
  return { ...draft, what: 'files', files, as: draft.files.length === 0 ? usualWay(files) : draft.as }
}

/** Too large to be sent as they are. */
export function tooLarge({ what, as, files }: AddDraft): ChosenFile[] {
  return what === 'files' && as === 'files' ? files.filter(({ bytes }) => bytes > LARGEST_FILE_BYTES) : []
}

export interface AddMistakes {
  record?: JsonMistake
  files?: TextKey
}

/** Empty: it can be added. */
export function mistakesOf(draft: AddDraft): AddMistakes {
  if (draft.what === 'record') {
    const mistake = jsonMistake(draft.body)
    return mistake === null ? {} : { record: mistake }
  }
  return draft.files.length === 0 ? { files: 'outbox:needs_files' } : {}
}

type Common = Pick<CommandInput<'outbox.add'>, 'destinationId' | 'entityField' | 'repeat'>

function commonOf({ destinationId, entityField, everyMs, constraints }: AddDraft): Common {
  const field = entityField.trim()
  return {
    destinationId,
    entityField: field === '' ? null : field,
    repeat: everyMs === null ? null : { everyMs, constraints },
  }
}

export function recordRequest(draft: AddDraft, usualLabel: string): CommandInput<'outbox.add'> {
  const common = commonOf(draft)
  const label = draft.label.trim() || suggestedLabel(draft.body) || usualLabel
  const entity = common.entityField === null ? null : entityOf(draft.body, common.entityField)
  return { ...common, body: draft.body, label, entity }
}

export function filesRequest(draft: AddDraft): CommandInput<'outbox.addFiles'> {
  return { ...commonOf(draft), handles: draft.files.map(({ handle }) => handle), as: draft.as }
}
