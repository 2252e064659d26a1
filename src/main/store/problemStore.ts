// Rows of what needs the user (OBS-3), at most one for a job, and the few numbers the engine keeps about itself.
import type { FactRows, ProblemRows } from '@shared/engineStore'
import type { ProblemRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

const COLUMNS = 'job_id AS jobId, kind, source_id AS sourceId, label, code, message, since'

export function createProblemStore(db: Database): ProblemRows {
  const codeOf = db.prepare<{ jobId: string }, string>('SELECT code FROM problems WHERE job_id = :jobId').pluck()
  const put = db.prepare<[ProblemRecord]>(
    `INSERT INTO problems (job_id, kind, source_id, label, code, message, since)
     VALUES (:jobId, :kind, :sourceId, :label, :code, :message, :since)
     ON CONFLICT (job_id) DO UPDATE SET code = excluded.code, message = excluded.message`,
  )
  const remove = db.prepare<{ jobId: string }>('DELETE FROM problems WHERE job_id = :jobId')
  const some = db.prepare<{ limit: number }, ProblemRecord>(
    `SELECT ${COLUMNS} FROM problems INDEXED BY problems_by_time ORDER BY since DESC, job_id DESC LIMIT :limit`,
  )
  const withCode = db.prepare<{ code: string; sourceId: string | null }, ProblemRecord>(
    `SELECT ${COLUMNS} FROM problems WHERE code = :code AND (:sourceId IS NULL OR source_id = :sourceId)`,
  )
  return {
    put: (problem) => {
      const known = codeOf.get({ jobId: problem.jobId })
      put.run(problem)
      return known !== problem.code
    },
    remove: (jobId) => remove.run({ jobId }).changes === 1,
    some: (limit) => some.all({ limit }),
    withCode: (code, sourceId) => withCode.all({ code, sourceId: sourceId ?? null }),
  }
}

export function createFactStore(db: Database): FactRows {
  const get = db.prepare<{ name: string }, number>('SELECT value FROM facts WHERE name = :name').pluck()
  const set = db.prepare<{ name: string; value: number }>(
    'INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  return {
    number: (name) => get.get({ name }) ?? null,
    setNumber: (name, value) => void set.run({ name, value }),
  }
}
