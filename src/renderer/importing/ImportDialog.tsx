// From a chosen file to a running import: what the table is called, where the list is, what identifies a row.
import { byteSize } from '@shared/i18n/sentences'
import type { ChosenFile } from '@shared/ipc/commands'
import { type FormEvent, useId, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAct } from '../client'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextField } from '../ui/Fields'
import { Notice } from '../ui/Notice'
import { useToast } from '../ui/Toasts'
import { tableNameFor } from './tableName'

export interface ImportFlow {
  /** Opens the native file dialog. */
  choose: () => void
  choosing: boolean
  file: ChosenFile | null
  close: () => void
}

/** `const flow = useImportFlow()`; a button calls `flow.choose`, and <ImportDialog flow={flow}/> stands in the page. */
export function useImportFlow(): ImportFlow {
  const [file, setFile] = useState<ChosenFile | null>(null)
  const toast = useToast()
  const refusal = useRefusalText()
  const chooser = useAct('imports.chooseFile')
  return {
    choose: () => chooser.mutate({}, { onSuccess: setFile, onError: (error) => toast({ text: refusal(error) }) }),
    choosing: chooser.isPending,
    file,
    close: () => setFile(null),
  }
}

export function ImportDialog({ flow }: { flow: ImportFlow }) {
  return flow.file ? <ImportForm key={flow.file.handle} file={flow.file} onClose={flow.close} /> : null
}

interface ImportFields {
  table: string
  recordsPath: string
  keyField: string
}

function ImportForm({ file, onClose }: { file: ChosenFile; onClose: () => void }) {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const formId = useId()
  const [fields, setFields] = useState<ImportFields>(() => ({
    table: tableNameFor(file.name),
    recordsPath: '',
    keyField: '',
  }))
  const start = useAct('imports.start')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fields.table.trim() === '') return
    const onSuccess = () => {
      toast({ text: text('overview:import_started', { name: file.name }) })
      onClose()
    }
    start.mutate({ ...fields, handle: file.handle, keyField: fields.keyField.trim() || null }, { onSuccess })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={text('overview:import_title', { name: file.name })}
      description={text('overview:import_body', { size: byteSize(file.bytes, language) })}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={start.isPending}>
            {text('overview:import_start')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Fields fields={fields} onChange={setFields} error={start.error} />
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  fields: ImportFields
  onChange: (fields: ImportFields) => void
  error: Error | null
}

function Fields({ fields, onChange, error }: FieldsProps) {
  const text = useText()
  const refusal = useRefusalText()
  return (
    <>
      <TextField
        label={text('overview:import_table')}
        value={fields.table}
        onChange={(table) => onChange({ ...fields, table })}
        maxLength={200}
        error={fields.table.trim() === '' ? text('words:needs_value') : null}
      />
      <TextField
        label={text('overview:import_path')}
        value={fields.recordsPath}
        onChange={(recordsPath) => onChange({ ...fields, recordsPath })}
        hint={text('overview:import_path_hint')}
        placeholder="data.items"
        mono
      />
      <TextField
        label={text('overview:import_key')}
        value={fields.keyField}
        onChange={(keyField) => onChange({ ...fields, keyField })}
        hint={text('overview:import_key_hint')}
        placeholder="id"
        mono
      />
      {error ? <Notice meaning="failed">{refusal(error)}</Notice> : null}
    </>
  )
}
