// What a page is shown of files and values, computed in processes of their own: the preview of a chosen file before it is imported, and the
// whole of a value. Asked anew about the same file, the earlier look is called off: nobody waits for it any more.
import type { ComputeCall } from '@shared/computeMessages'
import { granted, type Reply } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'
import type { AsideSummary, EarlierImport, ReadingChoice } from '@shared/imports'
import type { WholeValue } from '@shared/ipc/answers'
import type { CellRequest, CellText } from '@shared/readerMessages'
import { MINUTE_MS, SECOND_MS } from '@shared/time'

/** Shorter than a page waits for an answer. */
const DEADLINE_MS = 8 * SECOND_MS
/** A hundred gigabytes from an ordinary disk. */
const HASH_DEADLINE_MS = 10 * MINUTE_MS
/** More is nobody's to read in a panel. */
const SHOWN_CHARACTERS = 200_000

export interface PreviewPorts {
  /** One computation in a process of its own. */
  compute: ComputeCall
  /** Many small ones in one process. */
  computeShared: ComputeCall
  cell: (request: CellRequest) => Promise<Reply<CellText>>
  /** Of files of so many bytes, with their hashes. */
  importsOf: (bytes: number) => Promise<Reply<(EarlierImport & { hash: string })[]>>
  aside: (jobId: string) => Promise<Reply<AsideSummary | null>>
}

export interface PreviewDuties {
  previewFile: (path: string, choice: ReadingChoice) => Promise<Reply<FilePreview>>
  /** Imports of the very same content (IMP-8). The file is only read where one of its length is known. */
  earlierImports: (file: { path: string; bytes: number }) => Promise<Reply<EarlierImport[]>>
  /** What an import set aside. */
  aside: (jobId: string) => Promise<Reply<AsideSummary | null>>
  /** JSON is set out over lines; what cannot be is shown as it is. */
  wholeValue: (request: CellRequest) => Promise<Reply<WholeValue>>
}

export function createPreviewDuties({ compute, computeShared, cell, importsOf, aside }: PreviewPorts): PreviewDuties {
  const looking = new Map<string, AbortController>()
  return {
    async previewFile(path, choice) {
      looking.get(path)?.abort()
      const look = new AbortController()
      looking.set(path, look)
      const limits = { signal: look.signal, deadlineMs: DEADLINE_MS }
      const reply = await compute('preview.file', { path, choice }, limits)
      if (looking.get(path) === look) looking.delete(path)
      if (reply.ok) return granted(reply.output)
      const { code, message, data } = reply.error
      return { ok: false, refusal: data ? { code, message, data } : { code, message } }
    },

    aside,

    async earlierImports({ path, bytes }) {
      const known = await importsOf(bytes)
      if (!known.ok) return known
      if (known.value.length === 0) return granted([])
      const reply = await compute('hash.file', { path }, { deadlineMs: HASH_DEADLINE_MS })
      if (!reply.ok) return granted([])
      const same = known.value.filter(({ hash }) => hash === reply.output.hash)
      return granted(same.map(({ table, finishedAt, rows }) => ({ table, finishedAt, rows })))
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
