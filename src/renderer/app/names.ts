// What a job is called on this page (shared/statusLine.ts decides), with the sources it may be called after.

import type { SourceView } from '@shared/sources'
import { jobTitle } from '@shared/statusLine'
import { useMemo } from 'react'
import { useAnswer } from '../client'
import { useText } from './words'

export interface Named {
  kind: string
  sourceId: string | null
  label: string | null
}

/** By id. Empty while unknown. */
export function useSources(): ReadonlyMap<string, SourceView> {
  const { data } = useAnswer('sources.list', {})
  return useMemo(() => new Map((data ?? []).map((source) => [source.id, source])), [data])
}

/** `const name = useJobName(); name(job)`: its label, else its source's name, else its kind's title; a sync is what goes by its source's name alone. */
export function useJobName(): (job: Named) => string {
  const sources = useSources()
  const text = useText()
  return useMemo(
    () => (job: Named) => {
      const name = jobTitle(job, text, (id) => sources.get(id)?.name)
      if (job.kind === 'outbox.send') return text('jobs:named_send', { name })
      return job.kind === 'source.forget' ? text('jobs:named_forget', { name }) : name
    },
    [sources, text],
  )
}
