// Statements over many jobs that run rarely: at start, after a clock jump, when a hold ends, at retention. They may walk the table;
// nothing that runs with every plan belongs here.
import type { JobSweeps } from '@shared/engineStore'
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { JOB_COLUMNS } from './jobColumns'

export function createJobSweeps(db: Database): JobSweeps {
  const select = <P extends Record<string, unknown>>(where: string) =>
    db.prepare<P, JobRecord>(`SELECT ${JOB_COLUMNS} FROM jobs WHERE ${where}`)
  const waiting = select<{ reason: string; sourceId: string | null; jobId: string | null }>(
    `state = 'enqueued' AND hold_reason = :reason AND (:sourceId IS NULL OR source_id = :sourceId)
       AND (:jobId IS NULL OR id = :jobId)`,
  )
  const heldWith = select<{ mask: number }>("state = 'enqueued' AND held > 0 AND held & :mask")
  const running = select<Record<string, never>>("state = 'running'")
  const clearProgress = db.prepare<[]>('UPDATE jobs SET progress = NULL WHERE progress IS NOT NULL')
  const missed = select<{ before: number }>(
    "state = 'enqueued' AND missed = 'skip' AND due_at < :before AND (cron IS NOT NULL OR every_ms IS NOT NULL)",
  )
  const ahead = select<{ now: number }>("state = 'enqueued' AND last_enqueued_at > :now")
  const prunable = db
    .prepare<{ before: number | null; limit: number }, string>(
      `SELECT id FROM jobs INDEXED BY jobs_finished
       WHERE finished_at IS NOT NULL AND (:before IS NULL OR finished_at + ifnull(keep_for_ms, 0) < :before)
         AND NOT EXISTS (
           SELECT 1 FROM job_dependencies JOIN jobs AS child ON child.id = job_dependencies.child_id
           WHERE job_dependencies.parent_id = jobs.id AND child.finished_at IS NULL)
       ORDER BY finished_at LIMIT :limit`,
    )
    .pluck()
  return {
    waiting: (reason, filter) =>
      waiting.all({ reason, sourceId: filter.sourceId ?? null, jobId: filter.jobId ?? null }),
    heldWith: (mask) => heldWith.all({ mask }),
    running: () => running.all({}),
    clearProgress: () => void clearProgress.run(),
    missedSkippable: (before) => missed.all({ before }),
    anchoredAfter: (now) => ahead.all({ now }),
    prunable: (finishedBefore, limit) => prunable.all({ before: finishedBefore, limit }),
  }
}
