// The fields of an import: the name of its table, which list of the file it reads, and what identifies a row. Each stands at what was found
// in the file until something else is chosen or written by hand.
import type { FilePreview } from '@shared/filePreview'
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import { useLanguage, useText } from '../app/words'
import { TextField } from '../ui/Fields'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { type ImportFields, isWithoutList, keyFieldOf, type Look, recordsPathOf } from './importChoice'

export interface ImportFieldSetProps {
  fields: ImportFields
  look: Look
  onChange: (fields: ImportFields) => void
}

export function ImportFieldSet({ fields, look, onChange }: ImportFieldSetProps) {
  const text = useText()
  return (
    <>
      <TextField
        label={text('overview:import_table')}
        value={fields.table}
        onChange={(table) => onChange({ ...fields, table })}
        maxLength={200}
        error={fields.table.trim() === '' ? text('words:needs_value') : null}
      />
      <div className="grid grid-cols-2 gap-4">
        <ListField fields={fields} look={look} onChange={onChange} />
        <KeyField fields={fields} look={look} onChange={onChange} />
      </div>
    </>
  )
}

/** Values of a closed list: what was found is marked, so that no name can be taken for the last entry. */
const FOUND = 'found:'
const OTHER = 'other'

function ListField({ fields, look, onChange }: ImportFieldSetProps) {
  const text = useText()
  const language = useLanguage()
  const path = recordsPathOf(fields, look)
  const isTyped = fields.typesPath || isWithoutList(look) || look.found === null
  // Another list has other fields.
  const choose = (next: string, typesPath: boolean) =>
    onChange({ ...fields, path: next, typesPath, key: null, typesKey: false })
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {look.found && !isWithoutList(look) ? (
        <LabelledField label={text('overview:import_where')}>
          <Select
            label={text('overview:import_where')}
            value={fields.typesPath ? OTHER : FOUND + path}
            options={[
              ...look.found.lists.map((list) => ({ value: FOUND + list.path, label: listWords(list, text, language) })),
              { value: OTHER, label: text('overview:import_other_path') },
            ]}
            onChange={(next) => (next === OTHER ? choose(path, true) : choose(next.slice(FOUND.length), false))}
          />
        </LabelledField>
      ) : null}
      {isTyped ? (
        <TextField
          label={text('overview:import_path_typed')}
          value={path}
          onChange={(next) => choose(next, true)}
          hint={text('overview:import_path_hint')}
          placeholder="data.items"
          maxLength={500}
          mono
        />
      ) : null}
    </div>
  )
}

export function listWords(
  { path, rows, isWhole }: FilePreview['lists'][number],
  text: Text,
  language: Language,
): string {
  const formatted = new Intl.NumberFormat(language).format(rows)
  const seen = text('words:unit_rows', { count: rows, formatted })
  const counted = isWhole ? seen : text('overview:import_rows_more', { rows: seen })
  if (path === '') return text('overview:import_where_top', { rows: counted })
  return text('overview:import_where_path', { path, rows: counted })
}

function KeyField({ fields, look, onChange }: ImportFieldSetProps) {
  const text = useText()
  const key = keyFieldOf(fields, look)
  const keys = look.shown?.keys ?? []
  const isTyped = fields.typesKey || keys.length === 0
  const options = [
    { value: FOUND, label: text('overview:import_key_none') },
    ...keys.map((name) => ({ value: FOUND + name, label: name })),
    { value: OTHER, label: text('overview:import_other_key') },
  ]
  const choose = (next: string, typesKey: boolean) => onChange({ ...fields, key: next, typesKey })
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {keys.length > 0 ? (
        <LabelledField
          label={text('overview:import_key')}
          hint={isTyped || key === '' ? null : text('overview:import_key_means')}
        >
          <Select
            label={text('overview:import_key')}
            value={fields.typesKey ? OTHER : FOUND + key}
            options={options}
            onChange={(next) => (next === OTHER ? choose(key, true) : choose(next.slice(FOUND.length), false))}
          />
        </LabelledField>
      ) : null}
      {isTyped ? (
        <TextField
          label={text(keys.length > 0 ? 'overview:import_key_typed' : 'overview:import_key')}
          value={key}
          onChange={(next) => choose(next, true)}
          hint={text('overview:import_key_hint')}
          placeholder="id"
          maxLength={200}
          mono
        />
      ) : null}
    </div>
  )
}
