// What the history is narrowed to: a kind, a result, one job.

import { kindNames } from '@shared/jobs/kinds'
import type { OccurrenceQuery } from '@shared/jobs/occurrence'
import { type OccurrenceResult, occurrenceResults } from '@shared/jobs/outcome'
import { kindTitle } from '@shared/statusLine'
import { useJobName } from '../app/names'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Select } from '../ui/Select'

export interface Filters {
  kind: string
  result: OccurrenceResult | 'any'
  jobId: string | null
}

export const noFilters: Filters = { kind: 'any', result: 'any', jobId: null }

/** The filters as main understands them. */
export function queryOf({ kind, result, jobId }: Filters): Omit<OccurrenceQuery, 'after' | 'limit'> {
  return {
    ...(kind === 'any' ? {} : { kinds: [kind] }),
    ...(result === 'any' ? {} : { results: [result] }),
    ...(jobId === null ? {} : { jobId }),
  }
}

export function FilterBar({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const text = useText()
  return (
    <>
      <Select
        label={text('history:filter_kind')}
        value={filters.kind}
        onChange={(kind) => onChange({ ...filters, kind })}
        options={[
          { value: 'any', label: text('history:any_kind') },
          ...kindNames.map((kind) => ({ value: kind as string, label: kindTitle(kind, text) })),
        ]}
      />
      <Select<Filters['result']>
        label={text('history:filter_result')}
        value={filters.result}
        onChange={(result) => onChange({ ...filters, result })}
        options={[
          { value: 'any', label: text('history:any_result') },
          ...occurrenceResults.map((result) => ({ value: result, label: text(`words:result_${result}`) })),
        ]}
      />
      {filters.jobId === null ? null : <OnlyJob jobId={filters.jobId} />}
    </>
  )
}

function OnlyJob({ jobId }: { jobId: string }) {
  const text = useText()
  const nameOf = useJobName()
  const { data: job } = useAnswer('jobs.get', { id: jobId })
  return <span className="truncate text-ink-2">{text('history:only_job', { name: job ? nameOf(job) : jobId })}</span>
}
