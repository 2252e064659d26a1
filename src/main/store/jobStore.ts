// Rows of jobs and what hangs on them: tags, names, dependencies. Which job runs next is jobPicks.ts, what a page shows jobListing.ts.
// A write is compare-and-set on the state the engine believes the job to be in.
import type { JobRows } from '@shared/engineStore'
import type { JobState } from '@shared/jobs/job'
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import {
  INSERT_JOB,
  INSERT_PLAIN_JOB,
  isPlain,
  JOB_COLUMNS,
  WRITE_JOB,
  WRITE_LIFE,
  WRITE_RUN,
  widthOf,
} from './jobColumns'

const UNFINISHED = "jobs.state IN ('enqueued', 'running', 'blocked')"

export interface KeptJobs extends JobRows {
  /** What is kept may not be what is stored: something was rolled back. */
  forget(): void
}

/**
 * Rows of running jobs, as many as there are slots, are kept from their start: their end asks for them next.
 * @throws from write() when the row is missing or in another state: a bug of the caller, and its transaction rolls back.
 */
export function createJobStore(db: Database): KeptJobs {
  type Write = [JobRecord & { expected: JobState }]
  const insert = db.prepare<[JobRecord]>(INSERT_JOB)
  const insertPlain = db.prepare<[JobRecord]>(INSERT_PLAIN_JOB)
  const writes = {
    run: db.prepare<Write>(WRITE_RUN),
    life: db.prepare<Write>(WRITE_LIFE),
    job: db.prepare<Write>(WRITE_JOB),
  }
  const running = new Map<string, JobRecord>()
  const remove = db.prepare<{ id: string }>('DELETE FROM jobs WHERE id = :id')
  const stored = db.prepare<{ id: string }, JobRecord>(`SELECT ${JOB_COLUMNS} FROM jobs WHERE id = :id`)
  const get = (id: string): JobRecord | undefined => running.get(id) ?? stored.get({ id })
  const { add: addLabels, ...labels } = labelRows(db)
  const family = familyRows(db, get)
  return {
    ...family,
    ...labels,
    ...jobLookups(db),
    insert: (job, tags, names) => {
      const statement = isPlain(job) ? insertPlain : insert
      statement.run(job)
      addLabels(job, tags, names)
    },
    write: (job, before) => {
      const { id } = job
      const expected = before.state
      if (writes[widthOf(before, job)].run({ ...job, expected }).changes !== 1) {
        throw new Error(`job ${id} is not ${expected} any more`)
      }
      if (job.state === 'running') running.set(id, job)
      else running.delete(id)
    },
    remove: (id) => {
      running.delete(id)
      remove.run({ id })
    },
    forget: () => running.clear(),
    get,
  }
}

type JobLookups = Pick<JobRows, 'named' | 'unfinishedTagged' | 'unfinished' | 'periodicOfSource'>

function jobLookups(db: Database): JobLookups {
  const named = db.prepare<{ name: string }, JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM job_names CROSS JOIN jobs ON jobs.id = job_names.job_id WHERE job_names.name = :name`,
  )
  // By a tag of its own, or by its kind: that of its gate, of its row where no gate's index has it.
  const tagged = db.prepare<{ tag: string }, JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM job_tags CROSS JOIN jobs ON jobs.id = job_tags.job_id WHERE job_tags.tag = :tag AND ${UNFINISHED}
     UNION ALL
     SELECT ${JOB_COLUMNS} FROM gates CROSS JOIN jobs INDEXED BY jobs_due ON jobs.gate_id = gates.id
       WHERE gates.kind = :tag AND jobs.state = 'enqueued' AND jobs.held = 0
     UNION ALL
     SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_held WHERE state = 'enqueued' AND held > 0 AND kind = :tag
     UNION ALL
     SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_listed WHERE state = 'blocked' AND state <> 'running' AND kind = :tag
     UNION ALL
     SELECT ${JOB_COLUMNS} FROM attempts CROSS JOIN jobs ON jobs.id = attempts.job_id WHERE jobs.state = 'running' AND jobs.kind = :tag`,
  )
  const unfinished = db.prepare<{ limit: number }, JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM jobs INDEXED BY jobs_listed
       WHERE state IN ('enqueued', 'blocked') AND state <> 'running'
     UNION ALL
     SELECT ${JOB_COLUMNS} FROM attempts CROSS JOIN jobs ON jobs.id = attempts.job_id WHERE jobs.state = 'running'
     LIMIT :limit`,
  )
  const periodic = db.prepare<{ kind: string; sourceId: string }, JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM jobs WHERE source_id = :sourceId AND kind = :kind
       AND (every_ms IS NOT NULL OR cron IS NOT NULL) AND ${UNFINISHED}`,
  )
  return {
    named: (name) => named.all({ name }),
    unfinishedTagged: (tag) => tagged.all({ tag }),
    unfinished: (limit) => unfinished.all({ limit }),
    periodicOfSource: (kind, sourceId) => periodic.all({ kind, sourceId }),
  }
}

interface LabelRows extends Pick<JobRows, 'tagsOf' | 'setTags' | 'namesOf'> {
  add: (job: JobRecord, tags: readonly string[], names: readonly string[]) => void
}

/**
 * A job's kind is a tag of it and is in its row. A key stands in a concatenation where its value would have the statement planned anew at
 * each call (jobPicks.ts).
 */
function labelRows(db: Database): LabelRows {
  const addTag = db.prepare<{ id: string; tag: string }>(
    'INSERT OR IGNORE INTO job_tags (job_id, tag) VALUES (:id, :tag)',
  )
  const addName = db.prepare<{ id: string; name: string }>(
    'INSERT OR IGNORE INTO job_names (job_id, name) VALUES (:id, :name)',
  )
  const clearTags = db.prepare<{ id: string }>('DELETE FROM job_tags WHERE job_id = :id')
  const own = db
    .prepare<{ id: string }, string>("SELECT tag FROM job_tags WHERE job_id = :id || '' ORDER BY tag")
    .pluck()
  const names = db
    .prepare<{ id: string }, string>("SELECT name FROM job_names WHERE job_id = :id || '' ORDER BY name")
    .pluck()
  const addTags = ({ id, kind }: Pick<JobRecord, 'id' | 'kind'>, tags: readonly string[]): void => {
    for (const tag of tags) if (tag !== kind) addTag.run({ id, tag })
  }
  return {
    add: (job, tags, ofNames) => {
      addTags(job, tags)
      for (const name of ofNames) addName.run({ id: job.id, name })
    },
    tagsOf: ({ id, kind }) => {
      const tags = own.all({ id })
      return tags.length === 0 ? [kind] : [kind, ...tags].toSorted()
    },
    setTags: (job, tags) => {
      clearTags.run({ id: job.id })
      addTags(job, tags)
    },
    namesOf: (id) => names.all({ id }),
  }
}

type FamilyRows = Pick<JobRows, 'addDependency' | 'parentsOf' | 'childrenOf' | 'hasChildren' | 'hasUnfinishedParent'>

/** Ids first, rows by id: most jobs have no family, and a join over all columns costs fifty times as much to find nothing. */
function familyRows(db: Database, get: (id: string) => JobRecord | undefined): FamilyRows {
  const add = db.prepare<{ parentId: string; childId: string }>(
    'INSERT OR IGNORE INTO job_dependencies (parent_id, child_id) VALUES (:parentId, :childId)',
  )
  const ids = (sql: string) => db.prepare<{ id: string }, string>(sql).pluck()
  const parents = ids('SELECT parent_id FROM job_dependencies WHERE child_id = :id')
  const children = ids('SELECT child_id FROM job_dependencies WHERE parent_id = :id')
  // Newest first: of many parents the last to begin is the last to end, so the first look mostly finds it.
  const unfinishedParent = ids(
    `SELECT parent_id FROM job_dependencies INDEXED BY job_dependencies_by_child
     CROSS JOIN jobs AS parent ON parent.id = job_dependencies.parent_id
     WHERE child_id = :id AND parent.state <> 'succeeded' ORDER BY parent_id DESC LIMIT 1`,
  )
  const rows = (found: readonly string[]): JobRecord[] => found.flatMap((id) => get(id) ?? [])
  return {
    addDependency: (parentId, childId) => void add.run({ parentId, childId }),
    // Later-finished parents come later: the order in which outputs are merged (semantics 1.31).
    parentsOf: (id) =>
      rows(parents.all({ id })).toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || (a.id < b.id ? -1 : 1)),
    childrenOf: (id) => rows(children.all({ id })),
    hasChildren: (id) => children.get({ id }) !== undefined,
    hasUnfinishedParent: (id) => unfinishedParent.get({ id }) !== undefined,
  }
}
