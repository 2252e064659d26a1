// The filters of the history: a kind, a result, what started it, a source, a time, one job.
import { kindNames } from '@shared/jobs/kinds'
import { type OccurrenceResult, occurrenceResults, type Trigger, triggers } from '@shared/jobs/outcome'
import { kindTitle } from '@shared/statusLine'
import { useJobName } from '../app/names'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Select } from '../ui/Select'
import { type Filters, type Period, periods } from './filters'

interface FilterProps {
  filters: Filters
  onChange: (filters: Filters) => void
}

export function FilterBar({ filters, onChange }: FilterProps) {
  const text = useText()
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-5 pb-2">
      <Select
        label={text('history:filter_kind')}
        value={filters.kind}
        onChange={(kind) => onChange({ ...filters, kind })}
        options={[
          { value: 'any', label: text('history:any_kind') },
          ...kindNames.map((kind) => ({ value: kind as string, label: kindTitle(kind, text) })),
        ]}
      />
      <Select<OccurrenceResult | 'any'>
        label={text('history:filter_result')}
        value={filters.result}
        onChange={(result) => onChange({ ...filters, result })}
        options={[
          { value: 'any', label: text('history:any_result') },
          ...occurrenceResults.map((result) => ({ value: result, label: text(`words:result_${result}`) })),
        ]}
      />
      <Select<Trigger | 'any'>
        label={text('history:filter_trigger')}
        value={filters.trigger}
        onChange={(trigger) => onChange({ ...filters, trigger })}
        options={[
          { value: 'any', label: text('history:any_trigger') },
          ...triggers.map((trigger) => ({ value: trigger, label: text(`history:trigger_${trigger}`) })),
        ]}
      />
      <OfSource filters={filters} onChange={onChange} />
      <Select<Period>
        label={text('history:filter_period')}
        value={filters.period}
        onChange={(period) => onChange({ ...filters, period })}
        options={periods.map((value) => ({ value, label: text(`history:period_${value}`) }))}
      />
      {filters.jobId === null ? null : <OnlyJob jobId={filters.jobId} />}
    </div>
  )
}

/** Where there are sources, and not within one job: its source is its own. */
function OfSource({ filters, onChange }: FilterProps) {
  const text = useText()
  const { data: sources } = useAnswer('sources.list', {})
  if (!sources || sources.length === 0 || filters.jobId !== null) return null
  return (
    <Select
      label={text('history:filter_source')}
      value={filters.sourceId}
      onChange={(sourceId) => onChange({ ...filters, sourceId })}
      options={[
        { value: 'any', label: text('history:any_source') },
        ...sources.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}

function OnlyJob({ jobId }: { jobId: string }) {
  const text = useText()
  const nameOf = useJobName()
  const { data: job } = useAnswer('jobs.get', { id: jobId })
  const { data: runs } = useAnswer('history.query', { jobId, limit: 1 })
  const known = job ?? runs?.rows[0]
  return <span className="truncate text-ink-2">{text('history:only_job', { name: known ? nameOf(known) : '…' })}</span>
}
