// A real worker process, killed fifty times at random moments of one download of 200 MB: after so many bytes left the server, or while it
// starts. When is decided by a seed, which a failure prints.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { randomOf } from '../../testing/random'
import { buildWorker, type WorkerBuild } from '../../testing/workerProcess/workerBuild'
import { startWorker, type WorkerProcess } from '../../testing/workerProcess/workerProcess'
import { STEP_BYTES, sha256Of } from './partFile'

const KILLS = 50
const BYTES = 200 * STEP_BYTES
const SEED = Number(process.env['LULL_KILLS_SEED'] ?? 20_261_122)
const PIECE = 64 * 1024

/** Every MiB differs from every other, so that one in a wrong place shows. */
function mebibyte(number: number): Buffer {
  return Buffer.alloc(STEP_BYTES, createHash('sha512').update(`MiB ${number}`).digest())
}

let build: WorkerBuild
let server: LoopbackServer
let folder: string
let expected: string
/** Where the requests of the present life began. */
let begun: number[] = []
let sent = 0
/** What the present life may be sent: a little beyond where it ends, so that it ends at work, and a slow kill does not cost the file. */
let allowed = Number.POSITIVE_INFINITY
let reached: () => void = () => {}

async function serve({ headers }: IncomingMessage, reply: ServerResponse): Promise<void> {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  begun.push(from)
  const range = from > 0 ? { 'content-range': `bytes ${from}-${BYTES - 1}/${BYTES}` } : {}
  reply.writeHead(from > 0 ? 206 : 200, { etag: '"one"', 'content-length': BYTES - from, ...range })
  for (let at = from; at < BYTES && !reply.destroyed; at += PIECE) {
    const piece = mebibyte(Math.floor(at / STEP_BYTES)).subarray(at % STEP_BYTES, (at % STEP_BYTES) + PIECE)
    sent += piece.length
    reached()
    // oxlint-disable-next-line no-unmodified-loop-condition -- the test sets both
    while (sent > allowed && !reply.destroyed) await pause(5)
    if (!reply.write(piece)) await Promise.race([new Promise((drained) => reply.once('drain', drained)), pause(50)])
  }
  reply.end()
}

beforeAll(async () => {
  build = await buildWorker()
  folder = mkdtempSync(join(tmpdir(), 'lull-fetch-kills-'))
  mkdirSync(join(folder, 'target'))
  const hash = createHash('sha256')
  for (let number = 0; number < BYTES / STEP_BYTES; number++) hash.update(mebibyte(number))
  expected = hash.digest('hex')
  server = await httpServer((request, reply) => {
    reply.on('error', () => {})
    void serve(request, reply)
  })
}, 60_000)

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
  build.remove()
})

const target = (): string => join(folder, 'target')

function start(): WorkerProcess {
  const own = { library: join(folder, 'library.db'), imports: join(folder, 'imports.db'), spool: join(folder, 'spool') }
  return startWorker(build.entry, { ...own, temp: join(folder, 'temp') }, (service) => {
    throw new Error(`main was asked for ${service}`)
  })
}

function runOf(worker: WorkerProcess, life: number): void {
  const input = { url: `${server.origin}/big.bin`, folder: target(), name: 'big.bin', sha256: expected }
  const job = { jobId: 'j', kind: 'file.fetch', input, attempt: 0, tags: [], generation: 0 }
  worker.run({ ...job, attemptId: `a${life}`, sourceId: null, epoch: life, trigger: 'user' })
}

it('P11 F3 a download of 200 MB through fifty kills has the same bytes, and no kill costs more than a MiB', {
  timeout: 120_000,
}, async () => {
  const random = randomOf(SEED)
  let worker = start()
  let had = 0
  for (let kill = 1; kill <= KILLS; kill++) {
    const context = `seed ${SEED}, kill ${kill} of ${KILLS}`
    await worker.ready
    const successor = start()
    begun = []
    sent = 0
    const bytes = Math.floor(random() * 3 * STEP_BYTES)
    allowed = bytes + STEP_BYTES
    const moment =
      kill % 10 === 0
        ? pause(random() * 60)
        : new Promise<void>((resolve) => (reached = () => sent >= bytes && resolve()))
    runOf(worker, kill)
    await moment
    await pause(random() * 5)
    await worker.kill()
    if (begun[0] !== undefined) expect(begun[0], context).toBeGreaterThanOrEqual(had - STEP_BYTES)
    const [part = ''] = readdirSync(target())
    had = part === '' ? 0 : statSync(join(target(), part)).size
    worker = successor
  }
  await worker.ready
  allowed = Number.POSITIVE_INFINITY
  runOf(worker, KILLS + 1)
  const ended = await worker.ended
  await worker.kill()
  expect(ended?.outcome).toMatchObject({
    type: 'succeeded',
    output: { name: 'big.bin', bytes: BYTES, sha256: expected },
  })
  expect(readdirSync(target())).toEqual(['big.bin'])
  expect(await sha256Of(join(target(), 'big.bin'), new AbortController().signal)).toBe(expected)
})
