// A place on which files can be dropped. Main keeps the files under handles; their paths never come to the page.
import { RefusalError } from '@shared/errors'
import type { ChosenFile } from '@shared/ipc/answers'
import { type DragEvent, type ReactNode, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useToast } from '../ui/Toasts'

export interface DropAreaProps {
  onDropped: (files: ChosenFile[]) => void
  children: ReactNode
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}

export function DropArea({ onDropped, children }: DropAreaProps) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  /** Enters and leaves come for every element beneath: how deep it is. */
  const [depth, setDepth] = useState(0)
  const take = async (files: File[]) => {
    const reply = await window.lull.drop(files)
    if (!reply.ok) toast({ text: refusal(new RefusalError(reply.refusal)) })
    else if (reply.value.length === 0) toast({ text: text('outbox:drop_nothing') })
    else onDropped(reply.value)
  }
  return (
    <div
      data-drop
      className="relative flex min-h-0 min-w-0 flex-1 flex-col"
      onDragEnter={(event) => carriesFiles(event) && setDepth((before) => before + 1)}
      onDragLeave={(event) => carriesFiles(event) && setDepth((before) => Math.max(0, before - 1))}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        setDepth(0)
        const files = [...event.dataTransfer.files]
        if (files.length > 0) void take(files)
      }}
    >
      {children}
      {depth > 0 ? (
        <div className="pointer-events-none absolute inset-3 z-[15] flex flex-col items-center justify-center gap-1 rounded-large bg-raised shadow-[inset_0_0_0_2px_var(--accent)]">
          <p className="font-semibold text-large">{text('outbox:drop_here')}</p>
          <p className="text-ink-2">{text('outbox:drop_here_body')}</p>
        </div>
      ) : null}
    </div>
  )
}
