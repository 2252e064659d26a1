// The buttons of what can be done to chosen items: the same above the list and in the panel. More than one is discarded only after asking.
import type { OutboxAct, OutboxItemView } from '@shared/outbox'
import { Check, Pause, Play, RotateCw, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/Dialog'
import { Menu } from '../ui/Menu'
import { actsFor } from './itemWords'
import { useOutboxActs } from './useOutboxActs'

const icons = { retry: RotateCw, hold: Pause, release: Play, arrived: Check, discard: Trash2 } as const

export function ActButtons({ items }: { items: readonly OutboxItemView[] }) {
  const text = useText()
  const { act, exportItems } = useOutboxActs()
  const [isAsking, setAsking] = useState(false)
  const ids = items.map(({ id }) => id)
  const isUnknown = items.every(({ state }) => state === 'unknown')
  const perform = (name: OutboxAct) => {
    if (name === 'discard' && ids.length > 1) setAsking(true)
    else void act(name, ids)
  }
  return (
    <>
      {actsFor(items).map((name) => {
        if (name === 'undoDiscard') return null
        const word = name === 'retry' && isUnknown ? 'send_again' : name
        return (
          <Button
            key={name}
            size="small"
            icon={icons[name]}
            tone={name === 'discard' ? 'danger' : 'plain'}
            onClick={() => perform(name)}
          >
            {text(`outbox:${word}`)}
          </Button>
        )
      })}
      <Menu
        trigger={
          <Button size="small" icon={Upload}>
            {text('outbox:export')}
          </Button>
        }
        entries={(['json', 'http'] as const).map((format) => ({
          id: format,
          label: text(`outbox:export_${format}`),
          onSelect: () => void exportItems(ids, format),
        }))}
      />
      <DiscardDialog
        count={isAsking ? ids.length : 0}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('discard', ids)}
      />
    </>
  )
}

interface DiscardDialogProps {
  /** 0: closed. */
  count: number
  onClose: () => void
  onConfirm: () => void
}

function DiscardDialog({ count, onClose, onConfirm }: DiscardDialogProps) {
  const text = useText()
  const formatted = new Intl.NumberFormat(useLanguage()).format(count)
  if (count === 0) return null
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('outbox:discard_title', { formatted })}
      description={text('outbox:discard_body')}
      confirmLabel={text('outbox:discard')}
      danger
      onConfirm={() => {
        onClose()
        onConfirm()
      }}
    />
  )
}
