// Computation `test.source`: asks a source for its first page as a pull would, and says what is in it: the lists, their fields and keys, how
// further pages are got, what tells when a record changed. It stores nothing. Finding pages: foundPages.ts; changes: foundChanges.ts.

import { pullSettingsOf } from '@shared/pullSettings'
import { isLoopbackHost } from '@shared/sources'
import { FOUND_ROWS, type FoundList, MOST_FOUND_LISTS, type SourceTest } from '@shared/sourceTest'
import type { Computation } from '../computing/computation'
import { outlineJson } from '../computing/jsonOutline'
import { surveyRecords } from '../computing/recordSurvey'
import { outcomeOf } from '../http/classify'
import { openHttp } from '../http/client'
import type { HttpResponse } from '../http/exchange'
import { Secret } from '../http/secret'
import { type ParseProblemCode, parseProblem } from '../parse/problem'
import { RecordReader } from '../parse/recordReader'
import { type Asked, firstRequest, pageHttpRequest } from '../pull/request'
import { foundAsTypes } from './asTypes'
import { foundChanges } from './foundChanges'
import { foundPages } from './foundPages'

/** Of a larger answer the beginning is looked at. */
const LOOKED_AT_BYTES = 8 * 1024 * 1024
const SAMPLED_RECORDS = 5_000
/** Deep in a record, only what is named as a key is taken for one. */
const INNER_KEY = /\.(?:_?id|uuid|guid|key|code)$/i

export const testSource: Computation<'test.source'> = async ({ input, signal }) => {
  const { url, paginator, auth } = input.settings
  const source: Asked = { url, paginator, pull: pullSettingsOf(input.settings.pull) }
  const proxyFor = async (hop: string): Promise<string> =>
    isLoopbackHost(new URL(hop).hostname) ? 'DIRECT' : input.proxy
  const http = openHttp({ proxyFor })
  const startedAt = performance.now()
  try {
    const secret = auth === 'none' || input.token === null ? null : new Secret(input.token)
    const token = secret && { secret, origin: new URL(url).origin, as: source.pull.tokenAs }
    const answer = await http.send({ ...pageHttpRequest(source, token, firstRequest(source, null)), signal })
    const outcome = outcomeOf(answer, token !== null, token)
    if (answer.type === 'failure') return { type: 'failed', error: { ...answer } }
    if (outcome) return failedBy(outcome)
    return found(answer, source, input.settings.recordsPath, Math.round(performance.now() - startedAt))
  } finally {
    await http.close()
  }
}

/** Every outcome that is not a success carries the error it came from. */
function failedBy(outcome: NonNullable<ReturnType<typeof outcomeOf>>): SourceTest {
  const error = outcome.type === 'succeeded' ? undefined : outcome.error
  return {
    type: 'failed',
    error: error ?? { code: 'server_error', message: 'The server gave no answer that can be used.' },
  }
}

function found(response: HttpResponse, source: Asked, asked: string, ms: number): SourceTest {
  const body = Buffer.from(response.body)
  const isWhole = body.length <= LOOKED_AT_BYTES
  const bytes = body.subarray(0, LOOKED_AT_BYTES)
  const text = decoded(bytes, isWhole)
  if (text === null) return unreadable('not_utf8', 0)
  const outline = outlineJson(text)
  const problem = outline.problem
  if (problem?.why === 'bad') return unreadable('bad_json', problem.at)
  if (problem?.why === 'more') return unreadable('trailing_data', problem.at)
  if (problem && isWhole) return unreadable('cut_short', problem.at)
  // A list of anything but objects holds no records.
  const likely = outline.lists
    .filter(({ objects, rows }) => objects > 0 || rows === 0)
    .toSorted((one, other) => Number(other.path === asked) - Number(one.path === asked) || other.objects - one.objects)
    .slice(0, MOST_FOUND_LISTS)
    .toSorted((one, other) => other.objects - one.objects)
  const lists = likely.map(({ path, rows, isWhole: hasEnd }) => listOf(bytes, path, rows, hasEnd))
  const count = lists.find(({ path }) => path === asked)?.count ?? lists[0]?.count ?? 0
  const value: unknown = isWhole ? JSON.parse(text) : null
  return {
    type: 'answered',
    status: response.status,
    ms,
    bytes: body.length,
    isWhole,
    lists,
    pages: foundPages({ value, headers: response.headers, url: source.url, count }),
  }
}

/** null: it is not UTF-8. A character that the end of the beginning cuts is left out. */
function decoded(bytes: Buffer, isWhole: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    return null
  }
}

function unreadable(code: ParseProblemCode, at: number): SourceTest {
  const { message, offset } = parseProblem(code, at)
  return { type: 'failed', error: { code, message, details: { offset } } }
}

/** Its records are read as a pull reads them. */
function listOf(bytes: Buffer, path: string, count: number, isWhole: boolean): FoundList {
  const reader = new RecordReader({ recordsPath: path })
  const steps = [...reader.push(bytes).steps, ...reader.finish().steps]
  const values = steps.flatMap((step) => (step.type === 'records' ? step.values : [])).slice(0, SAMPLED_RECORDS)
  const survey = surveyRecords(values)
  const inner = survey.keyIsLikely ? undefined : innerKey(values)
  return {
    path,
    count,
    isWhole,
    survey: {
      ...survey,
      keys: [...(inner === undefined ? [] : [inner]), ...survey.keys],
      keyIsLikely: survey.keyIsLikely || inner !== undefined,
      rows: survey.rows.slice(0, FOUND_ROWS),
    },
    asTypes: foundAsTypes(
      values,
      survey.columns.map(({ name }) => name),
      FOUND_ROWS,
    ),
    changes: foundChanges(values, Date.now()),
  }
}

function innerKey(values: readonly unknown[]): string | undefined {
  return surveyRecords(values.map(innerFields)).keys.find((path) => INNER_KEY.test(path))
}

/** What stands in objects directly inside a record, by its path: some APIs keep the key there. */
function innerFields(value: unknown): Record<string, unknown> {
  const fields = Object.entries(Object(value) as Record<string, unknown>).flatMap(([name, inner]) =>
    isPlainName(name) && typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.entries(inner).map(([innerName, one]): [string, unknown] => [`${name}.${innerName}`, one])
      : [],
  )
  return Object.fromEntries(fields)
}

function isPlainName(name: string): boolean {
  return name !== '' && !name.includes('.')
}
