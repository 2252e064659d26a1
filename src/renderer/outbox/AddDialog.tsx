// Adding to the outbox: a record that is typed or pasted, or files; where to; once or on a schedule of its own.
import type { DestinationView } from '@shared/destinations'
import type { ChosenFile } from '@shared/ipc/answers'
import { type FormEvent, useId, useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Fold } from '../forms/Fold'
import { Refused } from '../forms/Refused'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextField } from '../ui/Fields'
import { useEveryText } from '../ui/IntervalSelect'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Tabs } from '../ui/Tabs'
import { useToast } from '../ui/Toasts'
import { type AddDraft, type AddMistakes, draftOf, filesRequest, mistakesOf, recordRequest, tooLarge } from './addDraft'
import { FilesPart } from './FilesPart'
import { RecordPart } from './RecordPart'
import { RepeatPart } from './RepeatPart'

export interface AddDialogProps {
  /** Dropped already. */
  files: ChosenFile[]
  destinations: readonly DestinationView[]
  onClose: () => void
  onNewDestination: () => void
}

const NEW = 'new'

/** Without a destination there is nowhere to send to: that is asked first. */
export function AddDialog({ files, destinations, onClose, onNewDestination }: AddDialogProps) {
  const text = useText()
  const formId = useId()
  const [written, setDraft] = useState<AddDraft>(() => draftOf(files))
  // Nothing chosen is the first, also of a list that comes after this has opened.
  const draft = { ...written, destinationId: written.destinationId || (destinations[0]?.id ?? '') }
  const [tried, setTried] = useState(false)
  const { busy, error, submit } = useAdding(draft, onClose)
  const mistakes = mistakesOf(draft)
  const isWrong = Object.keys(mistakes).length > 0 || tooLarge(draft).length > 0 || draft.destinationId === ''
  const change = (part: Partial<AddDraft>) => setDraft((before) => ({ ...before, ...part }))
  const add = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isWrong) void submit()
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text('outbox:add_title')}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={busy}>
            {text('outbox:add_do')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={add} className="flex flex-col gap-4 pb-1">
        <DestinationField
          value={draft.destinationId}
          destinations={destinations}
          onChange={(destinationId) => change({ destinationId })}
          onNew={onNewDestination}
        />
        <WhatPart draft={draft} onDraft={setDraft} mistakes={tried ? mistakes : {}} />
        <RepeatPart draft={draft} onChange={change} />
        <OrderPart draft={draft} onChange={change} />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}

interface WhatPartProps {
  draft: AddDraft
  onDraft: (change: (before: AddDraft) => AddDraft) => void
  mistakes: AddMistakes
}

function WhatPart({ draft, onDraft, mistakes }: WhatPartProps) {
  const text = useText()
  const change = (part: Partial<AddDraft>) => onDraft((before) => ({ ...before, ...part }))
  return (
    <>
      <Tabs
        label={text('outbox:what')}
        value={draft.what}
        onChange={(what) => change({ what })}
        tabs={(['record', 'files'] as const).map((value) => ({
          value,
          label: text(value === 'record' ? 'outbox:add_record' : 'outbox:add_files'),
        }))}
      />
      {draft.what === 'record' ? (
        <RecordPart draft={draft} onChange={change} mistake={mistakes.record} />
      ) : (
        <FilesPart draft={draft} onDraft={onDraft} mistake={mistakes.files} />
      )}
    </>
  )
}

function OrderPart({ draft, onChange }: { draft: AddDraft; onChange: (part: Partial<AddDraft>) => void }) {
  const text = useText()
  return (
    <Fold title={text('outbox:order')}>
      <TextField
        label={text('outbox:order_field')}
        value={draft.entityField}
        onChange={(entityField) => onChange({ entityField })}
        placeholder="id"
        maxLength={200}
        mono
        hint={text('outbox:order_hint')}
      />
    </Fold>
  )
}

function useAdding(
  draft: AddDraft,
  onClose: () => void,
): { busy: boolean; error: unknown; submit: () => Promise<void> } {
  const text = useText()
  const toast = useToast()
  const every = useEveryText()
  const { busy, error, send } = useSending()
  const submit = async () => {
    const added = await send(() =>
      draft.what === 'record'
        ? call('outbox.add', recordRequest(draft, text('outbox:label_default')))
        : call('outbox.addFiles', filesRequest(draft)),
    )
    if (added === null) return
    if (draft.everyMs !== null) toast({ text: text('outbox:added_repeat', { duration: every(draft.everyMs) }) })
    else if (draft.what === 'record') toast({ text: text('outbox:added_record') })
    else toast({ text: text('outbox:added_files', { count: draft.files.length }) })
    onClose()
  }
  return { busy, error, submit }
}

interface DestinationFieldProps {
  value: string
  destinations: readonly DestinationView[]
  onChange: (id: string) => void
  onNew: () => void
}

function DestinationField({ value, destinations, onChange, onNew }: DestinationFieldProps) {
  const text = useText()
  if (destinations.length === 0) {
    return (
      <div className="flex items-center justify-between gap-4">
        <p className="text-ink-2">{text('destinations:empty_body')}</p>
        <Button onClick={onNew}>{text('destinations:add')}</Button>
      </div>
    )
  }
  return (
    <LabelledField label={text('outbox:field_destination')}>
      <Select
        label={text('outbox:field_destination')}
        value={value}
        options={[
          ...destinations.map(({ id, name }) => ({ value: id, label: name })),
          { value: NEW, label: text('outbox:new_destination') },
        ]}
        onChange={(id) => (id === NEW ? onNew() : onChange(id))}
      />
    </LabelledField>
  )
}
