// Finds out how a file is to be read from its beginning: packed or not, encoding, format, delimiter, header, types (IMP-2). What a person chose
// stands; the rest follows from it. It decides nothing about rows.
import type { ImportFormat, Reading, ReadingChoice } from '@shared/imports'
import { plainJson } from '@shared/imports'
import { type CsvColumn, columnNames, foundTypes, looksLikeHeader } from './csvColumns'
import { CsvReader } from './csvReader'
import { CellTexts, type CsvDialect, CsvScan } from './csvScan'

const DELIMITERS = [',', ';', '\t', '|'] as const
/** Records that a delimiter is found by. */
const TRIED_RECORDS = 1_000
/** Types are found from so many at least, where the file has them. */
export const SAMPLED_ROWS = 20_000
const MOST_COLUMNS = 20_000

export interface Beginning {
  /** Text in UTF-8. */
  bytes: Buffer
  /** The file ends with it. */
  isWhole: boolean
  isGzip: boolean
  encoding: Reading['encoding']
}

/** `name`: of the file, for its endings. */
export function detectReading(beginning: Beginning, name: string, choice: ReadingChoice): Reading {
  const { isGzip, encoding } = beginning
  const text = beginning.bytes.toString('utf8', 0, 64 * 1024)
  const format = choice.format ?? detectFormat(text, beginning.isWhole && beginning.bytes.length <= 64 * 1024, name)
  const reading: Reading = { ...plainJson, ...choice, isGzip, encoding, format }
  if (format !== 'csv') return { ...reading, isGeo: choice.isGeo ?? looksLikeGeo(text) }
  const quote = choice.quote === undefined ? '"' : choice.quote
  const escape = choice.escape ?? quote ?? '"'
  const delimiter = choice.delimiter ?? detectDelimiter(beginning, { quote, escape })
  const dialect = { delimiter, quote, escape }
  const [first = [], second] = sampleRecords(beginning, dialect, 2)
  return { ...reading, ...dialect, hasHeader: choice.hasHeader ?? looksLikeHeader(first, second) }
}

/** null: more columns than anybody meant. */
export function detectColumns(beginning: Beginning, reading: Reading): CsvColumn[] | null {
  const records = sampleRecords(beginning, reading, SAMPLED_ROWS)
  const first = records[0] ?? []
  if (first.length > MOST_COLUMNS) return null
  const names = columnNames(reading.hasHeader ? first : first.map(() => null))
  const rows = (reading.hasHeader ? records.slice(1) : records).filter((record) => record.length >= first.length)
  const found = foundTypes(rows, names.length)
  return names.map((name, at) => {
    const chosen = Object.hasOwn(reading.types, name) ? reading.types[name] : undefined
    return { name, type: chosen ?? found[at] ?? 'text', isChosen: chosen !== undefined }
  })
}

function detectFormat(text: string, isWhole: boolean, name: string): ImportFormat {
  const ending = /\.(\w+?)(?:\.gz)?$/.exec(name.toLowerCase())?.[1] ?? ''
  if (['csv', 'tsv', 'tab'].includes(ending)) return 'csv'
  if (['ndjson', 'jsonl', 'ldjson', 'geojsonl', 'geojsons'].includes(ending)) return 'ndjson'
  const start = withoutMarks(text)[0]
  // What calls itself JSON, is not, and is no table either, is told that it is not; a person may choose otherwise.
  if (start !== '{' && start !== '[') return ending.includes('json') && !looksLikeTable(text) ? 'json' : 'csv'
  return hasValuesOnLines(text, isWhole) ? 'ndjson' : 'json'
}

/** Two lines with as many delimiters of one kind, and some. */
function looksLikeTable(text: string): boolean {
  const [first = '', second = ''] = text.split('\n').filter((line) => line.trim() !== '')
  return DELIMITERS.some((delimiter) => {
    const cells = first.split(delimiter).length
    return cells > 1 && cells === second.split(delimiter).length
  })
}

/** Two lines, each a value of its own. */
function hasValuesOnLines(text: string, isWhole: boolean): boolean {
  const lines = text.split('\n')
  const whole = (isWhole ? lines : lines.slice(0, -1)).map((line) => line.trim()).filter((line) => line !== '')
  return whole.length > 1 && whole.slice(0, 2).every((line) => /^[[{]/.test(line) && isJson(line))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function looksLikeGeo(text: string): boolean {
  return /^\{[^[\]]{0,2000}?"type"\s*:\s*"Feature(?:Collection)?"/.test(withoutMarks(text))
}

/** Of a byte order, of a text sequence (RFC 7464), and white space. */
function withoutMarks(text: string): string {
  return text.replace('\uFEFF', '').trimStart().replace('\u001e', '').trimStart()
}

/** The delimiter that gives most records the same number of cells, and more than one. */
function detectDelimiter(beginning: Beginning, quoting: Omit<CsvDialect, 'delimiter'>): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const widths = sampleRecords(beginning, { ...quoting, delimiter }, TRIED_RECORDS).map((record) => record.length)
    const counts = new Map<number, number>()
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
    const [width = 0, count = 0] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? []
    const score = width > 1 ? (count / widths.length) * (1 + Math.min(width, 20) / 100) : 0
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** Cells of the first records, blank lines left out; a record that the end of the beginning cuts is left out too. */
function sampleRecords({ bytes, isWhole }: Beginning, dialect: CsvDialect, most: number): (string | null)[][] {
  const scan = new CsvScan(dialect)
  const texts = new CellTexts(dialect)
  const records: (string | null)[][] = []
  let pos = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (pos < bytes.length && records.length < most) {
    scan.count = 0
    const next = scan.record(bytes, pos, bytes.length, isWhole)
    if (next === -1) break
    if (scan.contentEnd > pos) records.push(cellsOf(scan, texts, bytes, pos))
    pos = next
  }
  return records
}

function cellsOf(scan: CsvScan, texts: CellTexts, bytes: Buffer, from: number): (string | null)[] {
  const latin = bytes.toString('latin1', from, scan.contentEnd)
  return Array.from({ length: scan.count }, (_, at) =>
    texts.text(bytes, latin, from, scan.starts[at] ?? 0, scan.ends[at] ?? 0, scan.kinds[at] ?? 0),
  )
}

/** The reader for a file that is read so. */
export function csvReaderOf(reading: Reading, columns: readonly CsvColumn[], from?: CsvReaderFrom): CsvReader {
  const { delimiter, quote, escape, hasHeader } = reading
  const dialect = { delimiter, quote, escape }
  const names = columns.map(({ name }) => name)
  return new CsvReader({ dialect, hasHeader, columns: names, ...(from ? { from } : {}) })
}
type CsvReaderFrom = NonNullable<ConstructorParameters<typeof CsvReader>[0]['from']>
