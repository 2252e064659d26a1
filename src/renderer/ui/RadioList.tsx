// One of a few choices that need a sentence each. Arrow keys move through them; the whole line is the target.
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId } from 'react'

export interface RadioChoice<V extends string> {
  value: V
  label: string
  /** What it means, beneath. */
  hint: string
}

export interface RadioListProps<V extends string> {
  label: string
  value: V
  choices: readonly RadioChoice<V>[]
  onChange: (value: V) => void
}

export function RadioList<V extends string>({ label, value, choices, onChange }: RadioListProps<V>) {
  return (
    <RadioGroup aria-label={label} value={value} onValueChange={onChange} className="flex flex-col">
      {choices.map((choice) => (
        <ChoiceLine key={choice.value} choice={choice} />
      ))}
    </RadioGroup>
  )
}

function ChoiceLine<V extends string>({ choice }: { choice: RadioChoice<V> }) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex items-start gap-3 border-line border-b py-3 last:border-b-0">
      <Radio.Root
        id={id}
        value={choice.value}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-hint`}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full shadow-[inset_0_0_0_1.5px_var(--ink-3)] data-[checked]:bg-accent data-[checked]:shadow-none"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-accent" />
      </Radio.Root>
      <span className="min-w-0">
        <span id={`${id}-label`} className="block">
          {choice.label}
        </span>
        <span id={`${id}-hint`} className="block max-w-[58ch] text-ink-3 text-small">
          {choice.hint}
        </span>
      </span>
    </label>
  )
}
