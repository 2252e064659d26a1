// Answers what is asked about jobs: pages of views and counts, of what is committed. Filtering and order are the store's.
import { granted, type Reply, refused } from '@shared/errors'
import { type JobQuery, type JobView, jobQuerySchema, type Page } from '@shared/jobs/job'
import type { Parts } from './parts'
import { jobView } from './views'

const PAGE_ROWS = 100

export function pageOf(parts: Parts, query: JobQuery): Reply<Page<JobView>> {
  const problem = queryProblem(query)
  if (problem) return problem
  const page = parts.store.listing.page(query, query.limit ?? PAGE_ROWS)
  if (page === 'bad_cursor') return refused('bad_cursor', 'That is not a page that was given out.')
  return granted({ rows: page.rows.map((job) => jobView(parts, job)), next: page.next })
}

export function countOf(parts: Parts, query: JobQuery): Reply<number> {
  return queryProblem(query) ?? granted(parts.store.listing.count(query))
}

/** An empty list is refused: it is a mistake, and reading it as "all" is how everything gets cancelled (semantics 1.14). */
function queryProblem(query: JobQuery): Extract<Reply<never>, { ok: false }> | null {
  const shape = jobQuerySchema.safeParse(query)
  if (!shape.success) return refused('invalid_query', shape.error.issues[0]?.message ?? 'invalid')
  const empty = Object.entries(query).find(([, value]) => Array.isArray(value) && value.length === 0)
  return empty ? refused('empty_list', `An empty list of ${empty[0]} asks for nothing.`) : null
}
