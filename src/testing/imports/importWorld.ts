// A folder with a file that is imported by the real handler into a real imports.db, and looks at what came of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainJson, type Reading } from '@shared/imports'
import type { Outcome } from '@shared/jobs/outcome'
import type { HandlerRun } from '../../worker/handler'
import { fileImport } from '../../worker/handlers/fileImport'
import { openForReading } from '../../worker/library/database'

type Input = Parameters<typeof fileImport>[0]['input']

export const csvReading: Reading = { ...plainJson, format: 'csv' }
export const linesReading: Reading = { ...plainJson, format: 'ndjson' }

export interface ImportWorld {
  at(name: string): string
  /** Imports the file as it is. The first is import `i1` of job `j1`, into table `t`, as CSV without a key unless told. */
  run(input?: Partial<Input>): Promise<Outcome>
  /** Writes the file first. */
  imported(content: string | Buffer, input?: Partial<Input>): Promise<Outcome>
  /** Rows of imports.db, as arrays. */
  query(sql: string): unknown[]
  close(): void
}

export function openImportWorld(): ImportWorld {
  const folder = mkdtempSync(join(tmpdir(), 'lull-files-'))
  const at = (name: string): string => join(folder, name)
  let epoch = 0
  const run = (input: Partial<Input> = {}): Promise<Outcome> => {
    epoch++
    return fileImport(runOf(folder, epoch, input))
  }
  return {
    at,
    run,
    imported: (content, input) => {
      writeFileSync(at('file'), content)
      return run(input)
    },
    query: (sql) => {
      const db = openForReading(at('imports.db'))
      try {
        return db.prepare(sql).raw().all()
      } finally {
        db.close()
      }
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}

function runOf(folder: string, epoch: number, input: Partial<Input>): HandlerRun<Input> {
  const at = (name: string): string => join(folder, name)
  const spec = { attemptId: `a${epoch}`, jobId: `j${epoch}`, kind: 'file.import', input: {}, attempt: 0, tags: [] }
  const own = {
    path: at('file'),
    importId: `i${epoch}`,
    table: 't',
    keyField: null,
    reading: csvReading,
    isTrial: false,
  }
  return {
    run: { ...spec, generation: 0, sourceId: null, epoch, trigger: 'user' },
    input: { ...own, ...input },
    signal: new AbortController().signal,
    ask: () => Promise.reject(new Error('an import asks for nothing')),
    progress: () => {},
    sums: {},
    log: { debug() {}, info() {}, warn() {}, error() {} },
    paths: { library: at('library.db'), imports: at('imports.db'), spool: folder, temp: folder },
    now: () => 1_800_000_000_000,
  }
}

/** How an import ends into which nothing came before. */
export function endedWith(inserted: number, setAside = 0): object {
  return { type: 'succeeded', output: { rowsRead: inserted + setAside, inserted, updated: 0, unchanged: 0, setAside } }
}
