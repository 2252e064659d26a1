// Kind `file.import`: streams the records of a CSV, JSON, NDJSON or GeoJSON file into a table of imports.db, with progress by bytes, and goes on
// behind the last committed batch when it was interrupted. Reading, rows and checkpoints: imports/. This file decides how an import ends.
import { assertNever } from '@shared/errors'
import type { fileImport as kind } from '@shared/jobs/kinds/fileImport'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import { isWorthALine } from '@shared/logger'
import type { z } from 'zod'
import type { Handler, HandlerRun } from '../handler'
import { readBeginning } from '../imports/beginning'
import { type CsvColumn } from '../imports/csvColumns'
import { detectColumns } from '../imports/detect'
import { type ImportFile, openImportFile } from '../imports/importFile'
import {
  claimTable,
  findImport,
  type ImportRows,
  type ImportRowsPorts,
  openImportRows,
  tryImportRows,
} from '../imports/importRows'
import type { ImportRun, NewImport } from '../imports/importRuns'
import { type ImportSteps, openImportSteps } from '../imports/importSteps'
import { type ReadProblem, theStart } from '../imports/rowSteps'
import { UnpackProblem } from '../imports/unpack'
import { type LibraryDb, openImports } from '../library/database'
import { tableIdent } from '../library/ident'
import { libraryOutcome } from '../library/outcomes'

type Input = z.infer<(typeof kind)['input']>
type Run = HandlerRun<Input>

/** 16 MiB. */
const PAGES_BEFORE_FOLDING = 4_096
/** Half of what SQLite would take here, and no slower: a row is written once, and the key's index is met where it was met before. */
const CACHE_KIB = 8_000

export const fileImport: Handler<Input> = async (run) => {
  if (!isUsableTable(run.input.table)) return failed('bad_table', 'A table cannot have this name.')
  const opened = await openImportFile(run.input.path)
  if (!opened.ok) return failed(opened.code, fileSentence(opened.code))
  try {
    return await importInto(run, opened.file)
  } catch (error) {
    if (error instanceof UnpackProblem) return failed(error.code, 'The file is no whole gzip file.')
    const outcome = libraryOutcome(error, run.paths.imports)
    if (outcome === null) throw error
    return outcome
  } finally {
    await opened.file.close()
  }
}

async function importInto(run: Run, file: ImportFile): Promise<Outcome> {
  const imports = openImports(run.paths.imports)
  // Pages of the key's index are written again and again: folded in seldom, each is copied to the file once instead of many times.
  imports.db.pragma(`wal_autocheckpoint = ${PAGES_BEFORE_FOLDING}`)
  imports.db.pragma(`cache_size = -${CACHE_KIB}`)
  try {
    const { importId, table } = run.input
    const { epoch, attemptId } = run.run
    const lease = await claimTable(imports.db, table, epoch, run.signal)
    const { db } = imports
    const ports = { db, signal: run.signal, now: () => run.now(), sums: run.sums, lease, attemptId }
    const known = run.input.isTrial ? null : await findImport(ports, { importId, table, identity: file.identity })
    const columns = known ? known.columns : await columnsOf(run, file)
    if (columns === 'too_many') return failed('file_too_many_columns', 'The file has too many columns.')
    if (columns === 'empty') return failed('file_empty', 'The file holds nothing. Nothing was changed.')
    if (columns && !hasKey(columns, run.input.keyField))
      return failed('file_no_key_column', 'No column has the name of the key. Nothing was changed.')
    if (!known && hasOtherKey(db, run.input))
      return failed('file_other_key', 'The table has another key. Nothing was changed.')
    const spec = specOf(run, file, columns)
    return run.input.isTrial ? await tryAll(run, file, ports, spec) : await readAll(run, file, ports, spec, known)
  } finally {
    imports.close()
  }
}

/** Null where the format has no columns of its own. */
async function columnsOf(run: Run, file: ImportFile): Promise<CsvColumn[] | null | 'too_many' | 'empty'> {
  const { reading } = run.input
  if (reading.format !== 'csv') return null
  const beginning = await readBeginning(file, '', reading, run.signal)
  if (beginning.bytes.length === 0) return 'empty'
  const columns = detectColumns(beginning, reading)
  if (columns === null) return 'too_many'
  return columns.length === 0 ? 'empty' : columns
}

function hasKey(columns: readonly CsvColumn[], keyField: string | null): boolean {
  return keyField === null || columns.some(({ name }) => name === keyField)
}

/** Rows known by one field and rows known by another would come to stand beside each other, each twice. */
function hasOtherKey(db: LibraryDb, { table, keyField }: Input): boolean {
  const other = db.prepare(
    'select 1 from _tables where table_name = @table collate nocase and rows > 0 and key_field is not @keyField',
  )
  return other.get({ table, keyField }) !== undefined
}

function specOf(run: Run, file: ImportFile, columns: CsvColumn[] | null): NewImport {
  const { importId, table, keyField, reading } = run.input
  const { identity, bytes } = file
  return { importId, jobId: run.run.jobId, table, keyField, identity, fileBytes: bytes, reading, columns }
}

async function readAll(
  run: Run,
  file: ImportFile,
  ports: ImportRowsPorts,
  spec: NewImport,
  known: ImportRun | null,
): Promise<Outcome> {
  const rows = await openImportRows(ports, spec, known)
  const { reading, columns, endOffset, nextIndex } = rows.run
  if (endOffset > 0) run.log.info('import goes on where it was', { offset: endOffset, row: nextIndex })
  else run.log.info('reads the file from its start', { format: reading.format, bytes: file.bytes })
  const steps = openImportSteps(file, reading, columns, rows.run)
  try {
    tell(run, file, steps, rows.run)
    for (let batch = 1; await rows.store(steps); batch += 1) {
      sayBatch(run, batch, rows.run)
      tell(run, file, steps, rows.run)
    }
    if (rows.run.sums.setAside > 0) run.log.warn('records were set aside', { records: rows.run.sums.setAside })
    if (!(await file.isUnchanged())) return { type: 'retry', error: changed }
    if (steps.problem) return broken(steps.problem, rows)
    await rows.finish(steps.hash())
    tell(run, file, steps, rows.run, file.bytes)
    return { type: 'succeeded', output: outputOf(rows.run) }
  } finally {
    await steps.close()
    await rows.report()
  }
}

/** Everything is counted and nothing is kept. */
async function tryAll(run: Run, file: ImportFile, ports: ImportRowsPorts, spec: NewImport): Promise<Outcome> {
  run.log.info('tries the file, and keeps nothing', { format: spec.reading.format, bytes: file.bytes })
  const steps = openImportSteps(file, spec.reading, spec.columns, theStart)
  try {
    const tried = await tryImportRows(ports, spec, steps, (now) => tell(run, file, steps, now))
    const output = { ...outputOf(tried), isTrial: true }
    if (steps.problem) return { type: 'failed', error: errorOf(steps.problem, 0), output }
    return { type: 'succeeded', output }
  } finally {
    await steps.close()
  }
}

function sayBatch(run: Run, batch: number, { endOffset, nextIndex }: ImportRun): void {
  if (isWorthALine(batch)) run.log.debug('a batch was stored', { batch, rows: nextIndex, offset: endOffset })
}

const changed: JobError = {
  code: 'file_changed',
  message: 'The file was changed while it was read. It is read again from its start.',
}

/** Bytes of committed rows, never merely read ones (OUT-22, IMP-9). */
function tell(run: Run, file: ImportFile, steps: ImportSteps, { endOffset, sums }: ImportRun, done?: number): void {
  const stored = sums.inserted + sums.updated + sums.unchanged
  const bytes = done ?? Math.min(file.bytes, steps.fileBytes(endOffset))
  run.progress({ done: bytes, total: file.bytes, unit: 'bytes', rows: stored, setAside: sums.setAside })
}

/** IMP-4: rowsRead is the sum of the others. */
function outputOf(run: ImportRun): Record<string, number> {
  return { rowsRead: run.nextIndex, ...run.sums }
}

function broken(problem: ReadProblem, { run }: ImportRows): Outcome {
  return { type: 'failed', error: errorOf(problem, run.nextIndex - run.sums.setAside), output: outputOf(run) }
}

function errorOf({ code, message, offset }: ReadProblem, kept: number): JobError {
  return {
    code,
    message: `${message} ${kept === 0 ? 'No row was stored.' : `The ${kept} rows before it are kept.`}`,
    details: { offset, rowsKept: kept },
  }
}

function failed(code: string, message: string): Outcome {
  return { type: 'failed', error: { code, message } }
}

function fileSentence(code: 'file_missing' | 'file_unreadable'): string {
  switch (code) {
    case 'file_missing':
      return 'The file is no longer where it was. Nothing was changed.'
    case 'file_unreadable':
      return 'The file cannot be read. Nothing was changed.'
    default:
      return assertNever(code)
  }
}

/** Names kept for inner tables, and names with control characters, are nobody's. */
function isUsableTable(table: string): boolean {
  try {
    return tableIdent(table) !== ''
  } catch {
    return false
  }
}
