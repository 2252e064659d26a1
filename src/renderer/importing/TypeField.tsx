// The type of one column of a CSV file: what was found, until the person chooses (IMP-2).
import type { FilePreview } from '@shared/filePreview'
import { type ColumnType, columnTypes } from '@shared/imports'
import { useText } from '../app/words'
import { Select } from '../ui/Select'

export interface TypeFieldProps {
  column: FilePreview['columns'][number]
  chosen: ColumnType | undefined
  /** undefined: back to what was found. */
  onChange: (type: ColumnType | undefined) => void
}

const FOUND = 'found'

export function TypeField({ column, chosen, onChange }: TypeFieldProps) {
  const text = useText()
  const [shown = 'text'] = column.types
  const words = (type: (typeof column.types)[number]): string => text(`overview:import_type_${type}`)
  const found = chosen ? [] : [{ value: FOUND as string, label: text('importing:type_found', { type: words(shown) }) }]
  return (
    <Select
      size="small"
      label={text('importing:type_of', { name: column.name })}
      value={chosen ?? FOUND}
      options={[...found, ...columnTypes.map((type) => ({ value: type as string, label: words(type) }))]}
      onChange={(next) => onChange(columnTypes.find((type) => type === next))}
    />
  )
}
