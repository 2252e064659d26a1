// The standing sync of each source, live, by the source's id.
import type { JobView } from '@shared/jobs/job'
import { useMemo } from 'react'
import { useAnswer } from '../client'

const MOST_SOURCES = 500

/** undefined until known. */
export function useSyncJobs(): ReadonlyMap<string, JobView> | undefined {
  const { data } = useAnswer('jobs.query', {
    kinds: ['feed.sync'],
    states: ['enqueued', 'running', 'blocked'],
    limit: MOST_SOURCES,
  })
  return useMemo(
    () => data && new Map(data.rows.flatMap((job) => (job.sourceId === null ? [] : [[job.sourceId, job] as const]))),
    [data],
  )
}
