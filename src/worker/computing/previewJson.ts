// The part of a preview that only JSON has: which lists are in the file, which of them is meant, and its first records. Where lists are:
// jsonOutline.ts; what records are like: recordSurvey.ts; reading itself is the import's own.
import type { FilePreview, Survey } from '@shared/filePreview'
import type { Reading } from '@shared/imports'
import { arrayReader } from '../imports/arrayReader'
import type { Beginning } from '../imports/detect'
import { putRecords } from '../imports/importKeys'
import type { ReadProblem } from '../imports/rowSteps'
import { ComputeRefused } from './computation'
import { type FoundList, outlineJson } from './jsonOutline'
import { surveyRecords } from './recordSurvey'
import { type Sample, sampleRows } from './sampleRows'

const MOST_LISTS = 20

type JsonPart = Pick<FilePreview, 'endsEarly' | 'lists' | 'recordsPath' | 'reading' | 'asideSeen'> & Survey

/** @param asked path of the list a person chose; null: the likeliest. Throws ComputeRefused for what is no JSON or has no such list. */
export function previewJson(beginning: Beginning, reading: Reading, asked: string | null): JsonPart {
  const { bytes, isWhole } = beginning
  const text = decoded(bytes, isWhole)
  const { lists, problem } = outlineJson(text)
  if (problem && problem.why !== 'unfinished') throw outlineRefusal(problem.why, text.slice(0, problem.at))
  const likeliest = lists.toSorted((one, other) => other.objects - one.objects || other.rows - one.rows)
  const geoPath = reading.isGeo && lists.some(({ path }) => path === 'features') ? 'features' : null
  const recordsPath = asked ?? geoPath ?? likeliest[0]?.path ?? null
  const { records, aside } = recordsPath === null ? nothing : sample(beginning, reading, recordsPath, problem === null)
  return {
    endsEarly: isWhole && problem !== null,
    lists: likeliest.slice(0, MOST_LISTS).map(shownList),
    recordsPath,
    reading: { ...reading, recordsPath: recordsPath ?? '' },
    asideSeen: aside,
    ...surveyRecords(records),
  }
}

const nothing: Sample = { records: [], aside: 0 }

const shownList = ({ path, rows, isWhole }: FoundList): FilePreview['lists'][number] => ({ path, rows, isWhole })

/** A character that the end of the beginning cuts is left out. */
function decoded(bytes: Buffer, isWhole: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    throw new ComputeRefused('preview_not_text', 'The file is not UTF-8 text.')
  }
}

/** `isComplete`: the JSON ends with the bytes. */
function sample(beginning: Beginning, { isGeo }: Reading, recordsPath: string, isComplete: boolean): Sample {
  const put = putRecords({ keyField: null, importNumber: 1 }, isGeo)
  return sampleRows(arrayReader(recordsPath), beginning, put, (problem) => {
    if (isComplete || problem.code !== 'file_cut_short') throw readerRefusal(problem, beginning.bytes, recordsPath)
  })
}

function outlineRefusal(why: 'bad' | 'more', before: string): ComputeRefused {
  if (why === 'bad') return notJson(before)
  return new ComputeRefused('preview_many_values', 'The file holds more than one JSON value.')
}

function readerRefusal(problem: ReadProblem, bytes: Buffer, path: string): ComputeRefused {
  if (problem.code !== 'file_no_records' && problem.code !== 'file_not_an_array')
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
