// Several lines of text with a label above and a hint or an error beneath, as TextField has them.
import { clsx } from 'clsx'
import { FieldFrame, type FrameProps } from './FieldFrame'

export interface TextAreaProps extends FrameProps {
  value: string
  onChange: (value: string) => void
  rows?: number
  maxLength?: number
  placeholder?: string
}

export function TextArea({ label, value, onChange, hint, error, rows = 2, ...rest }: TextAreaProps) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(tied) => (
        <textarea
          {...rest}
          {...tied}
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={clsx(
            'w-full resize-y rounded-medium bg-paper px-2.5 py-1.5 font-mono text-small placeholder:text-ink-3',
            error ? 'shadow-[inset_0_0_0_1px_var(--bad)]' : 'shadow-[inset_0_0_0_1px_var(--line-strong)]',
          )}
        />
      )}
    </FieldFrame>
  )
}
