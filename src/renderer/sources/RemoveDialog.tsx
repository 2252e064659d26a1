// Removing a source: what goes in any case, and the choice about its rows.
import type { SourceView } from '@shared/sources'
import { useState } from 'react'
import { useText } from '../app/words'
import { ConfirmDialog } from '../ui/Dialog'
import { RadioList } from '../ui/RadioList'
import { useSourceActs } from './useSourceActs'

export interface RemoveDialogProps {
  source: SourceView
  onClose: () => void
  onRemoved: () => void
}

export function RemoveDialog({ source, onClose, onRemoved }: RemoveDialogProps) {
  const text = useText()
  const acts = useSourceActs()
  const isSample = source.servedBy === 'sample'
  const [rows, setRows] = useState<'keep' | 'with'>(isSample ? 'with' : 'keep')
  const [busy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    const removed = await acts.remove(source, rows === 'with')
    setBusy(false)
    if (removed) onRemoved()
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('sources:remove_title', { name: source.name })}
      description={text(isSample ? 'sources:remove_body_sample' : `sources:remove_body_${source.auth}`)}
      confirmLabel={text(rows === 'with' ? 'sources:remove_do_with' : 'sources:remove_do')}
      danger
      busy={busy}
      onConfirm={() => void remove()}
    >
      <RadioList
        label={text('sources:remove_rows')}
        value={rows}
        choices={(['keep', 'with'] as const).map((value) => ({
          value,
          label: text(`sources:remove_${value}`),
          hint: text(`sources:remove_${value}_hint`, { table: source.table }),
        }))}
        onChange={setRows}
      />
    </ConfirmDialog>
  )
}
