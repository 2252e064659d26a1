// The part of the form for a record that is typed or pasted.
import { LONGEST_TYPED } from '@shared/outbox'
import { useText } from '../app/words'
import { TextField } from '../ui/Fields'
import { TextArea } from '../ui/TextArea'
import type { AddDraft } from './addDraft'
import { type JsonMistake, jsonMistakeText, suggestedLabel } from './recordText'

export interface RecordPartProps {
  draft: AddDraft
  onChange: (part: Partial<AddDraft>) => void
  /** What is wrong with it, once that may be said. */
  mistake: JsonMistake | undefined
}

export function RecordPart({ draft, onChange, mistake }: RecordPartProps) {
  const text = useText()
  return (
    <>
      <TextArea
        label={text('outbox:field_record')}
        value={draft.body}
        onChange={(body) => onChange({ body })}
        rows={8}
        maxLength={LONGEST_TYPED}
        placeholder={'{ "title": "…" }'}
        hint={text('outbox:field_record_hint')}
        error={mistake === undefined ? null : jsonMistakeText(mistake, text)}
      />
      <TextField
        label={text('outbox:field_label')}
        value={draft.label}
        onChange={(label) => onChange({ label })}
        placeholder={suggestedLabel(draft.body) || text('outbox:label_default')}
        maxLength={200}
      />
    </>
  )
}
