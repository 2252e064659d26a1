// Decides how a page's bytes become keyed records: where the array is, what identifies a record, what marks it as deleted or as how new, and
// what is set aside (D30). Splitting and parsing: parse/. How a record becomes a row: library/tables.ts.
import type { ResolvedSource } from '@shared/workerMessages'
import { toKey } from '../library/cells'
import { LONGEST_KEPT_TEXT, MOST_KEPT_A_PAGE, type SetAsideReason, type SetAsideRecord } from '../library/setAside'
import type { KeyedRecord } from '../library/tables'
import { atPath } from '../parse/atPath'
import type { ParseProblem } from '../parse/problem'
import { RecordReader } from '../parse/recordReader'
import type { RecordStep, RecordSteps } from '../parse/recordSteps'
import { BodyValue } from './bodyValue'
import { laterMark, type Mark, readMark } from './incremental'
import { lastFieldOf, valuePathOf } from './paginators'
import { pagingOf } from './paging'
import { digest } from './request'
import type { ShapeGate } from './shapeGate'

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
  /** Those set aside for want of a key. */
  keyless: number
  /** The first of those set aside. */
  aside: SetAsideRecord[]
  /** Those that name a property twice: the last one is kept (F170). */
  repeating: number
  /** Keys of the batch that were set aside all the same: their rows are in the list. */
  asideKeys: string[]
  bodyValue: unknown
  lastValue: unknown
  mark: Mark | null
  /** False once a record had no mark that could be read (PULL-7). */
  isMarkSure: boolean
}

export function noFindings(mark: Mark | null, isMarkSure: boolean): PageFindings {
  return {
    records: 0,
    setAside: 0,
    keyless: 0,
    aside: [],
    repeating: 0,
    asideKeys: [],
    bodyValue: undefined,
    lastValue: undefined,
    mark,
    isMarkSure,
  }
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
  gate: ShapeGate | null = null,
): Generator<readonly KeyedRecord[]> {
  const reader = new RecordReader({ recordsPath: source.recordsPath })
  const valuePath = valuePathOf(pagingOf(source))
  const value = valuePath === null ? null : new BodyValue(valuePath)
  const keying = new Keying(source, findings, now, gate)
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
    private readonly gate: ShapeGate | null,
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
      setAside(this.findings, { position: index, reason: code, bytes, text: null })
      return []
    }
    const keyed: KeyedRecord[] = []
    this.findings.asideKeys = []
    for (const [place, value] of step.values.entries()) {
      const record = this.keyedRecord(value)
      if (record) this.admit(record, step.firstIndex + place, keyed)
      else {
        this.findings.keyless++
        setAside(this.findings, asideOf(value, step.firstIndex + place, 'no_key'))
      }
    }
    this.findings.records += step.values.length
    this.findings.repeating += step.repeating
    if (this.lastPath !== null) this.findings.lastValue = atPath(step.values.at(-1), this.lastPath)
    return keyed
  }

  private admit(keyed: KeyedRecord, position: number, into: KeyedRecord[]): void {
    const admitted = this.gate === null || keyed.isGone === true ? keyed.record : this.gate(keyed.record)
    if (typeof admitted !== 'string') {
      into.push(admitted === keyed.record ? keyed : { ...keyed, record: admitted })
      return
    }
    this.findings.asideKeys.push(keyed.key)
    setAside(this.findings, asideOf(keyed.record, position, admitted))
  }

  private keyedRecord(value: unknown): KeyedRecord | null {
    if (this.keyPath === '') return bareKey(value)
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
}

/** All are counted, the first of a page are kept. */
export function setAside(findings: PageFindings, record: SetAsideRecord): void {
  findings.setAside++
  if (findings.aside.length < MOST_KEPT_A_PAGE) findings.aside.push(record)
}

export function asideOf(value: unknown, position: number, reason: SetAsideReason): SetAsideRecord {
  const text = JSON.stringify(value)
  return { position, reason, bytes: Buffer.byteLength(text), text: text.slice(0, LONGEST_KEPT_TEXT) }
}

/** An entry of a list of keys. */
function bareKey(value: unknown): KeyedRecord | null {
  const key = toKey(value)
  return key === null ? null : { key, record: {} }
}

/** Whether a tombstone's field says that the record is gone. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== ''
}

/**
 * Changes with whatever decides which rows a page becomes: then its stored validators no longer describe them (PULL-10). Pace, limits and
 * order decide nothing about rows.
 */
export function mappingOf(source: ResolvedSource): string {
  const { recordsPath, keyField, paginator, auth, table, pull } = source
  const {
    rate: _rate,
    maxPages: _maxPages,
    maxPageMiB: _maxPageMiB,
    newestFirst: _newestFirst,
    types,
    ...decisive
  } = pull
  // Nothing was chosen: then the mapping is what it was before anything could be.
  const chosen = Object.keys(types).length > 0 ? [types] : []
  return digest(JSON.stringify([recordsPath, keyField, paginator, auth, table, decisive, ...chosen]))
}
