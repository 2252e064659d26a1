// The form of a new source, from a template or for an address of one's own.
import type { SourceTemplate, SourceView } from '@shared/sources'
import { useEffect, useId, useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Refused } from '../forms/Refused'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { useToast } from '../ui/Toasts'
import { OwnSections, TemplateSections } from './FormSections'
import { ConditionFields, IntervalField } from './SourceFields'
import { addressOf, draftOfTemplate, emptyDraft, settingsOf } from './sourceDraft'
import { needsNetwork } from './sourceState'
import { useDraft } from './useDraft'
import { useSourceTest } from './useSourceTest'

export interface AddFormProps {
  /** null: an address of one's own. */
  template: SourceTemplate | null
  onBack: () => void
  onClose: () => void
  onAdded: (source: SourceView) => void
}

export function AddForm({ template, onBack, onClose, onAdded }: AddFormProps) {
  const text = useText()
  const toast = useToast()
  const formId = useId()
  const writing = useDraft(() => (template ? draftOfTemplate(template, text) : emptyDraft()))
  const { draft, change, errors, form, submit } = writing
  const Sections = template ? TemplateSections : OwnSections
  const [token, setToken] = useState('')
  const tester = useSourceTest(writing, null, token)
  const { busy, error, send } = useSending()
  useEffect(() => form.current?.querySelector('input')?.focus(), [form])
  const add = async () => {
    const settings = settingsOf(draft)
    const given = settings.auth === 'bearer' && token !== '' ? { token } : {}
    const source = await send(() => call('sources.add', { settings, ...given }))
    if (!source) return
    setToken('')
    toast({ text: text('sources:added', { name: source.name }) })
    onAdded(source)
  }
  const asked = { servedBy: 'url' as const, url: addressOf(draft) }
  const title = template
    ? text('sources:add_named_title', { name: text(`sources:template_${template.id}`) })
    : text('sources:template_own')
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={title}
      footer={<FormButtons formId={formId} busy={busy} onBack={onBack} onClose={onClose} />}
    >
      <form id={formId} ref={form} noValidate onSubmit={submit(() => void add())} className="flex flex-col gap-4 pb-1">
        <Sections
          draft={draft}
          onChange={change}
          errors={errors}
          tester={tester}
          token={{ value: token, onChange: setToken }}
        />
        <IntervalField draft={draft} onChange={change} />
        <ConditionFields draft={draft} onChange={change} needsNetwork={needsNetwork(asked)} />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}

interface FormButtonsProps {
  formId: string
  busy: boolean
  onBack: () => void
  onClose: () => void
}

function FormButtons({ formId, busy, onBack, onClose }: FormButtonsProps) {
  const text = useText()
  return (
    <>
      <Button onClick={onBack}>{text('sources:choose_other')}</Button>
      <span className="flex-1" />
      <Button onClick={onClose}>{text('words:cancel')}</Button>
      <Button tone="primary" type="submit" form={formId} busy={busy}>
        {text('words:add')}
      </Button>
    </>
  )
}
