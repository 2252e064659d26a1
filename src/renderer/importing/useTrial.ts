// A check of an import: the job that only counts, how far it is, and what it found (IMP-8).

import { useState } from 'react'
import { z } from 'zod'
import { useTrack } from '../app/liveUpdates'
import { useAct, useAnswer } from '../client'
import type { Track } from '../ui/progressTrack'

const foundSchema = z.object({
  rowsRead: z.number(),
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  setAside: z.number(),
})
export type Found = z.infer<typeof foundSchema>

export interface Trial {
  begin: (jobId: string) => void
  /** It was changed since: what was found says nothing any more. */
  forget: () => void
  state: 'none' | 'running' | 'done' | 'failed'
  track: Track | null
  found: Found | null
  stop: () => void
  stopping: boolean
}

export function useTrial(): Trial {
  const [jobId, setJobId] = useState<string | null>(null)
  const job = useAnswer('jobs.get', { id: jobId ?? '' }, { enabled: jobId !== null })
  const track = useTrack(jobId ?? '', job.data?.progress ?? null)
  const cancel = useAct('jobs.cancel')
  const found = foundSchema.safeParse(job.data?.output)
  const ended = job.data?.state
  const state = jobId === null ? 'none' : ended === 'succeeded' ? 'done' : isOver(ended) ? 'failed' : 'running'
  return {
    begin: setJobId,
    forget: () => setJobId(null),
    state,
    track,
    found: state === 'done' && found.success ? found.data : null,
    stop: () => (jobId === null ? undefined : cancel.mutate({ id: jobId })),
    stopping: cancel.isPending,
  }
}

function isOver(state: string | undefined): boolean {
  return state === 'failed' || state === 'cancelled'
}
