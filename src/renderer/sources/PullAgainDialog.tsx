// Pulling everything of a source again: what stays meanwhile, before it is begun (PULL-8).
import type { SourceView } from '@shared/sources'
import { useState } from 'react'
import { useText } from '../app/words'
import { ConfirmDialog } from '../ui/Dialog'
import { useSourceActs } from './useSourceActs'

export function PullAgainDialog({ source, onClose }: { source: SourceView; onClose: () => void }) {
  const text = useText()
  const acts = useSourceActs()
  const [busy, setBusy] = useState(false)
  const pull = async () => {
    setBusy(true)
    if (await acts.pullAgain(source)) onClose()
    else setBusy(false)
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('sources:pull_again_title', { name: source.name })}
      description={text('sources:pull_again_body')}
      confirmLabel={text('sources:pull_again_do')}
      busy={busy}
      onConfirm={() => void pull()}
    />
  )
}
