// Reads a file step by step from where an import stands: its text (importText.ts) through the reader of its format.
import type { Reading } from '@shared/imports'
import { arrayReader } from './arrayReader'
import type { CsvColumn } from './csvColumns'
import { csvReaderOf } from './detect'
import type { ImportFile } from './importFile'
import { openImportText } from './importText'
import { LineReader } from './lineReader'
import type { Place, ReadProblem, RowReader, RowStep } from './rowSteps'
import { UnpackProblem } from './unpack'

export interface ImportSteps {
  /** null: there are no more, because the file or its reading has ended (`problem`). Rows are valid until the next call. */
  next(): Promise<RowStep | null>
  readonly problem: ReadProblem | null
  /** Bytes of the file that text up to there came from. */
  fileBytes(endOffset: number): number
  /** SHA-256 of the file; once, after the last step. */
  hash(): string
  /** Lets go of the file; safe to call at any time. */
  close(): Promise<void>
}

export function openImportSteps(
  file: ImportFile,
  reading: Reading,
  columns: readonly CsvColumn[] | null,
  from: Place,
): ImportSteps {
  const text = openImportText(file, reading, from.endOffset)
  const reader = readerOf(reading, columns, from)
  let waiting: RowStep[] = []
  let problem: ReadProblem | null = null
  let isOver = false

  async function readOn(): Promise<void> {
    const piece = await text.pieces.next()
    const read = piece.done ? reader.finish() : reader.push(piece.value)
    waiting = read.steps
    problem = read.problem
    isOver = piece.done === true || problem !== null
  }

  return {
    next: async () => {
      while (waiting.length === 0 && !isOver) {
        try {
          await readOn()
        } catch (error) {
          if (!(error instanceof UnpackProblem)) throw error
          waiting = reader.finish().steps
          problem = { code: error.code, message: sentences[error.code], offset: error.unpackedBytes }
          isOver = true
        }
      }
      return waiting.shift() ?? null
    },
    get problem() {
      return problem
    },
    fileBytes: (endOffset) => text.fileBytes(endOffset),
    hash: () => text.hash(),
    close: async () => void (await text.pieces.return(undefined)),
  }
}

const sentences: Readonly<Record<UnpackProblem['code'], string>> = {
  file_bad_gzip: 'The file is no whole gzip file.',
  file_unpacks_too_large: 'The file unpacks to far more than its size.',
}

function readerOf(reading: Reading, columns: readonly CsvColumn[] | null, from: Place): RowReader {
  switch (reading.format) {
    case 'csv':
      return csvReaderOf(reading, columns ?? [], from)
    case 'ndjson':
      return new LineReader({ from })
    case 'json':
      return arrayReader(reading.recordsPath, from)
  }
}
