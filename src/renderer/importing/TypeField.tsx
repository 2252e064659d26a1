// The type of one column, of a CSV file or of a source: what was found, until the person chooses (IMP-2).
import type { FilePreview } from '@shared/filePreview'
import { type ColumnType, columnTypes } from '@shared/imports'
import { useText } from '../app/words'
import { Select } from '../ui/Select'

export interface TypeFieldProps {
  column: FilePreview['columns'][number]
  chosen: ColumnType | undefined
  /** `column` tells what was found also once another type is chosen: then it stays among what there is to choose. */
  keepsFound?: boolean
  /** undefined: back to what was found. */
  onChange: (type: ColumnType | undefined) => void
}

const FOUND = 'found'

export function TypeField({ column, chosen, keepsFound = false, onChange }: TypeFieldProps) {
  const text = useText()
  const words = (type: (typeof column.types)[number]): string => text(`overview:import_type_${type}`)
  const [shown = 'text'] = column.types
  const type = keepsFound && column.types.length !== 1 ? column.types.map(words).join(', ') : words(shown)
  const found = {
    value: FOUND as string,
    label: type === '' ? text('browsing:type_as_found') : text('importing:type_found', { type }),
  }
  return (
    <Select
      size="small"
      label={text('importing:type_of', { name: column.name })}
      value={chosen ?? FOUND}
      options={[
        ...(chosen && !keepsFound ? [] : [found]),
        ...columnTypes.map((type) => ({ value: type as string, label: words(type) })),
      ]}
      onChange={(next) => onChange(columnTypes.find((type) => type === next))}
    />
  )
}
