// Editing a source. Of the sample only the name and the times are the person's; a token has its own dialog.
import type { SourceView } from '@shared/sources'
import { useId } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Refused } from '../forms/Refused'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { useToast } from '../ui/Toasts'
import { OwnSections } from './FormSections'
import { ConditionFields, IntervalField, NameField } from './SourceFields'
import { draftOfSettings, settingsOf } from './sourceDraft'
import { needsNetwork } from './sourceState'
import { useDraft } from './useDraft'
import { useSourceTest } from './useSourceTest'

export interface EditDialogProps {
  source: SourceView
  onClose: () => void
  onSaved: (source: SourceView) => void
}

export function EditDialog({ source, onClose, onSaved }: EditDialogProps) {
  const text = useText()
  const toast = useToast()
  const formId = useId()
  const isSample = source.servedBy === 'sample'
  const writing = useDraft(() => draftOfSettings(source), isSample)
  const { draft, change, errors, form, submit } = writing
  const tester = useSourceTest(writing, source.id, '')
  const { busy, error, send } = useSending()
  const save = async () => {
    const saved = await send(() => call('sources.edit', { id: source.id, settings: settingsOf(draft) }))
    if (!saved) return
    toast({ text: text('sources:saved') })
    onSaved(saved)
  }
  const fields = { draft, onChange: change, errors }
  return (
    <Dialog
      open
      wide={!isSample}
      onClose={onClose}
      title={text('sources:edit_title', { name: source.name })}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={busy}>
            {text('words:save')}
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} noValidate onSubmit={submit(() => void save())} className="flex flex-col gap-4 pb-1">
        {isSample ? (
          <NameField {...fields} />
        ) : (
          <OwnSections {...fields} tester={tester} token={null} typesBefore={source.pull?.types ?? {}} />
        )}
        <IntervalField draft={draft} onChange={change} />
        <ConditionFields
          draft={draft}
          onChange={change}
          needsNetwork={needsNetwork({ servedBy: source.servedBy, url: draft.url })}
        />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}
