// From a chosen file to a running import: the file is looked at, what was found is shown and offered, and the person decides.

import type { FilePreview } from '@shared/filePreview'
import { byteSize } from '@shared/i18n/sentences'
import type { ChosenFile } from '@shared/ipc/answers'
import { type FormEvent, useId, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAct } from '../client'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { useToast } from '../ui/Toasts'
import { ImportFieldSet } from './ImportFieldSet'
import { ImportNotices } from './ImportNotices'
import { PreviewTable } from './PreviewTable'
import { TrialResult } from './TrialResult'
import { TypeField } from './TypeField'
import { type ImportForm, useImportForm } from './useImportForm'

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
  return flow.file ? <FileForm key={flow.file.handle} file={flow.file} onClose={flow.close} /> : null
}

function FileForm({ file, onClose }: { file: ChosenFile; onClose: () => void }) {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const formId = useId()
  const form = useImportForm(file)
  const { look, trial } = form
  const start = useAct('imports.start')
  const begin = (isTrial: boolean, onSuccess: (started: { jobId: string }) => void) => {
    const { request } = form
    if (request) start.mutate({ handle: file.handle, ...request, isTrial }, { onSuccess })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin(false, () => {
      toast({ text: text('overview:import_started', { name: file.name }) })
      onClose()
    })
  }
  const check = () => begin(true, ({ jobId }) => trial.begin(jobId))
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text('overview:import_title', { name: file.name })}
      description={text('overview:import_body', { size: byteSize(file.bytes, language) })}
      footer={<Footer formId={formId} busy={start.isPending} form={form} onCheck={check} onClose={onClose} />}
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <ImportFieldSet fields={form.fields} look={look} tables={form.tables} into={form.into} onChange={form.change} />
        <ImportNotices
          shown={look.shown}
          earlier={form.earlier}
          doubles={form.doubles}
          otherKey={form.otherKey}
          mayBeHuge={form.fields.choice.mayBeHuge === true}
          onMayBeHuge={(mayBeHuge) => form.choose({ mayBeHuge })}
        />
        <TrialResult trial={trial} name={file.name} />
        <Seen form={form} isLooking={look.isLooking} />
        <Failure error={start.error} />
      </form>
    </Dialog>
  )
}

interface FooterProps {
  formId: string
  busy: boolean
  form: ImportForm
  onCheck: () => void
  onClose: () => void
}

function Footer({ formId, busy, form, onCheck, onClose }: FooterProps) {
  const text = useText()
  const isTrying = form.trial.state === 'running'
  const isKnown = (form.earlier ?? []).length > 0
  const verb = isKnown ? (form.doubles ? 'importing:import_again' : 'importing:update') : 'overview:import_start'
  return (
    <>
      <div className="mr-auto">
        <Button onClick={onCheck} disabled={form.request === null || busy || isTrying}>
          {text('importing:try')}
        </Button>
      </div>
      <Button onClick={onClose}>{text('words:cancel')}</Button>
      <Button tone="primary" type="submit" form={formId} busy={busy} disabled={form.request === null || isTrying}>
        {text(verb)}
      </Button>
    </>
  )
}

/** What is in the file, that it is being looked at, or why it cannot be. */
function Seen({ form, isLooking }: { form: ImportForm; isLooking: boolean }) {
  const text = useText()
  const { look, fields, choose } = form
  const { shown } = look
  const types = fields.choice.types ?? {}
  const typeField = (column: FilePreview['columns'][number]) => (
    <TypeField
      column={column}
      chosen={types[column.name]}
      onChange={(type) => {
        const { [column.name]: _before, ...others } = types
        choose({ types: type ? { ...others, [column.name]: type } : others })
      }}
    />
  )
  const isCsv = shown?.reading.format === 'csv'
  return (
    <div aria-live="polite" className="min-h-[120px]">
      {isLooking ? <p className="text-ink-2">{text('overview:import_looking')}</p> : null}
      {shown ? <PreviewTable preview={shown} {...(isCsv ? { typeField } : {})} /> : null}
      {isCsv ? <p className="pt-1 text-ink-3 text-small">{text('importing:types_hint')}</p> : null}
      {shown?.endsEarly ? <Notice>{text('overview:import_ends_early')}</Notice> : null}
      {isLooking ? null : <Failure error={look.error} />}
    </div>
  )
}

function Failure({ error }: { error: Error | null }) {
  const refusal = useRefusalText()
  return error ? <Notice meaning="failed">{refusal(error)}</Notice> : null
}
