// From a chosen file to a running import: the file is looked at, what was found is shown and offered, and the person decides.
import { byteSize } from '@shared/i18n/sentences'
import type { ChosenFile } from '@shared/ipc/commands'
import { type FormEvent, useId, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAct } from '../client'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { useToast } from '../ui/Toasts'
import { ImportFieldSet } from './ImportFieldSet'
import { type ImportFields, keyFieldOf, type Look, mayImport, recordsPathOf } from './importChoice'
import { PreviewTable } from './PreviewTable'
import { tableNameFor } from './tableName'
import { useLook } from './useLook'

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

function ImportForm({ file, onClose }: { file: ChosenFile; onClose: () => void }) {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const formId = useId()
  const [fields, setFields] = useState<ImportFields>(() => ({
    table: tableNameFor(file.name),
    path: null,
    key: null,
    typesPath: false,
    typesKey: false,
  }))
  const look = useLook(file, fields)
  const start = useAct('imports.start')
  const isReady = mayImport(fields, look)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    const onSuccess = () => {
      toast({ text: text('overview:import_started', { name: file.name }) })
      onClose()
    }
    const keyField = keyFieldOf(fields, look).trim() || null
    start.mutate(
      { handle: file.handle, table: fields.table, recordsPath: recordsPathOf(fields, look), keyField },
      { onSuccess },
    )
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text('overview:import_title', { name: file.name })}
      description={text('overview:import_body', { size: byteSize(file.bytes, language) })}
      footer={<Footer formId={formId} busy={start.isPending} isReady={isReady} onClose={onClose} />}
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <ImportFieldSet fields={fields} look={look} onChange={setFields} />
        <Seen look={look} isLooking={look.isLooking} />
        <Failure error={start.error} />
      </form>
    </Dialog>
  )
}

interface FooterProps {
  formId: string
  busy: boolean
  isReady: boolean
  onClose: () => void
}

function Footer({ formId, busy, isReady, onClose }: FooterProps) {
  const text = useText()
  return (
    <>
      <Button onClick={onClose}>{text('words:cancel')}</Button>
      <Button tone="primary" type="submit" form={formId} busy={busy} disabled={!isReady}>
        {text('overview:import_start')}
      </Button>
    </>
  )
}

/** What is in the file, that it is being looked at, or why it cannot be. */
function Seen({ look, isLooking }: { look: Look; isLooking: boolean }) {
  const text = useText()
  return (
    <div aria-live="polite" className="min-h-[120px]">
      {isLooking ? <p className="text-ink-2">{text('overview:import_looking')}</p> : null}
      {!isLooking && look.shown ? <PreviewTable preview={look.shown} /> : null}
      {!isLooking && look.shown?.endsEarly ? <Notice>{text('overview:import_ends_early')}</Notice> : null}
      {isLooking ? null : <Failure error={look.error} />}
    </div>
  )
}

function Failure({ error }: { error: Error | null }) {
  const refusal = useRefusalText()
  return error ? <Notice meaning="failed">{refusal(error)}</Notice> : null
}
