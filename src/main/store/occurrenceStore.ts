// Rows of history: added once, never changed (a trigger refuses it), removed past retention. Newest first for the views.
import type { OccurrenceRows } from '@shared/engineStore'
import type { Waited } from '@shared/jobs/figures'
import type { OccurrenceQuery, OccurrenceView, RunSums } from '@shared/jobs/occurrence'
import type { JobError, OccurrenceMark } from '@shared/jobs/outcome'
import type { OccurrenceRecord } from '@shared/jobs/record'
import type { Database, Statement } from 'better-sqlite3'
import { createOccurrenceFigures } from './occurrenceFigures'

type Row = Omit<OccurrenceRecord, 'marks'> & { marksJson: string }

const COLUMNS = `id, job_id AS jobId, kind, source_id AS sourceId, label, result, trigger, attempt, marks AS marksJson,
  stop_reason AS stopReason, error AS errorJson, merged_count AS mergedCount, due_at AS dueAt, started_at AS startedAt,
  ended_at AS endedAt, sums AS sumsJson, waited AS waitedJson`

/** Which index a page walks: the narrowest that the query allows. */
const WALKS = {
  job: 'INDEXED BY occurrences_by_job WHERE job_id = :jobId AND',
  source: 'INDEXED BY occurrences_by_source WHERE source_id = :sourceId AND',
  all: 'INDEXED BY occurrences_by_end WHERE',
} as const

interface PageValues {
  jobId: string | null
  sourceId: string | null
  kinds: string | null
  results: string | null
  ofMerged: 0 | 1
  triggers: string | null
  since: number
  beforeAt: number
  beforeId: string
  limit: number
}

export interface KeptOccurrences extends OccurrenceRows {
  /** What is kept may not be what is stored: something was rolled back. */
  forget(): void
}

/** The last success is asked for with every summary: it is read once, and again after it may have gone. */
export function createOccurrenceStore(db: Database): KeptOccurrences {
  const add = db.prepare<[Row]>(
    `INSERT INTO occurrences (id, job_id, kind, source_id, label, result, trigger, attempt, marks, stop_reason, error,
       merged_count, due_at, started_at, ended_at, sums, waited)
     VALUES (:id, :jobId, :kind, :sourceId, :label, :result, :trigger, :attempt, :marksJson, :stopReason, :errorJson,
       :mergedCount, :dueAt, :startedAt, :endedAt, :sumsJson, :waitedJson)`,
  )
  const pages = { job: pageOf(db, WALKS.job), source: pageOf(db, WALKS.source), all: pageOf(db, WALKS.all) }
  const lastSuccess = db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM occurrences INDEXED BY occurrences_by_end WHERE result = 'ran'
     ORDER BY ended_at DESC, id DESC LIMIT 1`,
  )
  /** undefined: not read yet. */
  let kept: Row | null | undefined
  const forget = (): void => {
    kept = undefined
  }
  return {
    ...retention(db, forget),
    ...createOccurrenceFigures(db),
    forget,
    add: ({ marks, ...rest }) => {
      const row: Row = { ...rest, marksJson: JSON.stringify(marks) }
      add.run(row)
      if (row.result === 'ran' && kept !== undefined && isLater(row, kept)) kept = row
    },
    page: (query, limit) => {
      const before = query.after === undefined ? { at: Number.MAX_SAFE_INTEGER, id: '' } : parseCursor(query.after)
      if (before === null) return 'bad_cursor'
      const walk = query.jobId === undefined ? (query.sourceId === undefined ? 'all' : 'source') : 'job'
      const found = pages[walk].all(pageValues(query, before, limit + 1))
      const rows = found.slice(0, limit).map(viewOf)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last ? `${last.endedAt}:${last.id}` : null }
    },
    lastSuccess: () => {
      if (kept === undefined) kept = lastSuccess.get() ?? null
      return kept === null ? undefined : viewOf(kept)
    },
  }
}

function isLater(row: Row, than: Row | null): boolean {
  return than === null || row.endedAt > than.endedAt || (row.endedAt === than.endedAt && row.id > than.id)
}

function retention(db: Database, removed: () => void): Pick<OccurrenceRows, 'removeBefore' | 'removeOldestBeyond'> {
  const removeBefore = db.prepare<{ before: number; limit: number }>(
    `DELETE FROM occurrences WHERE id IN (
       SELECT id FROM occurrences INDEXED BY occurrences_by_end WHERE ended_at < :before ORDER BY ended_at LIMIT :limit)`,
  )
  const removeOldest = db.prepare<{ limit: number }>(
    `DELETE FROM occurrences WHERE id IN (
       SELECT id FROM occurrences INDEXED BY occurrences_by_end ORDER BY ended_at LIMIT :limit)`,
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM occurrences').pluck()
  // What a row takes with its index entries, from the newest thousand.
  const averageBytes = db
    .prepare<[], number | null>(
      `SELECT avg(300 + length(marks) + length(sums) + ifnull(length(error), 0) + ifnull(length(label), 0)) FROM (
         SELECT marks, sums, error, label FROM occurrences ORDER BY ended_at DESC LIMIT 1000)`,
    )
    .pluck()
  return {
    removeBefore: (before, limit) => {
      removed()
      return removeBefore.run({ before, limit }).changes
    },
    removeOldestBeyond: (bytes, limit) => {
      removed()
      const size = (count.get() ?? 0) * (averageBytes.get() ?? 0)
      return size > bytes ? removeOldest.run({ limit }).changes : 0
    },
  }
}

function pageOf(db: Database, walk: (typeof WALKS)[keyof typeof WALKS]): Statement<[PageValues], Row> {
  return db.prepare<[PageValues], Row>(
    `SELECT ${COLUMNS} FROM occurrences ${walk}
       (ended_at, id) < (:beforeAt, :beforeId) AND ended_at >= :since
       AND (:jobId IS NULL OR job_id = :jobId) AND (:sourceId IS NULL OR source_id = :sourceId)
       AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
       AND (:results IS NULL OR result IN (SELECT value FROM json_each(:results)) OR (:ofMerged = 1 AND merged_count > 1))
       AND (:triggers IS NULL OR trigger IN (SELECT value FROM json_each(:triggers)))
     ORDER BY ended_at DESC, id DESC LIMIT :limit`,
  )
}

function pageValues(query: OccurrenceQuery, before: { at: number; id: string }, limit: number): PageValues {
  return {
    jobId: query.jobId ?? null,
    sourceId: query.sourceId ?? null,
    kinds: query.kinds ? JSON.stringify(query.kinds) : null,
    results: query.results ? JSON.stringify(query.results) : null,
    // Due times that were merged are one row, whatever became of it, that says how many it stands for.
    ofMerged: query.results?.includes('merged') ? 1 : 0,
    triggers: query.triggers ? JSON.stringify(query.triggers) : null,
    since: query.since ?? Number.MIN_SAFE_INTEGER,
    beforeAt: before.at,
    beforeId: before.id,
    limit,
  }
}

function viewOf(row: Row): OccurrenceView {
  const { marksJson, errorJson, sumsJson, waitedJson, ...rest } = row
  return {
    ...rest,
    marks: JSON.parse(marksJson) as OccurrenceMark[],
    error: errorJson === null ? null : (JSON.parse(errorJson) as JobError),
    sums: JSON.parse(sumsJson) as RunSums,
    ...(waitedJson === null ? {} : { waited: JSON.parse(waitedJson) as Waited }),
  }
}

function parseCursor(text: string): { at: number; id: string } | null {
  const [, at, id] = /^(-?\d+):(.+)$/s.exec(text) ?? []
  return at === undefined || id === undefined ? null : { at: Number(at), id }
}
