// What stands around a control that is typed into: its label above, its hint or its error beneath, and how it is tied to them.
import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'

export interface FrameProps {
  label: string
  /** One sentence under the control. */
  hint?: ReactNode
  /** Replaces the hint; the control is marked invalid. */
  error?: string | null | undefined
}

/** To be given to the control. */
export interface Tied {
  id: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

export function FieldFrame({ label, hint, error, children }: FrameProps & { children: (tied: Tied) => ReactNode }) {
  const id = useId()
  const note = error ?? hint
  const noteId = `${id}-note`
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2 text-small">
        {label}
      </label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': note ? noteId : undefined })}
      {note ? (
        <p id={noteId} className={clsx('text-small', error ? 'text-bad' : 'text-ink-3')}>
          {note}
        </p>
      ) : null}
    </div>
  )
}
