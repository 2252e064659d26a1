// After an act on a source: what the page knows of sources and of their syncs is asked again. Some acts change only what main keeps
// apart from rows, such as a token, or what is computed when read, such as a reason; no event tells of those.
import type { QueryClient } from '@tanstack/react-query'
import { answerKey } from '../client'

export async function lookAgain(queries: QueryClient): Promise<void> {
  const stale = ['sources.list', 'jobs.query', 'jobs.get'] as const
  await Promise.all(stale.map((name) => queries.invalidateQueries({ queryKey: answerKey(name) })))
}
