// Kind `file.import`: streams the records of a JSON file into a table of imports.db, with progress by bytes, and goes on behind the last
// committed batch when it was interrupted. Reading: parse/; rows and checkpoints: imports/. This file decides how an import ends.

import { assertNever } from '@shared/errors'
import type { fileImport as kind } from '@shared/jobs/kinds/fileImport'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { z } from 'zod'
import type { Handler, HandlerRun } from '../handler'
import { type ImportFile, openImportFile } from '../imports/importFile'
import { type ImportRows, openImportRows } from '../imports/importRows'
import { openImports } from '../library/database'
import { tableIdent } from '../library/ident'
import { libraryOutcome } from '../library/outcomes'
import type { ParseProblem } from '../parse/problem'
import { RecordReader } from '../parse/recordReader'

type Input = z.infer<(typeof kind)['input']>
type Run = HandlerRun<Input>

export const fileImport: Handler<Input> = async (run) => {
  if (!isUsableTable(run.input.table)) return failed('bad_table', 'A table cannot have this name.')
  const opened = await openImportFile(run.input.path)
  if (!opened.ok) return failed(opened.code, fileSentence(opened.code))
  try {
    return await importInto(run, opened.file)
  } catch (error) {
    const outcome = libraryOutcome(error, run.paths.imports)
    if (outcome === null) throw error
    return outcome
  } finally {
    await opened.file.close()
  }
}

async function importInto(run: Run, file: ImportFile): Promise<Outcome> {
  const imports = openImports(run.paths.imports)
  try {
    const { importId, table, keyField } = run.input
    const { epoch, attemptId } = run.run
    const rows = await openImportRows(
      { db: imports.db, signal: run.signal, now: () => run.now(), sums: run.sums },
      { importId, table, keyField, identity: file.identity, epoch, attemptId },
    )
    try {
      return await readAll(run, file, rows)
    } finally {
      await rows.report()
    }
  } finally {
    imports.close()
  }
}

async function readAll(run: Run, file: ImportFile, rows: ImportRows): Promise<Outcome> {
  const { endOffset, nextIndex } = rows.run
  const isResumed = endOffset > 0
  if (isResumed) run.log.info('import goes on where it was', { offset: endOffset, row: nextIndex })
  const reader = new RecordReader({
    recordsPath: run.input.recordsPath,
    ...(isResumed ? { resume: { endOffset, nextIndex } } : {}),
  })
  tell(run, file, rows)
  let problem: ParseProblem | null = null
  for await (const piece of file.pieces(endOffset)) {
    run.signal.throwIfAborted()
    const read = reader.push(piece)
    for (const step of read.steps) {
      await rows.store(step)
      tell(run, file, rows)
    }
    problem = read.problem
    if (problem) break
  }
  if (!problem) {
    const rest = reader.finish()
    for (const step of rest.steps) await rows.store(step)
    problem = rest.problem
  }
  if (!(await file.isUnchanged())) return { type: 'retry', error: changed }
  if (problem) return broken(problem, rows)
  await rows.finish()
  tell(run, file, rows, file.bytes)
  return { type: 'succeeded', output: outputOf(rows) }
}

const changed: JobError = {
  code: 'file_changed',
  message: 'The file was changed while it was read. It is read again from its start.',
}

/** Committed bytes, never merely read ones (OUT-22, IMP-9). */
function tell(run: Run, file: ImportFile, { run: { endOffset, sums } }: ImportRows, done = endOffset): void {
  run.progress({ done, total: file.bytes, unit: 'bytes', rows: sums.inserted + sums.updated + sums.unchanged })
}

/** IMP-4: rowsRead is the sum of the others. */
function outputOf({ run }: ImportRows): Record<string, number> {
  return { rowsRead: run.nextIndex, ...run.sums }
}

function broken(problem: ParseProblem, rows: ImportRows): Outcome {
  const kept = rows.run.nextIndex - rows.run.sums.setAside
  const error: JobError = {
    code: `file_${problem.code}`,
    message: `${problem.message} ${kept === 0 ? 'No row was stored.' : `The ${kept} rows before it are kept.`}`,
    details: { offset: problem.offset, rowsKept: kept },
  }
  return { type: 'failed', error, output: outputOf(rows) }
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
