// The first rows of a file before it is imported: columns with their types, values as they stand there.
import type { FilePreview, PreviewType } from '@shared/filePreview'
import type { Language } from '@shared/i18n/catalogue'
import { byteSize } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import { type ReactNode, useId } from 'react'
import { useLanguage, useText } from '../app/words'

/** As much of a preview as is shown here. */
type Shown = Omit<FilePreview, 'reading' | 'isSuspicious' | 'asideSeen'>

export interface PreviewTableProps {
  preview: Shown
  /** Stands in place of the type of a column. */
  typeField?: (column: Shown['columns'][number]) => ReactNode
  /** Stands in place of a value, by the places of its row and its column; undefined: the value does. */
  cell?: (row: number, column: number) => ReactNode | undefined
}

export function PreviewTable({ preview, typeField, cell }: PreviewTableProps) {
  const text = useText()
  const language = useLanguage()
  const id = useId()
  if (preview.rowsSeen === 0) return <p className="text-ink-2">{emptyWords(preview, text, language)}</p>
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-4">
        <h3 id={id} className="font-medium text-ink-2 text-small">
          {text('overview:import_first_rows')}
        </h3>
        <span className="text-ink-3 text-small">{seenWords(preview, text, language)}</span>
      </div>
      <section
        aria-labelledby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        tabIndex={0}
        className="max-h-[228px] overflow-auto border-line border-y"
      >
        <table className="w-max min-w-full border-separate border-spacing-0 text-small">
          <Head preview={preview} typeField={typeField} />
          <tbody>
            {preview.rows.map((row, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
              <tr key={at}>
                {row.map((value, column) => (
                  <td
                    key={preview.columns[column]?.name ?? column}
                    className="selectable h-6 max-w-[220px] truncate whitespace-pre px-2 align-middle"
                  >
                    {cell?.(at, column) ?? value ?? <span className="text-ink-3">{text('words:none')}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {preview.columnCount > preview.columns.length ? (
        <p className="text-ink-3 text-small">
          {text('overview:import_more_columns', { shown: preview.columns.length })}
        </p>
      ) : null}
    </div>
  )
}

function Head({ preview, typeField }: { preview: Shown; typeField: PreviewTableProps['typeField'] }) {
  const text = useText()
  return (
    <thead>
      <tr>
        {preview.columns.map((column) => (
          <th
            key={column.name}
            scope="col"
            className="sticky top-0 max-w-[220px] truncate border-line border-b bg-raised px-2 py-1 text-left font-medium"
          >
            {column.name}{' '}
            {typeField ? (
              typeField(column)
            ) : (
              <span className="font-normal text-ink-3">{typeWords(column.types, text)}</span>
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function typeWords(types: readonly PreviewType[], text: Text): string {
  if (types.length === 0) return text('overview:import_type_null')
  return types.map((type) => text(`overview:import_type_${type}`)).join(', ')
}

function seenWords({ rowsSeen, columnCount, isWhole, bytesRead }: Shown, text: Text, language: Language): string {
  const number = new Intl.NumberFormat(language)
  const rows = text('words:unit_rows', { count: rowsSeen, formatted: number.format(rowsSeen) })
  const columns = text('data:column_count', { count: columnCount, formatted: number.format(columnCount) })
  if (isWhole) return text('overview:import_seen', { rows, columns })
  return text('overview:import_seen_part', { rows, columns, size: byteSize(bytesRead, language) })
}

function emptyWords({ isWhole, bytesRead, lists, recordsPath }: Shown, text: Text, language: Language): string {
  const size = byteSize(bytesRead, language)
  if (recordsPath === null) return text(isWhole ? 'overview:import_no_list' : 'overview:import_no_list_yet', { size })
  const hasBegun = isWhole || lists.some(({ path }) => path === recordsPath)
  return text(hasBegun ? 'overview:import_no_rows' : 'overview:import_not_there', { size })
}
