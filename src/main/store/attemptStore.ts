// Rows of live attempts: at most one for a job, gone when it has ended. What is left of an attempt is its occurrence.
import type { AttemptRows } from '@shared/engineStore'
import type { AttemptRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

const COLUMNS = `id, job_id AS jobId, kind, source_id AS sourceId, label, instance_id AS instanceId, epoch, trigger, attempt,
  generation, override_generation AS overrideGeneration, expedited, due_at AS dueAt, merged_count AS mergedCount,
  started_at AS startedAt, needs AS needsJson, marks AS marksJson, names AS namesJson, stop_reason AS stopReason`

export function createAttemptStore(db: Database): AttemptRows {
  const open = db.prepare<[AttemptRecord]>(
    `INSERT INTO attempts (id, job_id, kind, source_id, label, instance_id, epoch, trigger, attempt, generation,
       override_generation, expedited, due_at, merged_count, started_at, needs, marks, names, stop_reason)
     VALUES (:id, :jobId, :kind, :sourceId, :label, :instanceId, :epoch, :trigger, :attempt, :generation,
       :overrideGeneration, :expedited, :dueAt, :mergedCount, :startedAt, :needsJson, :marksJson, :namesJson, :stopReason)`,
  )
  const markStopping = db.prepare<{ id: string; reason: string }>(
    'UPDATE attempts SET stop_reason = :reason WHERE id = :id AND stop_reason IS NULL',
  )
  const close = db.prepare<{ id: string }>('DELETE FROM attempts WHERE id = :id')
  const get = db.prepare<{ id: string }, AttemptRecord>(`SELECT ${COLUMNS} FROM attempts WHERE id = :id`)
  const ofJob = db.prepare<{ jobId: string }, AttemptRecord>(`SELECT ${COLUMNS} FROM attempts WHERE job_id = :jobId`)
  const all = db.prepare<[], AttemptRecord>(`SELECT ${COLUMNS} FROM attempts ORDER BY epoch`)
  return {
    open: (attempt) => void open.run(attempt),
    markStopping: (id, reason) => markStopping.run({ id, reason }).changes === 1,
    close: (id) => void close.run({ id }),
    get: (id) => get.get({ id }),
    ofJob: (jobId) => ofJob.get({ jobId }),
    all: () => all.all(),
  }
}
