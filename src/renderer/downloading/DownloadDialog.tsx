// The form that asks for a download: an address, a folder from the system's own dialog, and when it may be fetched.
import type { ChosenFolder } from '@shared/downloads'
import { type FormEvent, useId, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAct } from '../client'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextField } from '../ui/Fields'
import { Notice } from '../ui/Notice'
import { Switch } from '../ui/Switch'
import { useToast } from '../ui/Toasts'

/** The button, and behind it the form; opened again, it begins anew. */
export function DownloadButton() {
  const text = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text('downloading:open')}</Button>
      {isOpen ? <DownloadForm onClose={() => setOpen(false)} /> : null}
    </>
  )
}

const empty = { url: '', name: '', sha256: '', onlyCharging: false, onlyUnmetered: false }
type Fields = typeof empty

function DownloadForm({ onClose }: { onClose: () => void }) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const formId = useId()
  const [fields, setFields] = useState<Fields>(empty)
  const [folder, setFolder] = useState<ChosenFolder | null>(null)
  const start = useAct('downloads.start')
  const isReady = fields.url.trim() !== '' && folder !== null && !isBadHash(fields.sha256)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    const onSuccess = ({ name }: { name: string }) => {
      toast({ text: text('downloading:started', { name }) })
      onClose()
    }
    start.mutate({ ...fields, folder: folder.handle }, { onSuccess })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={text('downloading:title')}
      description={text('downloading:body')}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={start.isPending} disabled={!isReady}>
            {text('downloading:start')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <FieldSet fields={fields} onChange={setFields} folder={<FolderField folder={folder} onChange={setFolder} />} />
        {start.error ? <Notice meaning="failed">{refusal(start.error)}</Notice> : null}
      </form>
    </Dialog>
  )
}

function isBadHash(sha256: string): boolean {
  return !/^(?:[0-9a-f]{64})?$/i.test(sha256.trim())
}

interface FieldSetProps {
  fields: Fields
  onChange: (fields: Fields) => void
  folder: React.ReactNode
}

function FieldSet({ fields, onChange, folder }: FieldSetProps) {
  const text = useText()
  const set = (change: Partial<Fields>) => onChange({ ...fields, ...change })
  return (
    <>
      <TextField
        label={text('downloading:address')}
        value={fields.url}
        onChange={(url) => set({ url })}
        type="url"
        placeholder="https://example.com/file.zip"
        maxLength={2_000}
        mono
      />
      {folder}
      <TextField
        label={text('downloading:name')}
        value={fields.name}
        onChange={(name) => set({ name })}
        hint={text('downloading:name_hint')}
        maxLength={200}
      />
      <TextField
        label={text('downloading:sha256')}
        value={fields.sha256}
        onChange={(sha256) => set({ sha256 })}
        hint={text('downloading:sha256_hint')}
        error={isBadHash(fields.sha256) ? text('downloading:sha256_bad') : null}
        maxLength={100}
        mono
      />
      <div className="flex flex-col gap-2">
        <Switch
          label={text('sources:need_charging')}
          checked={fields.onlyCharging}
          onChange={(onlyCharging) => set({ onlyCharging })}
          showLabel
        />
        <Switch
          label={text('sources:need_unmetered')}
          checked={fields.onlyUnmetered}
          onChange={(onlyUnmetered) => set({ onlyUnmetered })}
          showLabel
        />
      </div>
    </>
  )
}

interface FolderFieldProps {
  folder: ChosenFolder | null
  onChange: (folder: ChosenFolder) => void
}

function FolderField({ folder, onChange }: FolderFieldProps) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const labelId = useId()
  const chooser = useAct('downloads.chooseFolder')
  const choose = () =>
    chooser.mutate(
      {},
      {
        onSuccess: (chosen) => {
          if (chosen) onChange(chosen)
        },
        onError: (error) => toast({ text: refusal(error) }),
      },
    )
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span id={labelId} className="font-medium text-ink-2 text-small">
        {text('downloading:folder')}
      </span>
      <div className="flex min-w-0 items-center gap-3">
        <Button onClick={choose} busy={chooser.isPending} aria-describedby={labelId}>
          {text('downloading:choose')}
        </Button>
        <span className={folder ? 'truncate' : 'text-ink-3'}>{folder?.name ?? text('downloading:folder_none')}</span>
      </div>
    </div>
  )
}
