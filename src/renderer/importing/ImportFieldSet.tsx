// The fields of an import: the name of its table, which list of the file it reads, and what identifies a row. Each stands at what was found
// in the file until something else is chosen or written by hand.
import type { FilePreview } from '@shared/filePreview'
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import type { ReadingChoice } from '@shared/imports'
import { useLanguage, useText } from '../app/words'
import { TextField } from '../ui/Fields'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import {
  type ImportFields,
  type ImportTable,
  isWithoutList,
  keyFieldOf,
  type Look,
  readingOf,
  recordsPathOf,
} from './importChoice'
import { ReadingFields } from './ReadingFields'

export interface ImportFieldSetProps {
  fields: ImportFields
  look: Look
  /** Of imports, that are there already. */
  tables: readonly ImportTable[]
  /** The one of them that is meant. */
  into: ImportTable | null
  onChange: (fields: ImportFields) => void
}

export function ImportFieldSet(props: ImportFieldSetProps) {
  const { fields, look, onChange } = props
  const reading = readingOf(fields, look)
  const isJson = reading === null || reading.format === 'json'
  // Read otherwise, the file has other lists and other fields.
  const read = (change: ReadingChoice) => {
    const { recordsPath: _path, isGeo: _isGeo, ...choice } = fields.choice
    onChange({ ...fields, choice: { ...choice, ...change }, key: null, typesKey: false, typesPath: false })
  }
  return (
    <>
      <TableField {...props} />
      {reading ? <ReadingFields reading={reading} onChange={read} /> : null}
      <div className="grid grid-cols-2 gap-4">
        {isJson ? <ListField {...props} /> : null}
        <KeyField {...props} />
      </div>
    </>
  )
}

const NEW = 'new'

/** Into a new table, or one that is there. */
function TableField({ fields, tables, into, onChange }: ImportFieldSetProps) {
  const text = useText()
  const options = [
    { value: NEW, label: text('importing:into_new') },
    ...tables.map(({ table }) => ({ value: FOUND + table, label: table })),
  ]
  const choose = (next: string) =>
    onChange({ ...fields, key: null, typesKey: false, table: next === NEW ? '' : next.slice(FOUND.length) })
  return (
    <div className="grid grid-cols-2 gap-4">
      {tables.length > 0 ? (
        <LabelledField label={text('importing:into')}>
          <Select
            label={text('importing:into')}
            value={into ? FOUND + into.table : NEW}
            options={options}
            onChange={choose}
          />
        </LabelledField>
      ) : null}
      {into && tables.some(({ table }) => table === fields.table) ? null : (
        <TextField
          label={text('overview:import_table')}
          value={fields.table}
          onChange={(table) => onChange({ ...fields, table })}
          maxLength={200}
          error={fields.table.trim() === '' ? text('words:needs_value') : null}
        />
      )}
    </div>
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
    onChange({ ...fields, choice: { ...fields.choice, recordsPath: next }, typesPath, key: null, typesKey: false })
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

function KeyField({ fields, look, into, onChange }: ImportFieldSetProps) {
  const text = useText()
  const key = keyFieldOf(fields, look, into)
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
