// The state of a source's form: what is written, and its mistakes once they may be shown: after the first try to send it.
import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { type DraftErrors, draftErrors, type SourceDraft } from './sourceDraft'

export interface DraftForm {
  draft: SourceDraft
  change: (change: Partial<SourceDraft>) => void
  /** From what is written by then. */
  update: (update: (draft: SourceDraft) => SourceDraft) => void
  errors: DraftErrors
  form: RefObject<HTMLFormElement | null>
  /** Shows what is wrong with what a request is made of; true when nothing is. */
  checkRequest: () => boolean
  /** For the form's onSubmit: sends when all is well, else shows what is not and goes to the first of it. */
  submit: (send: () => void) => (event: FormEvent) => void
}

/** Places that decide nothing about the request, only about what becomes of its answer. */
const notAsked = new Set(['name', 'keyField', 'pull.deletes', 'pull.deletes.field', 'pull.newestFirst', 'pull.types'])

export function useDraft(initial: () => SourceDraft, isSample = false): DraftForm {
  const [draft, setDraft] = useState(initial)
  const [tried, setTried] = useState<'nothing' | 'request' | 'all'>('nothing')
  const form = useRef<HTMLFormElement>(null)
  const errors = draftErrors(draft, isSample)
  const wrongRequest = Object.fromEntries(Object.entries(errors).filter(([place]) => !notAsked.has(place)))
  const shown = { nothing: {}, request: wrongRequest, all: errors }[tried]
  const toFirst = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  return {
    draft,
    change: (change) => setDraft((before) => ({ ...before, ...change })),
    update: setDraft,
    errors: shown,
    form,
    checkRequest: () => {
      if (Object.keys(wrongRequest).length === 0) return true
      setTried((before) => (before === 'all' ? before : 'request'))
      toFirst()
      return false
    },
    submit: (send) => (event) => {
      event.preventDefault()
      setTried('all')
      if (Object.keys(errors).length === 0) return send()
      toFirst()
    },
  }
}
