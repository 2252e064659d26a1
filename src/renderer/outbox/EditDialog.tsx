// Editing an item: a new one with a new key in the place of the old (OUT-3), so that no key ever stands for two bodies.
import { LONGEST_TYPED, type OutboxItemDetail } from '@shared/outbox'
import { useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Refused } from '../forms/Refused'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextArea } from '../ui/TextArea'
import { useToast } from '../ui/Toasts'
import { jsonMistake, jsonMistakeText } from './recordText'

export function EditDialog({ item, onClose }: { item: OutboxItemDetail; onClose: () => void }) {
  const text = useText()
  const toast = useToast()
  const [body, setBody] = useState(item.body)
  const { busy, error, send } = useSending()
  const mistake = jsonMistake(body)
  const save = async () => {
    if (mistake !== null) return
    const edited = await send(() => call('outbox.edit', { id: item.id, body }))
    if (edited === null) return
    toast({ text: text('outbox:edited') })
    onClose()
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text('outbox:edit_title')}
      description={text('outbox:edit_body')}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button
            tone="primary"
            busy={busy}
            disabled={mistake !== null || body === item.body}
            onClick={() => void save()}
          >
            {text('outbox:edit_save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pb-1">
        <TextArea
          label={text('outbox:field_record')}
          value={body}
          onChange={setBody}
          rows={12}
          maxLength={LONGEST_TYPED}
          error={mistake === null ? null : jsonMistakeText(mistake, text)}
        />
        <Refused error={error} />
      </div>
    </Dialog>
  )
}
