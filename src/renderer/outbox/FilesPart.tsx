// The part of the form for files: those dropped or chosen, and whether each is taken apart into records or sent as it is.
import type { TextKey } from '@shared/i18n/text'
import type { ChosenFile } from '@shared/ipc/answers'
import { X } from 'lucide-react'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { call } from '../client'
import { Button, IconButton } from '../ui/Button'
import { ByteSize } from '../ui/Figures'
import { Notice } from '../ui/Notice'
import { RadioList } from '../ui/RadioList'
import { useToast } from '../ui/Toasts'
import { type AddDraft, tooLarge, withFiles } from './addDraft'
import { DropArea } from './DropArea'

export interface FilesPartProps {
  draft: AddDraft
  onDraft: (change: (before: AddDraft) => AddDraft) => void
  mistake: TextKey | undefined
}

export function FilesPart({ draft, onDraft, mistake }: FilesPartProps) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const more = (files: ChosenFile[]) => onDraft((before) => withFiles(before, files))
  const choose = async () => {
    try {
      more(await call('outbox.chooseFiles', {}))
    } catch (error) {
      toast({ text: refusal(error) })
    }
  }
  return (
    <>
      <DropArea onDropped={more}>
        <div className="flex flex-col gap-2 rounded-large p-3 shadow-[inset_0_0_0_1px_var(--line)]">
          <div className="flex items-center justify-between gap-4">
            <p className="text-ink-2">{text('outbox:drop_hint')}</p>
            <Button onClick={() => void choose()}>{text('outbox:choose_files')}</Button>
          </div>
          <FileLines draft={draft} onDraft={onDraft} />
        </div>
      </DropArea>
      {mistake === undefined ? null : <Notice meaning="failed">{text(mistake)}</Notice>}
      {tooLarge(draft).map((file) => (
        <Notice key={file.handle} meaning="failed">
          {text('outbox:too_large', { name: file.name })}
        </Notice>
      ))}
      {draft.files.length === 0 ? null : (
        <RadioList
          label={text('outbox:as')}
          value={draft.as}
          choices={(['records', 'files'] as const).map((value) => ({
            value,
            label: text(`outbox:as_${value}`),
            hint: text(`outbox:as_${value}_hint`),
          }))}
          onChange={(as) => onDraft((before) => ({ ...before, as }))}
        />
      )}
    </>
  )
}

function FileLines({ draft, onDraft }: Pick<FilesPartProps, 'draft' | 'onDraft'>) {
  const text = useText()
  if (draft.files.length === 0) return null
  const without = (handle: string) =>
    onDraft((before) => ({ ...before, files: before.files.filter((file) => file.handle !== handle) }))
  return (
    <ul className="flex max-h-40 flex-col overflow-y-auto">
      {draft.files.map(({ handle, name, bytes }) => (
        <li key={handle} className="flex items-center gap-3 border-line border-t py-1">
          <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
          <span className="text-ink-2">
            <ByteSize bytes={bytes} />
          </span>
          <IconButton icon={X} label={text('outbox:remove_file', { name })} onClick={() => without(handle)} />
        </li>
      ))}
    </ul>
  )
}
