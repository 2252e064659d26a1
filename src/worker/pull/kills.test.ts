// A real worker process, killed a hundred times at random moments of one pull of 200 pages: before an answer, amid a body, while a page is
// stored, while it starts. After each kill library.db is read from outside. When and where is decided by a seed, which a failure prints.
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pullSettingsOf } from '@shared/pullSettings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { randomOf } from '../../testing/random'
import { buildWorker, type WorkerBuild } from '../../testing/workerProcess/workerBuild'
import { startWorker, type WorkerProcess } from '../../testing/workerProcess/workerProcess'
import { openForReading } from '../library/database'

/** A hundred prove it; for a planted defect fewer are enough. */
const KILLS = Number(process.env['LULL_KILLS'] ?? 100)
const PAGES = 200
const ROWS = 25
const SEED = Number(process.env['LULL_KILLS_SEED'] ?? 20_261_122)

interface Row {
  id: number
  name: string
  price: number
}

const rowsOf = (page: number): Row[] =>
  Array.from({ length: ROWS }, (_, place) => {
    const id = (page - 1) * ROWS + place + 1
    return { id, name: `Thing ${id} of page ${page}, with a few words about it`, price: id / 8 }
  })

/** When a life ends: so many ms after its nth request came, was half answered, or was answered; 0: after its start. */
interface Death {
  request: number
  moment: 'asked' | 'half' | 'answered'
  delayMs: number
}

function deathsOf(random: () => number): Death[] {
  const moments = ['asked', 'half', 'answered', 'answered'] as const
  return Array.from({ length: KILLS }, () => {
    const request = Math.floor(random() * 20) === 0 ? 0 : 1 + Math.floor(random() * 3)
    const moment = moments[Math.floor(random() * moments.length)] ?? 'asked'
    return { request, moment, delayMs: request === 0 ? random() * 80 : random() * (moment === 'answered' ? 12 : 3) }
  })
}

let build: WorkerBuild
let server: LoopbackServer
let folder: string
/** Pages asked for in the present life, in order. */
let asked: number[] = []
let reached: (request: number, moment: Death['moment']) => void = () => {}

async function serve(page: number, reply: ServerResponse): Promise<void> {
  asked.push(page)
  const request = asked.length
  reached(request, 'asked')
  const body = JSON.stringify(rowsOf(page))
  if (page < PAGES) reply.setHeader('link', `<${server.origin}/things?page=${page + 1}>; rel="next"`)
  reply.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  reply.write(body.slice(0, body.length / 2))
  await pause(1)
  reached(request, 'half')
  reply.end(body.slice(body.length / 2), () => reached(request, 'answered'))
}

beforeAll(async () => {
  build = await buildWorker()
  folder = mkdtempSync(join(tmpdir(), 'lull-kills-'))
  server = await httpServer((request, reply) => {
    const page = Number(new URL(request.url ?? '/', server.origin).searchParams.get('page') ?? 1)
    reply.on('error', () => {})
    void serve(page, reply)
  })
}, 60_000)

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
  build.remove()
})

const inFolder = (name: string): string => join(folder, name)

function start(): WorkerProcess {
  const paths = { library: inFolder('library.db'), imports: inFolder('imports.db'), spool: inFolder('spool') }
  return startWorker(build.entry, { ...paths, temp: inFolder('temp') }, (service) => {
    if (service !== 'source.resolve') throw new Error(`main was asked for ${service}`)
    const shape = { recordsPath: '', keyField: 'id', paginator: { type: 'link' }, auth: 'none', table: 'things' }
    const common = { constraints: {}, pull: pullSettingsOf({}), deletesAnswer: null }
    return { id: 's1', name: 'Things', url: `${server.origin}/things`, ...shape, ...common }
  })
}

function runOf(worker: WorkerProcess, life: number): void {
  const job = { jobId: 'j', kind: 'feed.sync', input: { sourceId: 's1' }, attempt: 0, tags: [], generation: 0 }
  worker.run({ ...job, attemptId: `a${life}`, sourceId: 's1', epoch: life, trigger: 'schedule' })
}

/** Resolves when the moment has come. */
async function momentOf({ request, moment, delayMs }: Death): Promise<void> {
  if (request > 0) {
    await new Promise<void>((resolve) => {
      reached = (at, what) => {
        if (at === request && what === moment) resolve()
      }
    })
  }
  await pause(delayMs)
}

/** What library.db says to somebody who opens it from outside: the page that is asked for next, and that everything before it is there. */
function nextPageInFile(context: string): number {
  const db = openForReading(inFolder('library.db'))
  try {
    const one = (sql: string): unknown => db.prepare(sql).pluck().get()
    expect(one('pragma quick_check'), context).toBe('ok')
    const url = one('select next_url from _checkpoints')
    const next = typeof url === 'string' ? Number(new URL(url).searchParams.get('page')) : 1
    const stored = (next - 1) * ROWS
    if (next === 1) {
      expect(one("select count(*) from sqlite_schema where name = 'things'"), context).toBe(0)
      return 1
    }
    expect(db.prepare('select count(*), min(id), max(id) from things').raw().get(), context).toEqual([
      stored,
      1,
      stored,
    ])
    expect(one('select rows from _tables'), context).toBe(stored)
    expect(one('select rows from _checkpoints'), context).toBe(stored)
    expect(JSON.parse(String(one('select sums from _open_runs'))), context).toMatchObject({
      pages: next - 1,
      inserted: stored,
      updated: 0,
    })
    return next
  } finally {
    db.close()
  }
}

describe('a worker that is killed again and again amid a pull of 200 pages', () => {
  it('P11 F3 PULL-5 loses no row, doubles none, asks again for one page a kill at most, and its cursor is never ahead', async () => {
    const random = randomOf(SEED)
    const known = new Set<number>()
    let next = 1
    let again = 0
    let worker = start()
    for (const [index, death] of deathsOf(random).entries()) {
      const context = `seed ${SEED}, kill ${index + 1} of ${KILLS}, ${JSON.stringify(death)}`
      await worker.ready
      const successor = start()
      asked = []
      const moment = momentOf(death)
      runOf(worker, index + 1)
      await Promise.race([moment, worker.ended.then((ended) => expect(ended, context).toBeNull())])
      await worker.kill()
      expect(
        asked.every((page, place) => page === next + place),
        `${context}: ${next}, ${asked.join()}`,
      ).toBe(true)
      const repeated = asked.filter((page) => known.has(page))
      expect(repeated.length, context).toBeLessThanOrEqual(1)
      again += repeated.length
      for (const page of asked) known.add(page)
      if (index > 0 || asked.length > 0) next = nextPageInFile(context)
      worker = successor
    }
    asked = []
    runOf(worker, KILLS + 1)
    const last = await worker.ended
    await worker.kill()
    expect(last).toMatchObject({ outcome: { type: 'succeeded' } })
    expect(last?.sums).toMatchObject({ pages: PAGES, inserted: PAGES * ROWS, updated: 0, unchanged: 0, setAside: 0 })
    expect(asked[0]).toBe(next)
    expect(again).toBeLessThanOrEqual(KILLS)
    const db = openForReading(inFolder('library.db'))
    const stored = db.prepare('select id, name, price from things order by id').all()
    db.close()
    expect(stored).toEqual(Array.from({ length: PAGES }, (_, place) => rowsOf(place + 1)).flat())
  }, 300_000)
})
