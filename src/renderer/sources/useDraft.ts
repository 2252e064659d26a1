// The state of a source's form: what is written, and its mistakes once they may be shown: after the first try to send it.
import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { type DraftErrors, draftErrors, type SourceDraft } from './sourceDraft'

export interface DraftForm {
  draft: SourceDraft
  change: (change: Partial<SourceDraft>) => void
  errors: DraftErrors
  form: RefObject<HTMLFormElement | null>
  /** For the form's onSubmit: sends when all is well, else shows what is not and goes to the first of it. */
  submit: (send: () => void) => (event: FormEvent) => void
}

export function useDraft(initial: () => SourceDraft, isSample = false): DraftForm {
  const [draft, setDraft] = useState(initial)
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const errors = draftErrors(draft, isSample)
  return {
    draft,
    change: (change) => setDraft((before) => ({ ...before, ...change })),
    errors: tried ? errors : {},
    form,
    submit: (send) => (event) => {
      event.preventDefault()
      setTried(true)
      if (Object.keys(errors).length === 0) return send()
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
    },
  }
}
