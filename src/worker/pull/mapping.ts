// Decides how a page's bytes become keyed records: where the array is, what identifies a record, and what is set aside (D30).
// Splitting and parsing: parse/. How a record becomes a row: library/tables.ts.
import { createHash } from 'node:crypto'
import type { ResolvedSource } from '@shared/workerMessages'
import { toKey } from '../library/cells'
import type { KeyedRecord } from '../library/tables'
import type { ParseProblem } from '../parse/problem'
import { RecordReader, type RecordSteps } from '../parse/recordReader'

/** The body is not what the source promises: nothing of it is stored (P12). */
export class BadPayload extends Error {
  constructor(readonly problem: ParseProblem) {
    super(problem.message)
    this.name = 'BadPayload'
  }
}

export interface PageCounts {
  /** Records in the page, those set aside among them. */
  records: number
  setAside: number
}

const PIECE_BYTES = 1024 * 1024

/**
 * The page's records in batches, made as they are asked for, so that the values of one batch are in memory at a time. `counts` is
 * complete when the last batch was taken. Throws BadPayload.
 */
export function* parsePage(
  body: Uint8Array,
  source: Pick<ResolvedSource, 'recordsPath' | 'keyField'>,
  counts: PageCounts,
): Generator<readonly KeyedRecord[]> {
  const reader = new RecordReader({ recordsPath: source.recordsPath })
  for (let from = 0; from < body.length; from += PIECE_BYTES) {
    yield* batchesOf(reader.push(body.subarray(from, from + PIECE_BYTES)), source.keyField, counts)
  }
  yield* batchesOf(reader.finish(), source.keyField, counts)
}

function* batchesOf(read: RecordSteps, keyField: string, counts: PageCounts): Generator<readonly KeyedRecord[]> {
  for (const step of read.steps) {
    if (step.type === 'aside') {
      counts.records++
      counts.setAside++
      continue
    }
    const keyed = keyedRecords(step.values, keyField)
    counts.records += step.values.length
    counts.setAside += step.values.length - keyed.length
    yield keyed
  }
  if (read.problem) throw new BadPayload(read.problem)
}

/** The records that have a usable key, in their order. */
export function keyedRecords(values: readonly unknown[], keyField: string): KeyedRecord[] {
  return values.flatMap((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const key = toKey(atPath(value, keyField))
    return key === null ? [] : [{ key, record: value as Record<string, unknown> }]
  })
}

/** A property of that very name first, then the path: a name may hold a dot. Own properties only (F171). */
function atPath(value: object, path: string): unknown {
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path]
  let at: unknown = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}

/** Changes with whatever decides which rows a page becomes: then its stored validators no longer describe them (PULL-10). */
export function mappingOf(source: ResolvedSource): string {
  const { recordsPath, keyField, paginator, auth, table } = source
  return digest(JSON.stringify([recordsPath, keyField, paginator, auth, table]))
}

/** Names a page for its validators. A digest, because a URL may hold what should not be written down twice. */
export function pageName(url: string): string {
  return digest(url)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
