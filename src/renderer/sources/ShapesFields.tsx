// What is done about records of another shape than the table's (PULL-17), and whether the newest come first (D31).
import type { TextKey } from '@shared/i18n/text'
import type { Shapes } from '@shared/pullSettings'
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import { Group, type GroupProps, Pair, useWrong } from './pullControls'

type Policy = Shapes['newField']

const policies: Readonly<Record<keyof Shapes, Partial<Record<Policy, TextKey>>>> = {
  newField: {
    evolve: 'pulling:newField_evolve',
    set_aside: 'pulling:shape_set_aside',
    ignore: 'pulling:newField_ignore',
    stop: 'pulling:shape_stop',
  },
  typeChange: {
    evolve: 'pulling:typeChange_evolve',
    set_aside: 'pulling:shape_set_aside',
    ignore: 'pulling:typeChange_ignore',
    stop: 'pulling:shape_stop',
  },
  // To leave out what is missing is to leave its cell empty.
  missingField: {
    evolve: 'pulling:missingField_evolve',
    set_aside: 'pulling:shape_set_aside',
    stop: 'pulling:shape_stop',
  },
}

export function ShapesFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const wrong = useWrong(errors)('newestFirst')
  return (
    <Group title="pulling:shapes">
      <Pair>
        {(['newField', 'typeChange', 'missingField'] as const).map((what) => (
          <PolicyField
            key={what}
            what={what}
            value={pull.shapes[what]}
            onChange={(policy) => set({ shapes: { ...pull.shapes, [what]: policy } })}
          />
        ))}
      </Pair>
      <Switch
        showLabel
        label={text('pulling:newest_first')}
        checked={pull.newestFirst}
        onChange={(newestFirst) => set({ newestFirst })}
      />
      {wrong === null ? null : (
        <p role="alert" className="text-bad text-small">
          {wrong}
        </p>
      )}
    </Group>
  )
}

interface PolicyFieldProps {
  what: keyof Shapes
  value: Policy
  onChange: (policy: Policy) => void
}

function PolicyField({ what, value, onChange }: PolicyFieldProps) {
  const text = useText()
  const label = text(`pulling:shapes_${what}`)
  const options = Object.entries(policies[what]).map(([policy, key]) => ({ value: policy as Policy, label: text(key) }))
  const isListed = options.some((option) => option.value === value)
  return (
    <LabelledField label={label}>
      <Select label={label} value={isListed ? value : 'evolve'} options={options} onChange={onChange} />
    </LabelledField>
  )
}
