// A labelled control with its hint and its error, and the two that are typed into: text and numbers.
import { NumberField as BaseNumber } from '@base-ui/react/number-field'
import { clsx } from 'clsx'
import { Minus, Plus } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { useText } from '../app/words'
import { FieldFrame, type FrameProps } from './FieldFrame'

const boxed = 'rounded-medium bg-paper shadow-[inset_0_0_0_1px_var(--line-strong)]'

export interface TextFieldProps
  extends FrameProps,
    Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'className' | 'id' | 'value'> {
  value: string
  onChange: (value: string) => void
  mono?: boolean
}

/** A line of text with its label above. `type="password"` for tokens. */
export function TextField({ label, value, onChange, hint, error, mono, ...rest }: TextFieldProps) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(tied) => (
        <input
          type="text"
          spellCheck={false}
          autoComplete="off"
          {...rest}
          {...tied}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={clsx(
            boxed,
            'h-8 w-full px-2.5 placeholder:text-ink-3 disabled:opacity-50',
            mono && 'font-mono text-small',
            error && 'shadow-[inset_0_0_0_1px_var(--bad)]',
          )}
        />
      )}
    </FieldFrame>
  )
}

export interface NumberFieldProps {
  label: string
  value: number
  onChange: (value: number) => void
  min: number
  max: number
  step?: number
  /** Written after the figure: 'min', '%'. */
  unit?: string
  disabled?: boolean
}

/** A whole number between bounds; typed, stepped by the arrow keys or the two buttons. Commits when left or stepped. */
export function NumberField({ label, value, onChange, min, max, step = 1, unit, disabled = false }: NumberFieldProps) {
  const text = useText()
  const side = 'inline-flex h-full w-6 items-center justify-center text-ink-3 hover:bg-hover hover:text-ink'
  return (
    <BaseNumber.Root
      value={value}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueCommitted={(next) => {
        if (next !== null) onChange(Math.round(next))
      }}
      className="inline-flex items-center gap-1.5"
    >
      <BaseNumber.Group className={clsx(boxed, 'inline-flex h-7 overflow-hidden data-[disabled]:opacity-45')}>
        <BaseNumber.Decrement className={side} aria-label={`${label}: ${text('words:decrease')}`}>
          <Minus aria-hidden size={12} />
        </BaseNumber.Decrement>
        <BaseNumber.Input aria-label={label} className="w-11 bg-transparent text-center" />
        <BaseNumber.Increment className={side} aria-label={`${label}: ${text('words:increase')}`}>
          <Plus aria-hidden size={12} />
        </BaseNumber.Increment>
      </BaseNumber.Group>
      {unit ? <span className="text-ink-2">{unit}</span> : null}
    </BaseNumber.Root>
  )
}
