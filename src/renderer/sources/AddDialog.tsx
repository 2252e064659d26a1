// Adding a source: first where from, then what is still to be said about it. USGS takes two clicks: this dialog, and its Add.
import { type SourceTemplate, type SourceView, sourceTemplates } from '@shared/sources'
import { useState } from 'react'
import { useText } from '../app/words'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { AddForm } from './AddForm'
import { TemplateList } from './TemplateList'

export interface AddDialogProps {
  /** Where it begins: 'choose', 'own', or a template's id. */
  from: string
  onClose: () => void
  onAdded: (source: SourceView) => void
}

export function AddDialog({ from, onClose, onAdded }: AddDialogProps) {
  const text = useText()
  const [chosen, setChosen] = useState<SourceTemplate | 'own' | null>(() => chosenFrom(from))
  if (chosen !== null) {
    return (
      <AddForm
        template={chosen === 'own' ? null : chosen}
        onBack={() => setChosen(null)}
        onClose={onClose}
        onAdded={onAdded}
      />
    )
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text('sources:add_title')}
      description={text('sources:add_body')}
      footer={<Button onClick={onClose}>{text('words:cancel')}</Button>}
    >
      <TemplateList onChoose={(id) => setChosen(chosenFrom(id))} onAdded={onAdded} />
    </Dialog>
  )
}

function chosenFrom(id: string): SourceTemplate | 'own' | null {
  return id === 'own' ? 'own' : (sourceTemplates.find((template) => template.id === id) ?? null)
}
