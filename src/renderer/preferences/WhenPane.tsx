// When to run: whether at all, and what the computer must be like for what runs by itself.
import { MINUTE_MS } from '@shared/time'
import { useText } from '../app/words'
import { NumberField } from '../ui/Fields'
import { FormRow } from '../ui/FormRow'
import { Switch } from '../ui/Switch'
import type { PaneProps } from './paneProps'
import { QuietHoursRows } from './QuietHoursRows'

const MOST_IDLE_MINUTES = 60
const LEAST_BATTERY_PERCENT = 5
const MOST_BATTERY_PERCENT = 95

export function WhenPane(props: PaneProps) {
  const { preferences, set } = props
  const text = useText()
  return (
    <>
      <FormRow label={text('preferences:background_work')} hint={text('preferences:background_work_hint')}>
        <Switch
          label={text('preferences:background_work')}
          checked={preferences.backgroundWork}
          onChange={(backgroundWork) => set({ backgroundWork })}
        />
      </FormRow>
      <FormRow label={text('preferences:only_charging')} hint={text('preferences:only_charging_hint')}>
        <Switch
          label={text('preferences:only_charging')}
          checked={preferences.onlyWhenCharging}
          onChange={(onlyWhenCharging) => set({ onlyWhenCharging })}
        />
      </FormRow>
      <FormRow label={text('preferences:only_idle')} hint={text('preferences:only_idle_hint')}>
        <Switch
          label={text('preferences:only_idle')}
          checked={preferences.onlyWhenIdle}
          onChange={(onlyWhenIdle) => set({ onlyWhenIdle })}
        />
      </FormRow>
      <FormRow label={text('preferences:idle_after')} hint={text('preferences:idle_after_hint')}>
        <NumberField
          label={text('preferences:idle_after')}
          value={Math.round(preferences.idleAfterMs / MINUTE_MS)}
          min={1}
          max={MOST_IDLE_MINUTES}
          unit={text('preferences:minutes')}
          onChange={(minutes) => set({ idleAfterMs: minutes * MINUTE_MS })}
        />
      </FormRow>
      <BatteryRows {...props} />
      <QuietHoursRows {...props} />
      <p className="pt-3 text-ink-3 text-small">{text('preferences:run_now_hint')}</p>
    </>
  )
}

function BatteryRows({ preferences, set }: PaneProps) {
  const text = useText()
  return (
    <>
      <FormRow label={text('preferences:battery_threshold')} hint={text('preferences:battery_threshold_hint')}>
        <NumberField
          label={text('preferences:battery_threshold')}
          value={preferences.batteryThresholdPercent}
          min={LEAST_BATTERY_PERCENT}
          max={MOST_BATTERY_PERCENT}
          step={5}
          unit={text('preferences:percent')}
          onChange={(batteryThresholdPercent) => set({ batteryThresholdPercent })}
        />
      </FormRow>
      <FormRow label={text('preferences:saver')} hint={text('preferences:saver_hint')}>
        <Switch
          label={text('preferences:saver')}
          checked={preferences.waitOnBatterySaver}
          onChange={(waitOnBatterySaver) => set({ waitOnBatterySaver })}
        />
      </FormRow>
    </>
  )
}
