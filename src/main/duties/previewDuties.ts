// What a page is shown of files and values, computed in processes of their own: the preview of a chosen file before it is imported, and the
// whole of a value. Asked anew about the same file, the earlier look is called off: nobody waits for it any more.
import type { ComputeCall } from '@shared/computeMessages'
import { granted, type Reply } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'
import type { WholeValue } from '@shared/ipc/commands'
import type { CellRequest, CellText } from '@shared/readerMessages'
import { SECOND_MS } from '@shared/time'

/** Shorter than a page waits for an answer. */
const DEADLINE_MS = 8 * SECOND_MS
/** More is nobody's to read in a panel. */
const SHOWN_CHARACTERS = 200_000

export interface PreviewPorts {
  /** One computation in a process of its own. */
  compute: ComputeCall
  /** Many small ones in one process. */
  computeShared: ComputeCall
  cell: (request: CellRequest) => Promise<Reply<CellText>>
}

export interface PreviewDuties {
  /** The likeliest list of the file where `recordsPath` is null. */
  previewFile: (path: string, recordsPath: string | null) => Promise<Reply<FilePreview>>
  /** JSON is set out over lines; what cannot be is shown as it is. */
  wholeValue: (request: CellRequest) => Promise<Reply<WholeValue>>
}

export function createPreviewDuties({ compute, computeShared, cell }: PreviewPorts): PreviewDuties {
  const looking = new Map<string, AbortController>()
  return {
    async previewFile(path, recordsPath) {
      looking.get(path)?.abort()
      const look = new AbortController()
      looking.set(path, look)
      const limits = { signal: look.signal, deadlineMs: DEADLINE_MS }
      const reply = await compute('preview.json', { path, recordsPath }, limits)
      if (looking.get(path) === look) looking.delete(path)
      if (reply.ok) return granted(reply.output)
      const { code, message, data } = reply.error
      return { ok: false, refusal: data ? { code, message, data } : { code, message } }
    },

    async wholeValue(request) {
      const read = await cell(request)
      if (!read.ok) return read
      const { text, isCut } = read.value
      if (!isCut && /^\s*[[{]/.test(text)) {
        const input = { text, mostCharacters: SHOWN_CHARACTERS }
        const reply = await computeShared('format.json', input, { deadlineMs: DEADLINE_MS })
        if (reply.ok) return granted({ ...reply.output, isJson: true })
      }
      const isLonger = text.length > SHOWN_CHARACTERS
      const shown = isLonger ? text.slice(0, SHOWN_CHARACTERS).toWellFormed() : text
      return granted({ text: shown, isJson: false, isCut: isCut || isLonger })
    },
  }
}
