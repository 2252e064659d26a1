// Only what changed: which field tells, which parameter asks for later ones, and how it is compared (PULL-6, PULL-7).
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import { Group, type GroupProps, Line, Pair } from './pullControls'
import type { PullDraft } from './pullDraft'

export function ChangesFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  return (
    <Group title="pulling:changes">
      <Switch
        showLabel
        label={text('pulling:changes_on')}
        checked={pull.isIncremental}
        onChange={(isIncremental) => set({ isIncremental })}
      />
      {pull.isIncremental ? <IncrementalFields pull={pull} set={set} errors={errors} /> : null}
    </Group>
  )
}

function IncrementalFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const { incremental } = pull
  const change = (part: Partial<PullDraft['incremental']>) => set({ incremental: { ...incremental, ...part } })
  return (
    <>
      <Pair>
        <Line
          label="pulling:changes_field"
          value={incremental.field}
          onChange={(field) => change({ field })}
          place="incremental.field"
          errors={errors}
          placeholder="updated_at"
        />
        <Line
          label="pulling:changes_param"
          value={incremental.param}
          onChange={(param) => change({ param })}
          place="incremental.param"
          errors={errors}
          placeholder="since"
        />
        <CompareField value={incremental.compare} onChange={(compare) => change({ compare })} />
        {incremental.compare === 'time' ? (
          <Line
            isNumber
            label="pulling:changes_lag"
            value={incremental.lagS}
            onChange={(lagS) => change({ lagS })}
            place="incremental.lagMs"
            errors={errors}
            hint="pulling:changes_lag_hint"
          />
        ) : null}
      </Pair>
      <Switch
        showLabel
        label={text('pulling:changes_ascending')}
        checked={incremental.ascending}
        onChange={(ascending) => change({ ascending })}
      />
    </>
  )
}

interface CompareProps {
  value: PullDraft['incremental']['compare']
  onChange: (value: PullDraft['incremental']['compare']) => void
}

function CompareField({ value, onChange }: CompareProps) {
  const text = useText()
  const label = text('pulling:changes_compare')
  return (
    <LabelledField label={label}>
      <Select
        label={label}
        value={value}
        options={(['time', 'integer', 'text'] as const).map((one) => ({
          value: one,
          label: text(`pulling:compare_${one}`),
        }))}
        onChange={onChange}
      />
    </LabelledField>
  )
}
