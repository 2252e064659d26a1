// Decides how a page's bytes become keyed records: where the array is, what identifies a record, what marks it as deleted or as how new, and
// what is set aside (D30). Splitting and parsing: parse/. How a record becomes a row: library/tables.ts.
import type { ResolvedSource } from '@shared/workerMessages'
import { toKey } from '../library/cells'
import { LONGEST_KEPT_TEXT, MOST_KEPT_A_PAGE, type SetAsideRecord } from '../library/setAside'
import type { KeyedRecord } from '../library/tables'
import { atPath } from '../parse/atPath'
import type { ParseProblem } from '../parse/problem'
import { RecordReader, type RecordStep, type RecordSteps } from '../parse/recordReader'
import { BodyValue } from './bodyValue'
import { laterMark, type Mark, readMark } from './incremental'
import { lastFieldOf, valuePathOf } from './paginators'
import { pagingOf } from './paging'
import { digest } from './request'

/** The body is not what the source promises: nothing of it is stored (P12). */
export class BadPayload extends Error {
  constructor(readonly problem: ParseProblem) {
    super(problem.message)
    this.name = 'BadPayload'
  }
}

/** What a page was found to hold; complete once its last batch was taken. */
export interface PageFindings {
  /** Those set aside among them. */
  records: number
  setAside: number
  /** The first of those set aside. */
  aside: SetAsideRecord[]
  bodyValue: unknown
  lastValue: unknown
  mark: Mark | null
  /** False once a record had no mark that could be read (PULL-7). */
  isMarkSure: boolean
}

export function noFindings(mark: Mark | null, isMarkSure: boolean): PageFindings {
  return { records: 0, setAside: 0, aside: [], bodyValue: undefined, lastValue: undefined, mark, isMarkSure }
}

/**
 * The page's records in batches, made as they are asked for, so that the values of one batch are in memory at a time. `pieces` are the
 * body's bytes in order. Throws BadPayload.
 */
export function* parsePage(
  pieces: Iterable<Uint8Array>,
  source: ResolvedSource,
  findings: PageFindings,
  now: number,
): Generator<readonly KeyedRecord[]> {
  const reader = new RecordReader({ recordsPath: source.recordsPath })
  const valuePath = valuePathOf(pagingOf(source))
  const value = valuePath === null ? null : new BodyValue(valuePath)
  const keying = new Keying(source, findings, now)
  for (const piece of pieces) {
    value?.push(piece)
    yield* batchesOf(reader.push(piece), keying)
  }
  yield* batchesOf(reader.finish(), keying)
  findings.bodyValue = value?.value
}

function* batchesOf(read: RecordSteps, keying: Keying): Generator<readonly KeyedRecord[]> {
  for (const step of read.steps) yield keying.take(step)
  if (read.problem) throw new BadPayload(read.problem)
}

/** Reads from each record what the settings name. */
class Keying {
  private readonly keyPath: string
  private readonly lastPath: string | null
  private readonly markPath: string | null
  private readonly gonePath: string | null

  constructor(
    private readonly source: Pick<ResolvedSource, 'keyField' | 'paginator' | 'pull'>,
    private readonly findings: PageFindings,
    private readonly now: number,
  ) {
    const { keyField, pull } = source
    this.keyPath = keyField
    this.lastPath = lastFieldOf(pagingOf(source), keyField)
    this.markPath = pull.incremental?.field ?? null
    this.gonePath = pull.deletes.mode === 'tombstone' ? pull.deletes.field : null
  }

  take(step: RecordStep): readonly KeyedRecord[] {
    if (step.type === 'aside') {
      const { index, code, bytes } = step.record
      this.findings.records++
      this.setAside({ position: index, reason: code, bytes, text: null })
      return []
    }
    const keyed: KeyedRecord[] = []
    for (const [place, value] of step.values.entries()) {
      const record = this.keyedRecord(value)
      if (record) keyed.push(record)
      else this.setAside(asideOf(value, step.firstIndex + place))
    }
    this.findings.records += step.values.length
    if (this.lastPath !== null) this.findings.lastValue = atPath(step.values.at(-1), this.lastPath)
    return keyed
  }

  private keyedRecord(value: unknown): KeyedRecord | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const key = toKey(atPath(value, this.keyPath))
    if (key === null) return null
    if (this.markPath !== null) this.readMark(atPath(value, this.markPath))
    const record = value as Record<string, unknown>
    return this.gonePath !== null && isSet(atPath(value, this.gonePath))
      ? { key, record, isGone: true }
      : { key, record }
  }

  private readMark(value: unknown): void {
    const { incremental } = this.source.pull
    const mark = incremental ? readMark(value, incremental.compare, this.now) : null
    if (mark) this.findings.mark = laterMark(this.findings.mark, mark)
    else this.findings.isMarkSure = false
  }

  private setAside(record: SetAsideRecord): void {
    this.findings.setAside++
    if (this.findings.aside.length < MOST_KEPT_A_PAGE) this.findings.aside.push(record)
  }
}

function asideOf(value: unknown, position: number): SetAsideRecord {
  const text = JSON.stringify(value)
  return { position, reason: 'no_key', bytes: Buffer.byteLength(text), text: text.slice(0, LONGEST_KEPT_TEXT) }
}

/** Whether a tombstone's field says that the record is gone. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== ''
}

/**
 * Changes with whatever decides which rows a page becomes: then its stored validators no longer describe them (PULL-10). Pace and limits
 * decide nothing about rows.
 */
export function mappingOf(source: ResolvedSource): string {
  const { recordsPath, keyField, paginator, auth, table, pull } = source
  const { rate: _rate, maxPages: _maxPages, maxPageMiB: _maxPageMiB, ...decisive } = pull
  return digest(JSON.stringify([recordsPath, keyField, paginator, auth, table, decisive]))
}
