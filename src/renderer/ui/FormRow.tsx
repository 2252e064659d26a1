// One setting: its name at the left, its control at the right, and beneath them what it does. Lines divide, no boxes.
import { type ReactNode, useId } from 'react'

export interface FormRowProps {
  label: string
  /** One sentence. */
  hint?: ReactNode
  /** The control; it carries the same label as its accessible name. */
  children: ReactNode
}

export function FormRow({ label, hint, children }: FormRowProps) {
  const id = useId()
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={hint ? `${id}-hint` : undefined}
      className="border-line border-b py-3 last:border-b-0"
    >
      <div className="flex min-h-6 items-center justify-between gap-6">
        <span id={`${id}-label`} className="min-w-0">
          {label}
        </span>
        <span className="flex min-w-0 shrink-0 items-center">{children}</span>
      </div>
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 max-w-[58ch] text-ink-3 text-small">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
