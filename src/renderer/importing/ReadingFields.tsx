// How the file is read: format, encoding, and of CSV its signs and whether it has a header. Each stands at what was found until the person
// corrects it (IMP-2).
import { type ImportEncoding, importEncodings, importFormats, type Reading, type ReadingChoice } from '@shared/imports'
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'

export interface ReadingFieldsProps {
  reading: Reading
  /** What is changed, and what goes because of it. */
  onChange: (change: ReadingChoice) => void
}

const DELIMITERS = [
  [',', 'importing:delimiter_comma'],
  [';', 'importing:delimiter_semicolon'],
  ['\t', 'importing:delimiter_tab'],
  ['|', 'importing:delimiter_pipe'],
] as const

const encodingNames: Readonly<Record<ImportEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
}

export function ReadingFields({ reading, onChange }: ReadingFieldsProps) {
  const text = useText()
  return (
    <div className="grid grid-cols-4 gap-4">
      <LabelledField label={text('importing:format')} hint={reading.isGzip ? text('importing:packed') : null}>
        <Select
          label={text('importing:format')}
          value={reading.format}
          options={importFormats.map((format) => ({ value: format, label: text(`importing:format_${format}`) }))}
          onChange={(format) => onChange({ format })}
        />
      </LabelledField>
      <LabelledField label={text('importing:encoding')}>
        <Select
          label={text('importing:encoding')}
          value={reading.encoding}
          options={importEncodings.map((encoding) => ({ value: encoding, label: encodingNames[encoding] }))}
          onChange={(encoding) => onChange({ encoding })}
        />
      </LabelledField>
      {reading.format === 'csv' ? <CsvFields reading={reading} onChange={onChange} /> : null}
    </div>
  )
}

const NO_QUOTE = 'none'

function CsvFields({ reading, onChange }: ReadingFieldsProps) {
  const text = useText()
  const known = DELIMITERS.map(([sign, key]) => ({ value: sign as string, label: text(key) }))
  const isKnown = known.some(({ value }) => value === reading.delimiter)
  return (
    <>
      <LabelledField label={text('importing:delimiter')}>
        <Select
          label={text('importing:delimiter')}
          value={reading.delimiter}
          options={isKnown ? known : [...known, { value: reading.delimiter, label: reading.delimiter }]}
          onChange={(delimiter) => onChange({ delimiter })}
        />
      </LabelledField>
      <LabelledField label={text('importing:quote')}>
        <Select
          label={text('importing:quote')}
          value={reading.quote ?? NO_QUOTE}
          options={[
            { value: '"', label: text('importing:quote_double') },
            { value: "'", label: text('importing:quote_single') },
            { value: NO_QUOTE, label: text('importing:quote_none') },
          ]}
          onChange={(quote) => onChange(quote === NO_QUOTE ? { quote: null } : { quote, escape: quote })}
        />
      </LabelledField>
      <div className="col-span-4">
        <Switch
          label={text('importing:has_header')}
          showLabel
          checked={reading.hasHeader}
          onChange={(hasHeader) => onChange({ hasHeader, types: {} })}
        />
      </div>
    </>
  )
}
