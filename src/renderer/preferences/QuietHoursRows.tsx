// Quiet hours: whether there are any, from when to when, and on which days they begin. Half hours are offered; another minute that a file
// holds is shown too. What is quiet when is the engine's.
import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { QuietHours } from '@shared/preferences'
import { useId } from 'react'
import { useLanguage, useText } from '../app/words'
import { FormRow } from '../ui/FormRow'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import type { PaneProps } from './paneProps'
import { clockText, dayNames, timeChoices } from './quietTimes'

export function QuietHoursRows({ preferences, set }: PaneProps) {
  const text = useText()
  const { quietHours } = preferences
  const change = (part: Partial<QuietHours>) => set({ quietHours: { ...quietHours, ...part } })
  return (
    <>
      <FormRow label={text('preferences:quiet')} hint={text('preferences:quiet_hint')}>
        <Switch
          label={text('preferences:quiet')}
          checked={quietHours.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </FormRow>
      {quietHours.enabled ? <QuietTimes hours={quietHours} onChange={change} /> : null}
    </>
  )
}

function QuietTimes({ hours, onChange }: { hours: QuietHours; onChange: (part: Partial<QuietHours>) => void }) {
  const text = useText()
  const { fromMinute, toMinute, days } = hours
  const options = (value: number, except: number) =>
    timeChoices(value, except).map((minute) => ({ value: String(minute), label: clockText(minute) }))
  return (
    <>
      <FormRow label={text('preferences:quiet_between')}>
        <span className="flex items-center gap-2">
          <Select
            label={text('preferences:quiet_from')}
            value={String(fromMinute)}
            options={options(fromMinute, toMinute)}
            onChange={(minute) => onChange({ fromMinute: Number(minute) })}
          />
          <span aria-hidden className="text-ink-3">
            –
          </span>
          <Select
            label={text('preferences:quiet_to')}
            value={String(toMinute)}
            options={options(toMinute, fromMinute)}
            onChange={(minute) => onChange({ toMinute: Number(minute) })}
          />
        </span>
      </FormRow>
      <QuietDays days={days} onChange={(next) => onChange({ days: next })} />
    </>
  )
}

/** As a FormRow, but seven toggles go below their name where there is no room beside it. A pressed one: they begin on that day. */
function QuietDays({ days, onChange }: { days: readonly number[]; onChange: (days: number[]) => void }) {
  const text = useText()
  const id = useId()
  const names = dayNames(useLanguage())
  return (
    <div className="border-line border-b py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1.5">
        <span id={`${id}-label`}>{text('preferences:quiet_days')}</span>
        <ToggleGroup
          multiple
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-hint`}
          value={days.map(String)}
          onValueChange={(next) => onChange(next.map(Number).toSorted((a, b) => a - b))}
          className="flex gap-1"
        >
          {names.map(({ day, short, long }) => (
            <Toggle key={day} value={String(day)} aria-label={long} className={dayLook}>
              {short}
            </Toggle>
          ))}
        </ToggleGroup>
      </div>
      <p id={`${id}-hint`} className="max-w-[58ch] pt-0.5 text-ink-3 text-small">
        {text(days.length === 0 ? 'preferences:quiet_no_day' : 'preferences:quiet_days_hint')}
      </p>
    </div>
  )
}

const dayLook =
  'h-7 min-w-9 rounded-medium px-1.5 text-ink-2 text-small shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover ' +
  'data-[pressed]:bg-accent data-[pressed]:font-medium data-[pressed]:text-on-accent data-[pressed]:shadow-none'
