// The ways of benchmark `pull`, each in a process of its own that prints one line: ms, rows and memory over what the process held before.
// `lull` is the worker's own pull as feed.sync runs it; `plain` is fetch + JSON.parse + one prepared insert, a transaction a page.
import { join } from 'node:path'
import { pullSettingsOf } from '@shared/pullSettings'
import Database from 'better-sqlite3'
import { openSpool } from '../../src/worker/handlers/feedSpool'
import { openHttp } from '../../src/worker/http/client'
import { openLibrary } from '../../src/worker/library/database'
import { dropSums } from '../../src/worker/library/runSums'
import { pullSource } from '../../src/worker/pull/pullSource'

export interface WayResult {
  ms: number
  rows: number
  grewMiB: number
  requests: number
  /** Of the process, user and system, ms. */
  cpuMs: number
}

const SAMPLE_EVERY_MS = 10
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

/** Highest resident memory over that before, while `work` runs. */
async function measured(work: () => Promise<Pick<WayResult, 'rows' | 'requests'>>): Promise<WayResult> {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let highest = before
  const sample = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, SAMPLE_EVERY_MS)
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const done = await work()
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  clearInterval(sample)
  highest = Math.max(highest, process.memoryUsage.rss())
  return { ...done, ms, cpuMs: (user + system) / 1_000, grewMiB: (highest - before) / 1024 / 1024 }
}

async function lull(folder: string, url: string, epoch: number): Promise<WayResult> {
  const paths = {
    library: join(folder, 'library.db'),
    imports: '',
    spool: join(folder, 'spool'),
    temp: join(folder, 'temp'),
  }
  const http = openHttp()
  const library = openLibrary(paths.library)
  const sums = {} as Parameters<typeof pullSource>[0]['sums']
  const source = {
    id: 's',
    name: 'Photos',
    url,
    recordsPath: '',
    keyField: 'id',
    paginator: { type: 'link' as const },
    auth: 'none' as const,
    table: 'photos',
    constraints: {},
    pull: pullSettingsOf({ maxPageMiB: 1_024 }),
    deletesAnswer: null,
  }
  try {
    return await measured(async () => {
      const outcome = await pullSource({
        source,
        token: null,
        http,
        db: library.db,
        lease: { target: 'photos', epoch },
        attemptId: 'a',
        sums,
        signal: new AbortController().signal,
        progress: () => {},
        log: quiet,
        now: Date.now,
        spill: () => openSpool(paths, Date.now()),
      })
      if (outcome.type !== 'succeeded') throw new Error(JSON.stringify(outcome))
      return {
        rows: Number(library.db.prepare('select count(*) from photos').pluck().get()),
        requests: sums.requests ?? 0,
      }
    })
  } finally {
    dropSums(library.db, { target: 'photos', epoch })
    library.close()
    await http.close()
  }
}

interface Photo {
  id: number
  albumId: number
  title: string
  url: string
  thumbnailUrl: string
}

async function plain(folder: string, start: string): Promise<WayResult> {
  const db = new Database(join(folder, 'plain.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(
    'create table if not exists photos (id integer primary key, albumId any, title any, url any, thumbnailUrl any) strict',
  )
  const insert = db.prepare('insert or replace into photos values (@id, @albumId, @title, @url, @thumbnailUrl)')
  const store = db.transaction((rows: Photo[]) => {
    for (const row of rows) insert.run(row)
  })
  return await measured(async () => {
    let requests = 0
    for (let url: string | null = start; url; ) {
      const reply: Response = await fetch(url)
      requests++
      store((await reply.json()) as Photo[])
      const next = /<([^>]+)>/.exec(reply.headers.get('link') ?? '')?.[1]
      url = next ? new URL(next, url).href : null
    }
    const rows = Number(db.prepare('select count(*) from photos').pluck().get())
    db.close()
    return { rows, requests }
  })
}

/** Arguments: way, folder, address, and the epoch of the lease. Prints its result. */
export async function runWay([way, folder = '', url = '', epoch = '1']: string[]): Promise<void> {
  console.log(JSON.stringify(way === 'plain' ? await plain(folder, url) : await lull(folder, url, Number(epoch))))
}
