// A labelled control with its hint and its error, and the two that are typed into: text and numbers.
import { NumberField as BaseNumber } from '@base-ui/react/number-field'
import { clsx } from 'clsx'
import { Minus, Plus } from 'lucide-react'
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react'
import { useText } from '../app/words'

const boxed = 'rounded-medium bg-paper shadow-[inset_0_0_0_1px_var(--line-strong)]'

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'className' | 'id'> {
  label: string
  value: string
  onChange: (value: string) => void
  /** One sentence under the control. */
  hint?: ReactNode
  /** Replaces the hint; the control is marked invalid. */
  error?: string | null | undefined
  mono?: boolean
}

/** A line of text with its label above. `type="password"` for tokens. */
export function TextField({ label, value, onChange, hint, error, mono, ...rest }: TextFieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2 text-small">
        {label}
      </label>
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={clsx(
          boxed,
          'h-8 w-full px-2.5 placeholder:text-ink-3 disabled:opacity-50',
          mono && 'font-mono text-small',
          error && 'shadow-[inset_0_0_0_1px_var(--bad)]',
        )}
      />
      {note ? (
        <p id={`${id}-note`} className={clsx('text-small', error ? 'text-bad' : 'text-ink-3')}>
          {note}
        </p>
      ) : null}
    </div>
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
