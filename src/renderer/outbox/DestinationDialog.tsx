// The form of a destination: new, or one that is there. The token passes through and is kept nowhere on the page.
import { type DestinationView, destinationMethods } from '@shared/destinations'
import { type FormEvent, useId, useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { AddressField } from '../forms/AddressField'
import { ConditionSwitches } from '../forms/ConditionSwitches'
import { Fold } from '../forms/Fold'
import { ownConditions } from '../forms/ownConditions'
import { Refused } from '../forms/Refused'
import { SignInFields } from '../forms/SignInFields'
import { TokenField } from '../forms/TokenField'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextField } from '../ui/Fields'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { useToast } from '../ui/Toasts'
import {
  type DestinationDraft,
  type DestinationMistakes,
  destinationDraft,
  destinationMistakes,
  destinationSettings,
  emptyDestination,
  hostOf,
} from './destinationDraft'

export interface DestinationDialogProps {
  /** null: a new one. */
  destination: DestinationView | null
  onClose: () => void
}

export function DestinationDialog({ destination, onClose }: DestinationDialogProps) {
  const text = useText()
  const formId = useId()
  const { draft, mistakes, onChange, token, setToken, busy, error, submit } = useDestinationForm(destination, onClose)
  const fields = { draft, mistakes, onChange }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={destination ? text('destinations:edit_title', { name: destination.name }) : text('destinations:add_title')}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={busy}>
            {text(destination ? 'words:save' : 'words:add')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        <AddressPart {...fields} />
        <SignInFields
          way={draft.signIn}
          onWay={(signIn) => onChange({ signIn })}
          header={draft.tokenHeader}
          onHeader={(tokenHeader) => onChange({ tokenHeader })}
          headerError={mistakes.tokenHeader ? text(mistakes.tokenHeader) : null}
        />
        {draft.signIn !== 'none' && destination === null ? (
          <TokenField
            value={token}
            onChange={setToken}
            as={draft.signIn}
            hint={text('sources:field_token_hint_later')}
          />
        ) : null}
        <KeyPart {...fields} />
        <MorePart {...fields} />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}

/** What is written, its mistakes once they may be shown, and how it is saved. */
function useDestinationForm(destination: DestinationView | null, onClose: () => void) {
  const text = useText()
  const toast = useToast()
  const [draft, setDraft] = useState(() => (destination ? destinationDraft(destination) : emptyDestination()))
  const [token, setToken] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSending()
  const mistakes = destinationMistakes(draft)
  const save = async () => {
    const settings = destinationSettings(draft)
    const given = draft.signIn !== 'none' && token !== '' ? { token } : {}
    setToken('')
    const saved = await send(() =>
      destination
        ? call('destinations.edit', { id: destination.id, settings })
        : call('destinations.add', { settings, ...given }),
    )
    if (saved === null) return
    toast({ text: text(destination ? 'destinations:saved' : 'destinations:added', { name: saved.name }) })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(mistakes).length === 0) void save()
  }
  return {
    draft,
    mistakes: tried ? mistakes : {},
    onChange: (part: Partial<DestinationDraft>) => setDraft((before) => ({ ...before, ...part })),
    token,
    setToken,
    busy,
    error,
    submit,
  }
}

interface PartProps {
  draft: DestinationDraft
  mistakes: DestinationMistakes
  onChange: (part: Partial<DestinationDraft>) => void
}

function AddressPart({ draft, mistakes, onChange }: PartProps) {
  const text = useText()
  return (
    <>
      <AddressField
        label={text('destinations:field_url')}
        value={draft.url}
        onChange={(url) => onChange({ url })}
        placeholder="https://example.com/items"
        hint={text('destinations:field_url_hint')}
        error={mistakes.url ? text(mistakes.url) : null}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label={text('destinations:field_name')}
          value={draft.name}
          onChange={(name) => onChange({ name })}
          placeholder={hostOf(draft.url)}
          maxLength={100}
        />
        <LabelledField label={text('destinations:field_method')}>
          <Select
            label={text('destinations:field_method')}
            value={draft.method}
            options={destinationMethods.map((value) => ({ value, label: value }))}
            onChange={(method) => onChange({ method })}
          />
        </LabelledField>
      </div>
    </>
  )
}

function KeyPart({ draft, mistakes, onChange }: PartProps) {
  const text = useText()
  const { keyIn } = draft
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-2 items-start gap-4">
        <LabelledField label={text('destinations:field_key')}>
          <Select
            label={text('destinations:field_key')}
            value={keyIn}
            options={(['header', 'body', 'none'] as const).map((value) => ({
              value,
              label: text(`destinations:key_${value}`),
            }))}
            onChange={(next) => onChange({ keyIn: next })}
          />
        </LabelledField>
        {keyIn === 'none' ? null : (
          <TextField
            label={text(`destinations:key_name_${keyIn}`)}
            value={keyIn === 'header' ? draft.keyHeader : draft.keyField}
            onChange={(name) => onChange(keyIn === 'header' ? { keyHeader: name } : { keyField: name })}
            maxLength={100}
            mono
            error={mistakes.key ? text(mistakes.key) : null}
          />
        )}
      </div>
      <p className="text-ink-3 text-small">
        {text(keyIn === 'none' ? 'destinations:key_hint_none' : 'destinations:key_hint')}
      </p>
    </div>
  )
}

function MorePart({ draft, mistakes, onChange }: PartProps) {
  const text = useText()
  const isOpen = draft.lookupUrl !== '' || Object.keys(draft.constraints).length > 0
  return (
    <Fold title={text('destinations:more')} open={isOpen}>
      <AddressField
        label={text('destinations:field_lookup')}
        value={draft.lookupUrl}
        onChange={(lookupUrl) => onChange({ lookupUrl })}
        placeholder="https://example.com/items?client={key}"
        hint={text('destinations:field_lookup_hint')}
        error={mistakes.lookupUrl ? text(mistakes.lookupUrl) : null}
      />
      <LabelledField label={text('destinations:field_files_as')}>
        <Select
          label={text('destinations:field_files_as')}
          value={draft.filesAs}
          options={(['raw', 'form'] as const).map((value) => ({ value, label: text(`destinations:files_${value}`) }))}
          onChange={(filesAs) => onChange({ filesAs })}
        />
      </LabelledField>
      <ConditionSwitches
        label={text('destinations:conditions')}
        conditions={ownConditions.filter(({ id }) => id !== 'storage')}
        constraints={draft.constraints}
        onChange={(constraints) => onChange({ constraints })}
      />
    </Fold>
  )
}
