// How often something runs: one of the usual intervals, or, where a default exists, that default.
import { DAY_MS } from '@shared/time'
import { useLanguage, useText } from '../app/words'
import { durationText } from './duration'
import { intervalChoices } from './intervalChoices'
import { Select } from './Select'

const DEFAULT = 'default'

export interface IntervalSelectProps {
  label: string
  /** ms; null: the default. */
  value: number | null
  /** ms; offered as the first choice where it may be followed. */
  defaultMs?: number | undefined
  onChange: (value: number | null) => void
}

export function IntervalSelect({ label, value, defaultMs, onChange }: IntervalSelectProps) {
  const text = useText()
  const every = useEveryText()
  const choices = intervalChoices(value).map((ms) => ({ value: String(ms), label: every(ms) }))
  const usual =
    defaultMs === undefined
      ? []
      : [{ value: DEFAULT, label: text('sources:interval_default', { duration: every(defaultMs) }) }]
  return (
    <Select
      label={label}
      value={value === null ? DEFAULT : String(value)}
      options={[...usual, ...choices]}
      onChange={(next) => onChange(next === DEFAULT ? null : Number(next))}
    />
  )
}

/** '15 min', '6 hr', '1 day': whole days as days. */
export function useEveryText(): (ms: number) => string {
  const language = useLanguage()
  const days = new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' })
  return (ms) => (ms >= DAY_MS && ms % DAY_MS === 0 ? days.format(ms / DAY_MS) : durationText(ms, language))
}
