// Computation `preview.file`: reads the beginning of a file as an import would read it, and says what it found (IMP-2). It stores nothing. How
// a file is to be read: imports/detect.ts; what a JSON file holds: previewJson.ts; what records are like: recordSurvey.ts.
import { basename } from 'node:path'
import type { FilePreview, Survey } from '@shared/filePreview'
import type { Reading, ReadingChoice } from '@shared/imports'
import { type ReadBeginning, readBeginning } from '../imports/beginning'
import { csvReaderOf, detectColumns, detectReading } from '../imports/detect'
import { openImportFile } from '../imports/importFile'
import { putCells, putRecords } from '../imports/importKeys'
import { LineReader } from '../imports/lineReader'
import { UnpackProblem } from '../imports/unpack'
import { type Computation, ComputeRefused } from './computation'
import { previewJson } from './previewJson'
import { surveyRecords } from './recordSurvey'
import { sampleRows } from './sampleRows'

/** Of the first bytes; text has next to none, other files many. */
const CONTROL_SHARE = 0.05
const LOOKED_AT_BYTES = 4_096

export const previewFile: Computation<'preview.file'> = async ({ input, signal }) => {
  const opened = await openImportFile(input.path)
  if (!opened.ok) throw new ComputeRefused('preview_unreadable', 'The file cannot be opened.')
  try {
    const beginning = await readBeginning(opened.file, basename(input.path), input.choice, signal)
    return previewOf(beginning, basename(input.path), input.choice)
  } catch (error) {
    if (!(error instanceof UnpackProblem)) throw error
    throw new ComputeRefused('preview_bad_gzip', 'The file is no whole gzip file.')
  } finally {
    await opened.file.close()
  }
}

function previewOf(beginning: ReadBeginning, name: string, choice: ReadingChoice): FilePreview {
  const { bytes, isWhole, isSuspicious } = beginning
  const head = bytes.toString('utf8', 0, LOOKED_AT_BYTES)
  if (!isText(bytes)) throw new ComputeRefused('preview_not_text', 'The file is no text.')
  if (isWhole && bytes.length <= LOOKED_AT_BYTES && head.replace('\uFEFF', '').trim() === '')
    throw new ComputeRefused('preview_empty', 'The file holds nothing.')
  const reading = detectReading(beginning, name, choice)
  const about = {
    bytesRead: bytes.length,
    isWhole,
    isSuspicious,
    endsEarly: false,
    lists: [],
    recordsPath: '',
    reading,
  }
  switch (reading.format) {
    case 'csv':
      return { ...about, ...csvPart(beginning, reading) }
    case 'ndjson':
      return { ...about, ...linesPart(beginning, reading) }
    case 'json':
      return { ...about, ...previewJson(beginning, reading, choice.recordsPath ?? null) }
  }
}

function isText(bytes: Buffer): boolean {
  const head = bytes.subarray(0, LOOKED_AT_BYTES)
  let controls = 0
  for (const byte of head) if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1e) controls++
  return controls <= 2 || controls < head.length * CONTROL_SHARE
}

function csvPart(beginning: ReadBeginning, reading: Reading): Survey & { asideSeen: number } {
  const columns = detectColumns(beginning, reading)
  if (columns === null) throw new ComputeRefused('preview_many_columns', 'The file has too many columns.')
  const put = putCells(columns, { keyField: null, importNumber: 1 })
  const { records, aside } = sampleRows(csvReaderOf(reading, columns), beginning, put)
  const names = columns.map(({ name }) => name)
  const survey = surveyRecords(records, names)
  const shown = survey.columns.map((column, at) => ({ ...column, types: [columns[at]?.type ?? 'text'] }))
  return { ...survey, columns: shown, asideSeen: aside }
}

function linesPart(beginning: ReadBeginning, { isGeo }: Reading): Survey & { asideSeen: number } {
  const put = putRecords({ keyField: null, importNumber: 1 }, isGeo)
  const { records, aside } = sampleRows(new LineReader(), beginning, put)
  return { ...surveyRecords(records), asideSeen: aside }
}
