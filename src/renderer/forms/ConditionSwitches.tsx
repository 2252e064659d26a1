// Conditions of its own as switches, of a source, a destination or a job. Which of them there are to choose from is the form's.
import type { ConstraintChoices } from '@shared/jobs/constraints'
import { useText } from '../app/words'
import { Switch } from '../ui/Switch'
import { isSet, type OwnCondition, withCondition } from './ownConditions'

export interface ConditionSwitchesProps {
  label: string
  conditions: readonly OwnCondition[]
  constraints: ConstraintChoices
  onChange: (constraints: ConstraintChoices) => void
}

export function ConditionSwitches({ label, conditions, constraints, onChange }: ConditionSwitchesProps) {
  const text = useText()
  return (
    <div role="group" aria-label={label} className="flex flex-col items-start gap-2">
      {conditions.map((condition) => (
        <Switch
          key={condition.id}
          showLabel
          label={text(condition.word)}
          checked={isSet(constraints, condition)}
          onChange={(on) => onChange(withCondition(constraints, condition, on))}
        />
      ))}
    </div>
  )
}
