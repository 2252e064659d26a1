// Computation `preview.json`: reads the first megabytes of a file as an import would read it, and says what it found (IMP-2). It stores
// nothing. Where lists are: jsonOutline.ts; what records are like: recordSurvey.ts; reading itself is the import's own.
import type { FilePreview } from '@shared/filePreview'
import { type ImportFile, openImportFile } from '../imports/importFile'
import type { ParseProblem } from '../parse/problem'
import { RecordReader } from '../parse/recordReader'
import { type Computation, ComputeRefused } from './computation'
import { type FoundList, outlineJson } from './jsonOutline'
import { surveyRecords } from './recordSurvey'

/** Enough for ten thousand ordinary rows, and read in a moment from any disk. */
export const PREVIEW_BYTES = 4 * 1024 * 1024
const SAMPLED_ROWS = 20_000
const MOST_LISTS = 20

export const previewJson: Computation<'preview.json'> = async ({ input, signal }) => {
  const opened = await openImportFile(input.path)
  if (!opened.ok) throw new ComputeRefused('preview_unreadable', 'The file cannot be opened.')
  try {
    const bytes = await beginningOf(opened.file, signal)
    return previewOf(bytes, bytes.length === opened.file.bytes, input.recordsPath)
  } finally {
    await opened.file.close()
  }
}

async function beginningOf(file: ImportFile, signal: AbortSignal): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.min(PREVIEW_BYTES, file.bytes))
  let length = 0
  for await (const piece of file.pieces(0)) {
    signal.throwIfAborted()
    const taken = piece.subarray(0, bytes.length - length)
    bytes.set(taken, length)
    length += taken.length
    if (length === bytes.length) break
  }
  return bytes.subarray(0, length)
}

function previewOf(bytes: Buffer, isWhole: boolean, asked: string | null): FilePreview {
  const text = decoded(bytes, isWhole)
  if (text.trim() === '') throw new ComputeRefused('preview_empty', 'The file holds nothing.')
  const { lists, problem } = outlineJson(text)
  if (problem && problem.why !== 'unfinished') throw outlineRefusal(problem.why, text.slice(0, problem.at))
  const endsEarly = isWhole && problem !== null
  const likeliest = lists.toSorted((one, other) => other.objects - one.objects || other.rows - one.rows)
  const recordsPath = asked ?? likeliest[0]?.path ?? null
  const values = recordsPath === null ? [] : sample(bytes, recordsPath, problem === null)
  return {
    bytesRead: bytes.length,
    isWhole,
    endsEarly,
    lists: likeliest.slice(0, MOST_LISTS).map(shownList),
    recordsPath,
    ...surveyRecords(values),
  }
}

const shownList = ({ path, rows, isWhole }: FoundList): FilePreview['lists'][number] => ({ path, rows, isWhole })

/** A character that the end of the beginning cuts is left out. */
function decoded(bytes: Buffer, isWhole: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    throw new ComputeRefused('preview_not_text', 'The file is not UTF-8 text.')
  }
}

/** The first records of the list, as the import itself reads them. `isComplete`: the JSON ends with the bytes. */
function sample(bytes: Buffer, recordsPath: string, isComplete: boolean): unknown[] {
  const reader = new RecordReader({ recordsPath })
  const read = reader.push(bytes)
  const rest = reader.finish()
  const problem = rest.problem ?? read.problem
  const values = [...read.steps, ...rest.steps].flatMap((step) => (step.type === 'records' ? step.values : []))
  if (problem && (isComplete || problem.code !== 'cut_short')) throw readerRefusal(problem, bytes, recordsPath)
  return values.slice(0, SAMPLED_ROWS)
}

function outlineRefusal(why: 'bad' | 'more', before: string): ComputeRefused {
  if (why === 'bad') return notJson(before)
  return new ComputeRefused('preview_many_values', 'The file holds more than one JSON value.')
}

function readerRefusal(problem: ParseProblem, bytes: Buffer, path: string): ComputeRefused {
  if (problem.code !== 'no_records' && problem.code !== 'not_an_array')
    return notJson(bytes.toString('utf8', 0, problem.offset))
  return new ComputeRefused('preview_no_list', 'There is no list at this path.', { path })
}

/** @param before what stands before the mistake. Lines and columns count from 1. */
function notJson(before: string): ComputeRefused {
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  return new ComputeRefused('preview_not_json', 'The file is not valid JSON.', {
    line,
    column: before.length - lineStart + 1,
  })
}
