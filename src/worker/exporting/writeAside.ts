// Writes what an import set aside, CSV as CSV and JSON as a list: `_error` says why, first in each record, and everything behind it stands as it
// stood, so that it can be corrected and imported again (IMP-5).
import { writeFileSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { readingSchema } from '@shared/imports'
import { z } from 'zod'
import { csvColumnsSchema, ERROR_COLUMN, TEXT_PROPERTY } from '../imports/csvColumns'
import type { LibraryDb } from '../library/database'

export class UnknownImport extends Error {}

interface Reject {
  position: number
  line: number | null
  byte_offset: number
  code: string
  column_name: string | null
  text: Buffer | null
}

interface Book {
  import_id: string
  reading: string
  columns: string | null
}

const SLICE_ROWS = 500

/** Answers how many it wrote. Throws UnknownImport, or the system's or SQLite's error. */
export async function writeAside(
  db: LibraryDb,
  jobId: string,
  file: number,
  tell: (rows: number) => void,
): Promise<number> {
  const book = db
    .prepare<{ jobId: string }, Book>('select import_id, reading, columns from _file_imports where job_id = @jobId')
    .get({ jobId })
  if (!book) throw new UnknownImport()
  const { head, record, foot } = writerOf(book)
  const slice = db.prepare<{ importId: string; after: bigint }, Reject>(
    `select position, line, byte_offset, code, column_name, text from _rejects
     where import_id = @importId and position > @after order by position limit ${SLICE_ROWS}`,
  )
  let rows = 0
  let after = -1n
  writeFileSync(file, head)
  for (;;) {
    const rejects = slice.all({ importId: book.import_id, after })
    if (rejects.length > 0) writeFileSync(file, Buffer.concat(rejects.map((reject, at) => record(reject, rows + at))))
    rows += rejects.length
    after = BigInt(rejects.at(-1)?.position ?? 0)
    tell(rows)
    if (rejects.length < SLICE_ROWS) break
    await breathe()
  }
  writeFileSync(file, foot)
  return rows
}

interface Writer {
  head: string
  record: (reject: Reject, index: number) => Buffer
  foot: string
}

function writerOf({ reading: stored, columns }: Book): Writer {
  const reading = readingSchema.parse(JSON.parse(stored))
  if (reading.format === 'csv') return csvWriter(reading, csvColumnsSchema.parse(JSON.parse(columns ?? '[]')))
  // A file that is called JSON holds one list, whatever its records came from.
  return {
    head: '[\n',
    record: (reject, index) => Buffer.from(`${index === 0 ? '' : ',\n'}${jsonRecord(reject)}`),
    foot: '\n]\n',
  }
}

function csvWriter(
  { delimiter, quote, escape }: { delimiter: string; quote: string | null; escape: string },
  columns: readonly { name: string }[],
): Writer {
  const cell = (text: string): string => {
    if (quote === null) return text.replaceAll(delimiter, ' ').replaceAll(/[\r\n]/g, ' ')
    const inner = text.replaceAll(escape, `${escape}${escape}`).replaceAll(quote, `${escape}${quote}`)
    return `${quote}${escape === quote ? text.replaceAll(quote, `${quote}${quote}`) : inner}${quote}`
  }
  const names = [ERROR_COLUMN, ...columns.map(({ name }) => name)]
  return {
    head: `${names.map((name) => (/^[\w .-]+$/.test(name) ? name : cell(name))).join(delimiter)}\n`,
    record: (reject) =>
      Buffer.concat([
        Buffer.from(cell(reasonOf(reject)) + delimiter),
        reject.text ?? Buffer.alloc(0),
        Buffer.from('\n'),
      ]),
    foot: '',
  }
}

/** What is no JSON stands as text in `_text`. */
function jsonRecord(reject: Reject): string {
  const reason = JSON.stringify(reasonOf(reject))
  const text = reject.text?.toString('utf8') ?? null
  if (text === null) return `{"${ERROR_COLUMN}":${reason}}`
  if (!isObject(text)) return `{"${ERROR_COLUMN}":${reason},"${TEXT_PROPERTY}":${JSON.stringify(text)}}`
  const rest = text.trim().slice(1)
  return `{"${ERROR_COLUMN}":${reason}${rest.trim() === '}' ? '' : ','}${rest}`
}

function isObject(text: string): boolean {
  try {
    return text.trim().startsWith('{') && z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

/** 'no_key (id), line 7, byte 120'. The code is stable; lines count from 1. */
function reasonOf({ code, column_name: column, line, byte_offset: offset }: Reject): string {
  return `${code}${column === null ? '' : ` (${column})`}${line === null ? '' : `, line ${line}`}, byte ${offset}`
}
