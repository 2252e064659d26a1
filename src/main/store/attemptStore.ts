// Rows of live attempts: at most one for a job, gone when it has ended. What is left of an attempt is its occurrence. They are few and asked
// for many times a turn, so they are kept in memory as well: read once, written to both, read again after anything was rolled back.
import type { AttemptRows } from '@shared/engineStore'
import type { AttemptRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

const COLUMNS = `id, job_id AS jobId, kind, source_id AS sourceId, label, instance_id AS instanceId, epoch, trigger, attempt,
  generation, override_generation AS overrideGeneration, expedited, due_at AS dueAt, merged_count AS mergedCount,
  started_at AS startedAt, needs AS needsJson, marks AS marksJson, names AS namesJson, waited AS waitedJson,
  stop_reason AS stopReason`

export interface KeptAttempts extends AttemptRows {
  /** What is kept may not be what is stored: something was rolled back. */
  forget(): void
}

export function createAttemptStore(db: Database): KeptAttempts {
  const open = db.prepare<[AttemptRecord]>(
    `INSERT INTO attempts (id, job_id, kind, source_id, label, instance_id, epoch, trigger, attempt, generation,
       override_generation, expedited, due_at, merged_count, started_at, needs, marks, names, waited,
       stop_reason)
     VALUES (:id, :jobId, :kind, :sourceId, :label, :instanceId, :epoch, :trigger, :attempt, :generation,
       :overrideGeneration, :expedited, :dueAt, :mergedCount, :startedAt, :needsJson, :marksJson, :namesJson,
       :waitedJson, :stopReason)`,
  )
  const markStopping = db.prepare<{ id: string; reason: string }>(
    'UPDATE attempts SET stop_reason = :reason WHERE id = :id AND stop_reason IS NULL',
  )
  const close = db.prepare<{ id: string }>('DELETE FROM attempts WHERE id = :id')
  const stored = db.prepare<[], AttemptRecord>(`SELECT ${COLUMNS} FROM attempts ORDER BY epoch`)
  /** Oldest first, as epochs only grow. */
  let kept: Map<string, AttemptRecord> | null = null
  const live = (): Map<string, AttemptRecord> => {
    kept ??= new Map(stored.all().map((attempt) => [attempt.id, attempt]))
    return kept
  }
  return {
    open: (attempt) => {
      open.run(attempt)
      live().set(attempt.id, attempt)
    },
    markStopping: (id, stopReason) => {
      if (markStopping.run({ id, reason: stopReason }).changes !== 1) return false
      const attempt = live().get(id)
      if (attempt) live().set(id, { ...attempt, stopReason })
      return true
    },
    close: (id) => {
      close.run({ id })
      live().delete(id)
    },
    get: (id) => live().get(id),
    ofJob: (jobId) => [...live().values()].find((attempt) => attempt.jobId === jobId),
    all: () => [...live().values()],
    forget: () => {
      kept = null
    },
  }
}
