// What a test found, in the fields that it is corrected in: which list, which field identifies a record, how pages go on, what tells of
// changes. The first records and the types of their fields: FoundRecords.tsx.
import type { AnsweredTest, FoundList } from '@shared/sourceTest'
import { useState } from 'react'
import { useLanguage, useText } from '../app/words'
import { listWords } from '../importing/ImportFieldSet'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Fields'
import { LabelledField } from '../ui/LabelledField'
import { Notice } from '../ui/Notice'
import { Select } from '../ui/Select'
import { ChangesFields } from './ChangesFields'
import { foundChoice, foundList, withFoundChanges, withFoundList, withFoundPages } from './foundDraft'
import { type FieldsProps, useErrorOf } from './SourceFields'
import { pagesChoiceOf } from './sourceDraft'

export interface FoundProps extends FieldsProps {
  found: AnsweredTest
}

export function FoundShape(props: FoundProps) {
  const text = useText()
  const { draft, found } = props
  const list = foundList(draft, found)
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-4">
        <ListField {...props} />
        <KeyField {...props} list={list} />
      </div>
      {list === null ? <Notice>{text('sourceTest:no_list_there', { path: draft.recordsPath })}</Notice> : null}
    </>
  )
}

/** Values of a closed list: what was found is marked, so that no name can be taken for the last entry. */
const FOUND = 'found:'
const OTHER = 'other'

function ListField({ draft, onChange, found }: FoundProps) {
  const text = useText()
  const language = useLanguage()
  const [isTyped, setTyped] = useState(false)
  const path = draft.recordsPath.trim()
  const label = text('sources:field_records')
  const isThere = foundList(draft, found) !== null
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <LabelledField label={label}>
        <Select
          label={label}
          value={isTyped ? OTHER : FOUND + path}
          options={[
            ...found.lists.map((list) => ({
              value: FOUND + list.path,
              label: listWords({ path: list.path, rows: list.count, isWhole: list.isWhole }, text, language),
            })),
            ...(isThere || isTyped
              ? []
              : [{ value: FOUND + path, label: text('sourceTest:not_found_here', { value: path }) }]),
            { value: OTHER, label: text('sourceTest:other_path') },
          ]}
          onChange={(next) => {
            setTyped(next === OTHER)
            if (next !== OTHER) onChange(withFoundList(draft, found, next.slice(FOUND.length)))
          }}
        />
      </LabelledField>
      {isTyped ? (
        <TextField
          label={text('sourceTest:other_path_typed')}
          value={draft.recordsPath}
          onChange={(recordsPath) => onChange({ recordsPath })}
          hint={text('sources:field_records_hint')}
          placeholder="data.items"
          maxLength={500}
          mono
        />
      ) : null}
    </div>
  )
}

function KeyField({ draft, onChange, errors, list }: FoundProps & { list: FoundList | null }) {
  const text = useText()
  const errorOf = useErrorOf(errors)
  const [asked, setTyped] = useState(false)
  const keys = list?.survey.keys ?? []
  const key = draft.keyField.trim()
  const label = text('sources:field_key')
  const isTyped = asked || keys.length === 0
  const typed = (
    <TextField
      label={keys.length === 0 ? label : text('sourceTest:other_key_typed')}
      value={draft.keyField}
      onChange={(keyField) => onChange({ keyField })}
      hint={text(list && list.count > 0 && keys.length === 0 ? 'sourceTest:no_key' : 'sources:field_key_hint')}
      placeholder="id"
      maxLength={200}
      mono
      error={errorOf('keyField')}
    />
  )
  if (keys.length === 0) return typed
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <LabelledField label={label}>
        <Select
          label={label}
          value={isTyped ? OTHER : FOUND + key}
          options={[
            ...keys.map((name) => ({ value: FOUND + name, label: name })),
            ...(isTyped || keys.includes(key) ? [] : [unlisted(key, text)]),
            { value: OTHER, label: text('sourceTest:other_key') },
          ]}
          onChange={(next) => {
            setTyped(next === OTHER)
            if (next !== OTHER) onChange({ keyField: next.slice(FOUND.length) })
          }}
        />
      </LabelledField>
      {isTyped ? typed : null}
    </div>
  )
}

function unlisted(key: string, text: ReturnType<typeof useText>): { value: string; label: string } {
  return {
    value: FOUND + key,
    label: key === '' ? text('sourceTest:no_value') : text('sourceTest:not_found_here', { value: key }),
  }
}

/** Beneath the choice of pages: what speaks for it, or for another. */
export function FoundPagesLine({ draft, onChange, found }: FoundProps) {
  const text = useText()
  const { pages } = found
  const choice = foundChoice(pages)
  if (pages.at === null) return <p className="-mt-3 text-ink-3 text-small">{text('sourceTest:pages_none')}</p>
  if (choice === pagesChoiceOf(draft)) {
    const isOfAddress = pages.at.startsWith('?')
    const said = text(isOfAddress ? 'sourceTest:pages_found_address' : 'sourceTest:pages_found', { at: pages.at })
    return <p className="-mt-3 text-ink-3 text-small">{said}</p>
  }
  const words = { pages: text(`pulling:pages_${choice}`), at: pages.at }
  return (
    <Notice
      action={
        <Button size="small" onClick={() => onChange(withFoundPages(draft, pages))}>
          {text('sourceTest:use')}
        </Button>
      }
    >
      {text('sourceTest:pages_differ', words)}
    </Notice>
  )
}

/** Where changes stand in this form once a test found what tells of them. */
export function FoundChangesPart({ draft, onChange, errors, found }: FoundProps) {
  const text = useText()
  const changes = foundList(draft, found)?.changes ?? null
  if (draft.pull.isIncremental) {
    const set = (change: Partial<typeof draft.pull>) => onChange({ pull: { ...draft.pull, ...change } })
    return <ChangesFields pull={draft.pull} set={set} errors={errors} />
  }
  if (changes === null) return null
  return (
    <Notice
      meaning="waiting"
      action={
        <Button size="small" onClick={() => onChange(withFoundChanges(draft, changes))}>
          {text('sourceTest:use')}
        </Button>
      }
    >
      {text('sourceTest:changes_found', { field: changes.field })}
    </Notice>
  )
}
