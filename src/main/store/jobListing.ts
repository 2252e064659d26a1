// Pages and counts of jobs for the views: components AND, values in one OR, in the order (lastEnqueuedAt, id) (semantics 1.14).
// One search per state, merged: no page walks the whole table for its order.
import type { JobListing } from '@shared/engineStore'
import { type JobQuery, type JobState, jobStates } from '@shared/jobs/job'
import type { JobRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'
import { JOB_COLUMNS, LISTED_AT } from './jobColumns'

const NOT_ANCHORED = Number.MAX_SAFE_INTEGER

/** Each component of a query; its lists travel as JSON arrays, its times as they are. A job's kind is one of its tags and not stored as one. */
const FILTERS = {
  ids: 'jobs.id IN (SELECT value FROM json_each(:ids))',
  names: 'jobs.id IN (SELECT job_id FROM job_names WHERE name IN (SELECT value FROM json_each(:names)))',
  tags: `(jobs.id IN (SELECT job_id FROM job_tags WHERE tag IN (SELECT value FROM json_each(:tags)))
    OR jobs.kind IN (SELECT value FROM json_each(:tags)))`,
  allTags: `NOT EXISTS (SELECT 1 FROM json_each(:allTags) AS wanted WHERE wanted.value <> jobs.kind
    AND NOT EXISTS (SELECT 1 FROM job_tags WHERE job_id = jobs.id AND tag = wanted.value))`,
  kinds: 'jobs.kind IN (SELECT value FROM json_each(:kinds))',
  sourceIds: 'jobs.source_id IN (SELECT value FROM json_each(:sourceIds))',
  dueBy: '(jobs.due_at IS NULL OR jobs.due_at <= :dueBy)',
  dueAfter: 'jobs.due_at > :dueAfter',
} as const
type Component = keyof typeof FILTERS
const components = Object.keys(FILTERS) as Component[]

/** Jobs of a state by the index of listing; those that run, which are not in it, by their attempts. */
function ofState(state: JobState): string {
  return state === 'running'
    ? 'jobs.state = :state AND jobs.id IN (SELECT job_id FROM attempts)'
    : "jobs.state = :state AND jobs.state <> 'running'"
}

interface Cursor {
  at: number
  id: string
}

export function createJobListing(db: Database): JobListing {
  const prepared = new Map<string, ReturnType<Database['prepare']>>()
  const statement = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const conditions = (query: JobQuery): string =>
    components
      .filter((component) => query[component] !== undefined)
      .map((component) => ` AND ${FILTERS[component]}`)
      .join('')
  const values = (query: JobQuery): Record<string, string | number> =>
    Object.fromEntries(
      components.flatMap((component) => {
        const value = query[component]
        if (value === undefined) return []
        return [[component, typeof value === 'number' ? value : JSON.stringify(value)]]
      }),
    )

  const pageOfState = (query: JobQuery, state: JobState, after: Cursor, limit: number): JobRecord[] =>
    statement(
      `SELECT ${JOB_COLUMNS} FROM jobs
       WHERE ${ofState(state)} AND (${LISTED_AT}, jobs.id) > (:afterAt, :afterId)${conditions(query)}
       ORDER BY ${LISTED_AT}, jobs.id LIMIT :limit`,
    ).all({ ...values(query), state, afterAt: after.at, afterId: after.id, limit }) as JobRecord[]

  return {
    page: (query, limit) => {
      const after = query.after === undefined ? { at: Number.MIN_SAFE_INTEGER, id: '' } : parseCursor(query.after)
      if (after === null) return 'bad_cursor'
      const states = query.states ?? jobStates
      const found = states.flatMap((state) => pageOfState(query, state, after, limit + 1)).toSorted(inListingOrder)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last ? cursorOf(last) : null }
    },
    count: (query) => {
      let total = 0
      for (const state of query.states ?? jobStates) {
        const sql = `SELECT count(*) AS count FROM jobs WHERE ${ofState(state)}${conditions(query)}`
        total += (statement(sql).get({ ...values(query), state }) as { count: number }).count
      }
      return total
    },
  }
}

function listedAt(job: JobRecord): number {
  return job.lastEnqueuedAt ?? NOT_ANCHORED
}

function inListingOrder(a: JobRecord, b: JobRecord): number {
  return listedAt(a) - listedAt(b) || (a.id < b.id ? -1 : 1)
}

function cursorOf(job: JobRecord): string {
  return `${listedAt(job)}:${job.id}`
}

function parseCursor(text: string): Cursor | null {
  const match = /^(-?\d+):(.+)$/s.exec(text)
  const [, at, id] = match ?? []
  return at === undefined || id === undefined ? null : { at: Number(at), id }
}
