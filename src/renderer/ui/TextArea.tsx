// Several lines of text with a label above and a hint or an error beneath, as TextField has them.
import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'

export interface TextAreaProps {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  /** Replaces the hint; the control is marked invalid. */
  error?: string | null | undefined
  rows?: number
  maxLength?: number
  placeholder?: string
}

export function TextArea({ label, value, onChange, hint, error, rows = 2, ...rest }: TextAreaProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2 text-small">
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={clsx(
          'w-full resize-y rounded-medium bg-paper px-2.5 py-1.5 font-mono text-small placeholder:text-ink-3',
          error ? 'shadow-[inset_0_0_0_1px_var(--bad)]' : 'shadow-[inset_0_0_0_1px_var(--line-strong)]',
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
