// The fields of a source's form. Which of them stand there decides the form: a template shows what must be filled and folds the rest.
import type { TextKey } from '@shared/i18n/text'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { AddressField } from '../forms/AddressField'
import { ConditionSwitches } from '../forms/ConditionSwitches'
import { Fold } from '../forms/Fold'
import { conditionsFor } from '../forms/ownConditions'
import { SignInFields } from '../forms/SignInFields'
import { TextField } from '../ui/Fields'
import { IntervalSelect } from '../ui/IntervalSelect'
import { LabelledField } from '../ui/LabelledField'
import {
  addressOf,
  type DraftErrors,
  isReadableOnTheWay,
  type SourceDraft,
  signInOf,
  suggestedName,
  withSignIn,
} from './sourceDraft'

export interface FieldsProps {
  draft: SourceDraft
  onChange: (change: Partial<SourceDraft>) => void
  /** Only those that may be shown yet. */
  errors: DraftErrors
}

export function useErrorOf(errors: DraftErrors): (field: string) => string | null {
  const text = useText()
  return (field) => {
    const key = errors[field]
    return key ? text(key) : null
  }
}

export function NameField({ draft, onChange, errors }: FieldsProps) {
  const text = useText()
  const errorOf = useErrorOf(errors)
  return (
    <TextField
      label={text('sources:field_name')}
      value={draft.name}
      onChange={(name) => onChange({ name })}
      placeholder={suggestedName(draft)}
      maxLength={100}
      error={errorOf('name')}
    />
  )
}

/** What a template's address still needs, and the address it comes to. */
export function PlaceFields({ draft, onChange, errors }: FieldsProps) {
  const text = useText()
  const errorOf = useErrorOf(errors)
  const words: Record<string, TextKey> = { owner: 'sources:field_owner', repository: 'sources:field_repository' }
  return (
    <div className="flex flex-col gap-1.5">
      <div className="grid grid-cols-2 gap-4">
        {Object.entries(draft.filled).map(([name, value]) => (
          <TextField
            key={name}
            label={words[name] ? text(words[name]) : name}
            value={value}
            onChange={(next) => onChange({ filled: { ...draft.filled, [name]: next } })}
            maxLength={100}
            error={errorOf(name)}
          />
        ))}
      </div>
      <p className="selectable font-mono text-ink-3 text-small">{addressOf(draft)}</p>
    </div>
  )
}

export function SourceAddress({ draft, onChange, errors }: FieldsProps) {
  const text = useText()
  const errorOf = useErrorOf(errors)
  return (
    <AddressField
      label={text('sources:field_url')}
      value={draft.url}
      onChange={(url) => onChange({ url })}
      placeholder="https://example.com/items"
      hint={text(isReadableOnTheWay(draft.url) ? 'sources:field_url_plain' : 'sources:field_url_hint')}
      error={errorOf('url')}
    />
  )
}

export function SourceSignIn({ draft, onChange, errors }: FieldsProps) {
  const text = useText()
  const error = errors['pull.tokenAs.name']
  return (
    <SignInFields
      way={signInOf(draft)}
      onWay={(way) => onChange(withSignIn(draft, way))}
      header={draft.pull.tokenHeader}
      onHeader={(tokenHeader) => onChange({ pull: { ...draft.pull, tokenHeader } })}
      headerError={error ? text(error) : null}
    />
  )
}

/** Where the records are in the answer, and what identifies one. How to get the rest: PageFields.tsx. */
export function ShapeFields({ draft, onChange, errors }: FieldsProps) {
  const text = useText()
  const errorOf = useErrorOf(errors)
  return (
    <div className="grid grid-cols-2 gap-4">
      <TextField
        label={text('sources:field_records')}
        value={draft.recordsPath}
        onChange={(recordsPath) => onChange({ recordsPath })}
        placeholder="data.items"
        maxLength={500}
        mono
        hint={text('sources:field_records_hint')}
      />
      <TextField
        label={text('sources:field_key')}
        value={draft.keyField}
        onChange={(keyField) => onChange({ keyField })}
        placeholder="id"
        maxLength={200}
        mono
        hint={text('sources:field_key_hint')}
        error={errorOf('keyField')}
      />
    </div>
  )
}

export function IntervalField({ draft, onChange }: Pick<FieldsProps, 'draft' | 'onChange'>) {
  const text = useText()
  const { data: preferences } = useAnswer('preferences.get', {})
  return (
    <LabelledField label={text('sources:field_interval')} hint={text('sources:battery_floor')}>
      <IntervalSelect
        label={text('sources:field_interval')}
        value={draft.everyMs}
        defaultMs={preferences?.syncEveryMs}
        onChange={(everyMs) => onChange({ everyMs })}
      />
    </LabelledField>
  )
}

export interface ConditionFieldsProps extends Pick<FieldsProps, 'draft' | 'onChange'> {
  needsNetwork: boolean
}

export function ConditionFields({ draft, onChange, needsNetwork }: ConditionFieldsProps) {
  const text = useText()
  return (
    <Fold title={text('sources:own_conditions')} open={Object.keys(draft.constraints).length > 0}>
      <p className="text-ink-3 text-small">{text('sources:own_conditions_body')}</p>
      <ConditionSwitches
        label={text('sources:own_conditions')}
        conditions={conditionsFor(needsNetwork)}
        constraints={draft.constraints}
        onChange={(constraints) => onChange({ constraints })}
      />
    </Fold>
  )
}
