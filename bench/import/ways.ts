// The ways of benchmark `import` that run on this Node, each in a process of its own that prints one line: how long it took and what it held.
// `lull` is the worker's own file.import; `plain` is JSON.parse and one prepared insert; `duckdb` reads the file by itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { plainJson, type Reading } from '@shared/imports'
import Database from 'better-sqlite3'
import { fileImport } from '../../src/worker/handlers/fileImport'
import { PHOTOS } from '../app/photos'
import { type Format, fileOf } from './files'

export interface WayResult {
  ms: number
  peakMiB: number
  /** Processor time, of user and system, of all threads; null where it was not measured. */
  processorMs: number | null
}

type Work = (source: string, folder: string, format: Format) => Promise<number>

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const COLUMNS = 'albumId any, id integer primary key, title any, url any, thumbnailUrl any'

const ways: Readonly<Record<string, Work>> = {
  async lull(source, folder, format) {
    const at = (name: string): string => join(folder, name)
    const reading: Reading = { ...plainJson, format }
    const outcome = await fileImport({
      run: {
        attemptId: 'a',
        jobId: 'j',
        kind: 'file.import',
        input: {},
        attempt: 0,
        tags: [],
        generation: 0,
        sourceId: null,
        epoch: 1,
        trigger: 'user',
      },
      input: { path: source, importId: 'i', table: 'photos', keyField: 'id', reading, isTrial: false },
      signal: new AbortController().signal,
      ask: () => Promise.reject(new Error('an import asks for nothing')),
      progress: () => {},
      sums: {},
      log: quiet,
      paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
      now: Date.now,
    })
    if (outcome.type !== 'succeeded') throw new Error(JSON.stringify(outcome))
    return (outcome.output as { inserted: number }).inserted
  },

  async plain(source, folder) {
    const db = new Database(join(folder, 'plain.db'))
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(`create table photos (${COLUMNS}) strict`)
    const insert = db.prepare('insert into photos values (@albumId, @id, @title, @url, @thumbnailUrl)')
    const rows = JSON.parse(readFileSync(source, 'utf8')) as object[]
    db.transaction(() => {
      for (const row of rows) insert.run(row)
    })()
    db.close()
    return rows.length
  },

  async duckdb(source, folder, format) {
    const { DuckDBInstance } = createRequire(join(folder, '..', '..', 'duckdb', 'x.js'))('@duckdb/node-api') as DuckDb
    const instance = await DuckDBInstance.create(join(folder, 'duck.db'))
    const connection = await instance.connect()
    await connection.run(
      'create table photos (albumId bigint, id bigint primary key, title text, url text, thumbnailUrl text)',
    )
    const reader = format === 'csv' ? 'read_csv' : 'read_json'
    await connection.run(`insert into photos select albumId, id, title, url, thumbnailUrl from ${reader}('${source}')`)
    const reply = await connection.runAndReadAll('select count(*) from photos')
    const rows = Number(reply.getRows()[0]?.[0])
    connection.closeSync()
    instance.closeSync()
    return rows
  },
}

interface DuckDb {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection>; closeSync(): void }> }
}
interface DuckConnection {
  run(sql: string): Promise<unknown>
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>
  closeSync(): void
}

/** Arguments: way, the folder of the files, a folder of its own, and the format. Prints its result. */
export async function runWay([name = '', files = '', folder = '', format = 'json']: string[]): Promise<void> {
  const work = ways[name]
  if (!work) throw new Error(`no way ${name}`)
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const rows = await work(fileOf(files, format as Format), folder, format as Format)
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(before)
  if (rows !== PHOTOS) throw new Error(`${name} stored ${rows} rows`)
  const processorMs = (user + system) / 1_000
  console.log(JSON.stringify({ ms, peakMiB: process.resourceUsage().maxRSS / 1024, processorMs } satisfies WayResult))
  // DuckDB's threads would keep the process.
  process.exit()
}
