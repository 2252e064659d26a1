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

/** `const name = useJobName(); name(job)`: its label, else its source's name, else its kind's title. */
export function useJobName(): (job: Named) => string {
  const sources = useSources()
  const text = useText()
  return useMemo(() => (job: Named) => jobTitle(job, text, (id) => sources.get(id)?.name), [sources, text])
}
