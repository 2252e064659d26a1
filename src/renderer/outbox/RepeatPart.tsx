// The part of the form about how often: once, or each period while the device is as the person says.
import { DAY_MS } from '@shared/time'
import { useText } from '../app/words'
import { ConditionSwitches } from '../forms/ConditionSwitches'
import { ownConditions } from '../forms/ownConditions'
import { IntervalSelect } from '../ui/IntervalSelect'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import type { AddDraft } from './addDraft'

export interface RepeatPartProps {
  draft: AddDraft
  onChange: (part: Partial<AddDraft>) => void
}

export function RepeatPart({ draft, onChange }: RepeatPartProps) {
  const text = useText()
  const isRepeated = draft.everyMs !== null
  return (
    <div className="flex flex-col gap-3">
      <LabelledField label={text('outbox:repeat')} hint={isRepeated ? text('outbox:repeat_hint') : null}>
        <span className="grid grid-cols-2 gap-4">
          <Select
            label={text('outbox:repeat')}
            value={isRepeated ? 'often' : 'once'}
            options={[
              { value: 'once', label: text('outbox:repeat_once') },
              { value: 'often', label: text('outbox:repeat_often') },
            ]}
            onChange={(value) => onChange({ everyMs: value === 'once' ? null : DAY_MS })}
          />
          {isRepeated ? (
            <IntervalSelect
              label={text('outbox:repeat_interval')}
              value={draft.everyMs}
              onChange={(everyMs) => onChange({ everyMs: everyMs ?? DAY_MS })}
            />
          ) : null}
        </span>
      </LabelledField>
      {isRepeated ? (
        <ConditionSwitches
          label={text('outbox:repeat_conditions')}
          conditions={ownConditions.filter(({ id }) => id === 'charging' || id === 'unmetered' || id === 'idle')}
          constraints={draft.constraints}
          onChange={(constraints) => onChange({ constraints })}
        />
      ) : null}
    </div>
  )
}
