// Rows of history as figures are made of: those of one job between two times, by index, and nothing of them that is not counted. What they
// come to is main/engine/figures.ts.
import type { OccurrenceRows } from '@shared/engineStore'
import type { RunFigure } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

export const FIGURES_SQL = `SELECT result, merged_count AS mergedCount, started_at AS startedAt, ended_at AS endedAt, waited AS waitedJson,
    json_extract(sums, '$.bytesIn') AS bytesIn, json_extract(sums, '$.bytesOut') AS bytesOut
  FROM occurrences INDEXED BY occurrences_by_job WHERE job_id = :jobId AND ended_at >= :from AND ended_at < :to`

export function createOccurrenceFigures(db: Database): Pick<OccurrenceRows, 'ofJobBetween'> {
  const between = db.prepare<{ jobId: string; from: number; to: number }, RunFigure>(FIGURES_SQL)
  return { ofJobBetween: (jobId, from, to) => between.all({ jobId, from, to }) }
}
