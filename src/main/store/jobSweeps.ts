// Statements over many jobs that run rarely: at start, after a clock jump, when a hold ends, at retention. All but allPrunable find their rows by
// an index; nothing that runs with every plan belongs here.
import type { JobSweeps } from '@shared/engineStore'
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { JOB_COLUMNS, LISTED_AT } from './jobColumns'

export function createJobSweeps(db: Database): JobSweeps {
  const from = (index: string): string =>
    `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY ${index} WHERE state = 'enqueued' AND state <> 'running'`
  const waiting = db.prepare<{ reason: string; sourceId: string | null; jobId: string | null }, JobRecord>(
    `${from('jobs_waiting')} AND hold_reason = :reason AND (:sourceId IS NULL OR source_id = :sourceId)
       AND (:jobId IS NULL OR id = :jobId)`,
  )
  const heldWith = db.prepare<{ mask: number }, JobRecord>(`${from('jobs_held')} AND held > 0 AND held & :mask`)
  const clearProgress = db.prepare<[]>(
    'UPDATE jobs INDEXED BY jobs_progress SET progress = NULL WHERE progress IS NOT NULL',
  )
  const missed = db.prepare<{ before: number }, JobRecord>(
    `${from('jobs_skipping')} AND missed = 'skip' AND due_at < :before AND (cron IS NOT NULL OR every_ms IS NOT NULL)`,
  )
  const ahead = db.prepare<{ now: number }, JobRecord>(
    `${from('jobs_listed')} AND ${LISTED_AT} > :now AND last_enqueued_at > :now`,
  )
  const due = `finished_at IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM job_dependencies CROSS JOIN jobs AS child ON child.id = job_dependencies.child_id
       WHERE job_dependencies.parent_id = jobs.id AND child.finished_at IS NULL)`
  const usually = db
    .prepare<{ before: number; limit: number }, string>(
      `SELECT id FROM jobs INDEXED BY jobs_finished
       WHERE ${due} AND keep_for_ms IS NULL AND finished_at < :before ORDER BY finished_at LIMIT :limit`,
    )
    .pluck()
  const byTheirOwn = db
    .prepare<{ now: number; limit: number }, string>(
      `SELECT id FROM jobs INDEXED BY jobs_kept
       WHERE ${due} AND keep_for_ms IS NOT NULL AND finished_at + keep_for_ms < :now
       ORDER BY finished_at + keep_for_ms LIMIT :limit`,
    )
    .pluck()
  const finished = db.prepare<[], string>(`SELECT id FROM jobs WHERE ${due}`).pluck()
  return {
    waiting: (reason, filter) =>
      waiting.all({ reason, sourceId: filter.sourceId ?? null, jobId: filter.jobId ?? null }),
    heldWith: (mask) => heldWith.all({ mask }),
    clearProgress: () => void clearProgress.run(),
    missedSkippable: (before) => missed.all({ before }),
    anchoredAfter: (now) => ahead.all({ now }),
    prunable: ({ now, usuallyMs }, limit) => {
      const found = usually.all({ before: now - usuallyMs, limit })
      return found.length < limit ? [...found, ...byTheirOwn.all({ now, limit: limit - found.length })] : found
    },
    allPrunable: () => finished.all(),
  }
}
