// The two controls that every field of a pull is: one line of text or a number, with its mistake beside it; and the frame of a group.
import type { TextKey } from '@shared/i18n/text'
import { type ReactNode, useId } from 'react'
import { useText } from '../app/words'
import { TextField } from '../ui/Fields'
import type { PullDraft } from './pullDraft'
import type { DraftErrors, SourceDraft } from './sourceDraft'

export interface PullFieldsProps {
  draft: SourceDraft
  onChange: (change: Partial<SourceDraft>) => void
  errors: DraftErrors
}

export interface LineProps {
  label: TextKey
  value: string
  onChange: (value: string) => void
  /** Its place in the settings, 'pages.path', by which its mistake is known. */
  place: string
  errors: DraftErrors
  hint?: TextKey
  placeholder?: string
  isNumber?: boolean
}

export function Line({ label, value, onChange, place, errors, hint, placeholder, isNumber }: LineProps) {
  const text = useText()
  const error = errors[`pull.${place}`]
  return (
    <TextField
      label={text(label)}
      value={value}
      onChange={onChange}
      mono={!isNumber}
      maxLength={isNumber ? 20 : 500}
      {...(isNumber ? { inputMode: 'decimal' } : {})}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(hint === undefined ? {} : { hint: text(hint) })}
      error={error ? text(error) : null}
    />
  )
}

/** Fields side by side, two a line. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 items-start gap-4">{children}</div>
}

export function Group({ title, children }: { title: TextKey; children: ReactNode }) {
  const text = useText()
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-3 border-line border-t pt-3">
      <h3 id={id} className="font-semibold">
        {text(title)}
      </h3>
      {children}
    </div>
  )
}

export interface GroupProps {
  pull: PullDraft
  set: (change: Partial<PullDraft>) => void
  errors: DraftErrors
}

export function useWrong(errors: DraftErrors): (place: string) => string | null {
  const text = useText()
  return (place) => {
    const key = errors[`pull.${place}`]
    return key ? text(key) : null
  }
}
