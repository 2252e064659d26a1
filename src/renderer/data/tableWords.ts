// What a table is called here, where it comes from, how many rows it has. Pure.
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import type { TableView } from '@shared/readerMessages'
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
