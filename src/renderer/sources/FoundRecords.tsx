// The first records a test found, with the types of their fields, to be corrected: each value is shown as it would be stored, and where it is none
// of the chosen type, what becomes of it then. What is chosen for fields that the answer does not show stands beneath.
import type { ColumnType } from '@shared/imports'
import type { FoundList } from '@shared/sourceTest'
import { clsx } from 'clsx'
import { useLanguage, useText } from '../app/words'
import { PreviewTable } from '../importing/PreviewTable'
import { TypeField } from '../importing/TypeField'
import { Notice } from '../ui/Notice'
import { foundList, typeOf, typesDiffer, withType } from './foundDraft'
import { type FieldsProps, useErrorOf } from './SourceFields'
import type { SourceTester } from './useSourceTest'

export interface FoundRecordsProps extends FieldsProps {
  found: SourceTester['found']
  /** What was chosen for the rows that are stored; null: there are none yet. */
  before: Readonly<Record<string, ColumnType>> | null
}

export function FoundRecords({ found, before, ...fields }: FoundRecordsProps) {
  const text = useText()
  const { draft } = fields
  const list = found === null ? null : foundList(draft, found)
  const shown = new Set(list?.survey.columns.map(({ name }) => name))
  // What was chosen before stays there once it is taken back, to be chosen again.
  const chosen = new Set([...Object.keys(before ?? {}), ...Object.keys(draft.pull.types)])
  const elsewhere = [...chosen].filter((field) => !shown.has(field))
  return (
    <>
      {list === null || found === null ? null : <Records {...fields} list={list} bytes={found.bytes} />}
      {elsewhere.length === 0 ? null : <Elsewhere {...fields} chosen={elsewhere} isBeside={list !== null} />}
      <TypesError errors={fields.errors} />
      {typesDiffer(draft, before) ? <Notice>{text('sourceTest:types_again')}</Notice> : null}
    </>
  )
}

function Records({ draft, onChange, list, bytes }: FieldsProps & { list: FoundList; bytes: number }) {
  const text = useText()
  if (list.count === 0) return <p className="text-ink-2">{text('sourceTest:empty_list')}</p>
  const whole = { bytesRead: bytes, isWhole: list.isWhole, endsEarly: false, lists: [], recordsPath: list.path }
  const { types, shapes } = draft.pull
  const typeField = (column: FoundList['survey']['columns'][number]) => (
    <TypeField
      keepsFound
      column={column}
      chosen={typeOf(types, column.name)}
      onChange={(type) => onChange(withType(draft, column.name, type))}
    />
  )
  const cell = (row: number, column: number) => {
    const shown = asChosen(list, types, column)
    const stored = shown?.cells[row]
    if (!shown || !stored || stored.text === null) return undefined
    return <StoredCell text={stored.text} fits={stored.fits} type={shown.type} policy={shapes.typeChange} />
  }
  return (
    <div className="flex flex-col gap-1">
      <PreviewTable preview={{ ...list.survey, ...whole }} typeField={typeField} cell={cell} />
      <p className="text-ink-3 text-small">{text('sourceTest:types_hint')}</p>
      <div aria-live="polite" className="flex flex-col gap-1">
        {list.survey.columns.map(({ name }, column) => (
          <Misfits key={name} field={name} list={list} column={column} draft={draft} />
        ))}
      </div>
    </div>
  )
}

type Types = Readonly<Record<string, ColumnType>>

/** undefined: nothing is chosen for that column, and it is stored as it comes. */
function asChosen(list: FoundList, types: Types, column: number): FoundList['asTypes'][number][number] | undefined {
  const chosen = typeOf(types, list.survey.columns[column]?.name ?? '')
  return chosen && list.asTypes[column]?.find(({ type }) => type === chosen)
}

interface StoredCellProps {
  text: string
  fits: boolean
  type: ColumnType
  policy: FieldsProps['draft']['pull']['shapes']['typeChange']
}

function StoredCell({ text: value, fits, type, policy }: StoredCellProps) {
  const text = useText()
  if (fits) return <span className={clsx('block truncate', type !== 'text' && 'text-right tabular-nums')}>{value}</span>
  return (
    <span className="block truncate text-bad">
      {value} <span className="text-ink-3">{text(`sourceTest:types_mark_${policy}`)}</span>
    </span>
  )
}

interface MisfitsProps extends Pick<FieldsProps, 'draft'> {
  list: FoundList
  field: string
  column: number
}

function Misfits({ draft: { pull }, list, field, column }: MisfitsProps) {
  const text = useText()
  const numbers = new Intl.NumberFormat(useLanguage())
  const chosen = asChosen(list, pull.types, column)
  if (!chosen || chosen.misfits === 0) return null
  const words = {
    field,
    count: chosen.misfits,
    formatted: numbers.format(chosen.misfits),
    total: numbers.format(list.survey.rowsSeen),
    type: text(`overview:import_type_${chosen.type}`),
  }
  return (
    <Notice>
      {text('sourceTest:types_misfits', words)} {text(`sourceTest:types_then_${pull.shapes.typeChange}`)}
    </Notice>
  )
}

interface ElsewhereProps extends FieldsProps {
  chosen: readonly string[]
  /** Of the fields that are shown. */
  isBeside: boolean
}

function Elsewhere({ draft, onChange, chosen, isBeside }: ElsewhereProps) {
  const text = useText()
  const title = text(isBeside ? 'sourceTest:types_elsewhere' : 'sourceTest:types_chosen')
  return (
    <div role="group" aria-label={title} className="flex flex-col gap-1">
      <p className="text-ink-2 text-small">{title}</p>
      {chosen.map((field) => (
        <div key={field} className="flex items-center gap-2">
          <code className="font-mono text-small">{field}</code>
          <TypeField
            keepsFound
            column={{ name: field, types: [], filled: 0 }}
            chosen={typeOf(draft.pull.types, field)}
            onChange={(type) => onChange(withType(draft, field, type))}
          />
        </div>
      ))}
    </div>
  )
}

function TypesError({ errors }: Pick<FieldsProps, 'errors'>) {
  const wrong = useErrorOf(errors)('pull.types')
  return wrong === null ? null : (
    <p role="alert" className="text-bad text-small">
      {wrong}
    </p>
  )
}
