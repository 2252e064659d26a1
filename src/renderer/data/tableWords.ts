// What a table is called here, where it comes from, how many rows it has. Pure.
import type { Language } from '@shared/i18n/catalogue'
import type { Text, TextKey } from '@shared/i18n/text'
import type { SchemaChangeView, TableView } from '@shared/readerMessages'
import type { SourceView } from '@shared/sources'

/** Unique over both files. */
export function tableId(table: Pick<TableView, 'file' | 'table'>): string {
  return `${table.file}/${table.table}`
}

export interface TableName {
  /** The table's own name, by which any SQLite tool knows it. */
  title: string
  /** Its source's name, or what became of it. */
  from: string
}

export function tableName(table: TableView, source: Pick<SourceView, 'name'> | undefined, text: Text): TableName {
  if (table.file === 'imports') return { title: table.table, from: text('data:imported') }
  return { title: table.table, from: source?.name ?? text('data:no_source') }
}

/** '380', 'about 211,640'. */
export function tableRowsText(
  table: Pick<TableView, 'rows' | 'rowsAreEstimate'>,
  text: Text,
  language: Language,
): string {
  const rows = new Intl.NumberFormat(language).format(table.rows)
  return table.rowsAreEstimate ? text('data:rows_estimate', { rows }) : rows
}

/** The table to show: the chosen one while it is there, else the first. */
export function shownTable(tables: readonly TableView[], chosenId: string | null): TableView | undefined {
  return tables.find((table) => tableId(table) === chosenId) ?? tables[0]
}

const asideKeys: Readonly<Record<string, TextKey>> = {
  no_key: 'browsing:reason_no_key',
  record_too_large: 'browsing:reason_too_large',
  record_too_deep: 'browsing:reason_too_deep',
  new_field: 'browsing:reason_new_field',
  type_changed: 'browsing:reason_type_changed',
  missing_field: 'browsing:reason_missing_field',
}

/** Why a record became no row. */
export function asideKey(reason: string): TextKey {
  return asideKeys[reason] ?? 'browsing:reason_other'
}

const kindKeys: Readonly<Record<string, TextKey>> = {
  number: 'overview:import_type_number',
  text: 'overview:import_type_text',
  boolean: 'overview:import_type_boolean',
  object: 'overview:import_type_object',
  array: 'overview:import_type_list',
  null: 'overview:import_type_null',
  integer: 'overview:import_type_integer',
  found: 'browsing:type_as_found',
}

/** As the library names the kinds a column has held: 'number, text'. */
function kindWords(kinds: string | null, text: Text): string {
  const words = (kinds ?? 'null').split(', ').map((kind) => (kindKeys[kind] ? text(kindKeys[kind]) : kind))
  return words.join(', ')
}

const changes = ['column_added', 'type_changed', 'type_chosen'] as const

/** What has a column and is kept in `_raw` all the same is no value of the type that was chosen for it. */
function changeKey({ change, oldType }: SchemaChangeView): (typeof changes)[number] | 'kept_in_raw' | 'not_as_chosen' {
  return changes.find((known) => known === change) ?? (oldType === null ? 'kept_in_raw' : 'not_as_chosen')
}

/** What happened to one property, after its name. */
export function shapeChange(one: SchemaChangeView, text: Text): string {
  const types = { oldType: kindWords(one.oldType, text), newType: kindWords(one.newType, text) }
  return text(`browsing:schema_${changeKey(one)}`, types)
}

/** The same as a sentence of its own. */
export function shapeWords(table: string, one: SchemaChangeView, text: Text): string {
  const types = { oldType: kindWords(one.oldType, text), newType: kindWords(one.newType, text) }
  return text(`browsing:review_${changeKey(one)}`, { table, property: one.property, ...types })
}

/** How far an incremental pull has come, as it is stored (worker/pull/incremental.ts): a moment is written as one. */
export function markWords(mark: string): string {
  try {
    const [form, value] = JSON.parse(mark) as unknown[]
    const isTime = form === 'iso' || form === 'seconds' || form === 'ms'
    return isTime ? new Date(Number(value)).toISOString() : String(value)
  } catch {
    return mark
  }
}
