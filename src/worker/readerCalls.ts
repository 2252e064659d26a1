// Decides what each call to the reader answers, and that every call is answered exactly once, also a wrong one. The process around it is
// reader.ts; the statements are library/browse.ts.
import { assertNever } from '@shared/errors'
import { type FromReader, libraryFiles, type ToReader, toReaderSchema } from '@shared/readerMessages'
import { z } from 'zod'
import { asideOf, finishedImports } from './imports/importBooks'
import { aboutTable } from './library/aboutTable'
import { listTables, pageRows, type RowsRefusal } from './library/browse'
import type { LibraryDb } from './library/database'
import { storageFault } from './library/faults'
import { openReadFile, type ReadFile } from './library/readFile'
import { wholeText } from './library/wholeText'
import { windowOf } from './pull/listWindow'

const refusals: Readonly<Record<RowsRefusal, string>> = {
  unknown_table: 'no such table or place',
  bad_cursor: 'the row to go on from is gone',
  too_many_to_sort: 'the table is too long to sort',
}

type Files = Record<(typeof libraryFiles)[number], ReadFile>

export interface Reader {
  /** null: the message has no id to answer to. */
  answer(message: unknown): FromReader | null
  close(): void
}

export function openReader(): Reader {
  let files: Files | null = null
  const close = (): void => {
    files?.library.close()
    files?.imports.close()
    files = null
  }
  const respond = (call: ToReader): FromReader => {
    if (call.call === 'hello') {
      close()
      files = { library: openReadFile(call.library), imports: openReadFile(call.imports) }
      return { id: call.id, ok: true, value: {} }
    }
    if (files === null) return { id: call.id, ok: false, code: 'no_hello', message: 'the reader knows no files yet' }
    return look(files, call)
  }
  return {
    answer: (message) => {
      const id = z.object({ id: z.number() }).safeParse(message)
      if (!id.success) return null
      const call = toReaderSchema.safeParse(message)
      if (!call.success) return { id: id.data.id, ok: false, code: 'bad_call', message: call.error.message }
      try {
        return respond(call.data)
      } catch (error) {
        return failed(id.data.id, error, files, call.data)
      }
    },
    close,
  }
}

function look(files: Files, call: Exclude<ToReader, { call: 'hello' }>): FromReader {
  switch (call.call) {
    case 'tables':
      return listAll(files, call.id)
    case 'rows': {
      const db = files[call.request.file].current()
      const within = call.request.held?.window
      const window = within ? windowOf(within, Date.now()) : null
      const page = db === null ? 'unknown_table' : pageRows(db, call.request, () => performance.now(), window)
      if (typeof page === 'string') return { id: call.id, ok: false, code: page, message: refusals[page] }
      return { id: call.id, ok: true, value: page }
    }
    case 'cell': {
      const db = files[call.request.file].current()
      const value = db === null ? null : wholeText(db, call.request)
      if (value === null) return { id: call.id, ok: false, code: 'unknown_table', message: 'no such value' }
      return { id: call.id, ok: true, value }
    }
    case 'importsOf': {
      const db = files.imports.current()
      return { id: call.id, ok: true, value: db === null ? [] : finishedImports(db, call.bytes) }
    }
    case 'aside': {
      const db = files.imports.current()
      return { id: call.id, ok: true, value: db === null ? null : asideOf(db, call.jobId) }
    }
    case 'about': {
      const db = files[call.request.file].current()
      const about = db === null ? null : aboutTable(db, call.request.table, call.request.since)
      if (about === null) return { id: call.id, ok: false, code: 'unknown_table', message: refusals.unknown_table }
      return { id: call.id, ok: true, value: about }
    }
    default:
      return assertNever(call)
  }
}

type FileName = (typeof libraryFiles)[number]

/** One damaged file hides no other one's tables. */
function listAll(files: Files, id: number): FromReader {
  const damaged: FileName[] = []
  const value = libraryFiles.flatMap((file) => {
    try {
      return tablesOf(files[file].current(), file)
    } catch (error) {
      if (storageFault(error) !== 'damaged') throw error
      files[file].suspect()
      damaged.push(file)
      return []
    }
  })
  return { id, ok: true, value, damaged }
}

function failed(id: number, error: unknown, files: Files | null, call: ToReader): FromReader {
  const message = String(error)
  if (storageFault(error) !== 'damaged' || !('request' in call)) return { id, ok: false, code: 'read_failed', message }
  const { file } = call.request
  files?.[file].suspect()
  return { id, ok: false, code: 'read_damaged', message, damaged: [file] }
}

function tablesOf(db: LibraryDb | null, file: (typeof libraryFiles)[number]): ReturnType<typeof listTables> {
  return db === null ? [] : listTables(db, file)
}
