// Downloading from servers on loopback into a real folder: going on after a cut, another version, what is refused, and what is left behind.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import { STEP_BYTES } from '../fetching/partFile'
import { type HandlerRun, Stopped } from '../handler'
import { fileFetch } from './fileFetch'

type Run = HandlerRun<Parameters<typeof fileFetch>[0]['input']>

const BYTES = 3 * STEP_BYTES + 123
const content = Buffer.alloc(BYTES, 'a file of some length, ')
const other = Buffer.alloc(BYTES, 'another version of it, ')
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

let folder: string
let server: LoopbackServer
let requests: IncomingMessage[]
let respond: (request: IncomingMessage, reply: ServerResponse, index: number) => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-fetch-'))
  mkdirSync(target())
  requests = []
  respond = (request, reply) => serve(content, request, reply)
  server = await httpServer((request, reply) => {
    requests.push(request)
    reply.on('error', () => {})
    respond(request, reply, requests.length - 1)
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await server.close()
  rmSync(folder, { recursive: true })
})

const target = (): string => join(folder, 'downloads here')
const stored = (): string[] => readdirSync(target()).toSorted()
const fileOf = (name: string): Buffer => readFileSync(join(target(), name))

/** As RFC 9110 says; `cutAfter`: the connection dies so many bytes into the body. */
function serve(
  bytes: Buffer,
  { headers }: IncomingMessage,
  reply: ServerResponse,
  cutAfter = Number.POSITIVE_INFINITY,
): void {
  const etag = `"${hashOf(bytes).slice(0, 8)}"`
  const wanted = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]
  const isWanted = headers['if-range'] === undefined || headers['if-range'] === etag
  const from = wanted !== undefined && isWanted ? Number(wanted) : 0
  if (from >= bytes.length) {
    reply.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
  reply.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': bytes.length - from, ...(from > 0 ? range : {}) })
  const end = Math.min(bytes.length, from + cutAfter)
  reply.write(bytes.subarray(from, end), () => (end < bytes.length ? reply.destroy() : reply.end()))
}

interface Seen extends Run {
  told: Progress[]
}

function attempt(input: Partial<Run['input']> = {}, signal = new AbortController().signal): Seen {
  const told: Progress[] = []
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const job = {
    jobId: 'job',
    kind: 'file.fetch',
    input: {},
    attempt: 0,
    tags: [],
    generation: 0,
    sourceId: null,
    epoch: 1,
  }
  return {
    run: { ...job, attemptId: 'attempt', trigger: 'user' },
    input: { url: `${server.origin}/file.bin`, folder: target(), name: 'file.bin', sha256: null, ...input },
    signal,
    ask: () => Promise.reject(new Error('a download on this computer asks for nothing')),
    progress: (progress) => void told.push(progress),
    sums: {},
    log,
    paths: { library: '', imports: '', spool: join(folder, 'spool'), temp: join(folder, 'temp') },
    now: () => 1_800_000_000_000,
    told,
  }
}

const codeOf = (outcome: Outcome): string | undefined => ('error' in outcome ? outcome.error?.code : undefined)

describe('a download', () => {
  it('is whole, has its name only then, and says how long it is and what its hash is', async () => {
    const run = attempt()
    respond = (request, reply) => {
      expect(stored().every((name) => name.endsWith('.part'))).toBe(true)
      serve(content, request, reply)
    }
    expect(await fileFetch(run)).toEqual({
      type: 'succeeded',
      output: { name: 'file.bin', bytes: BYTES, sha256: hashOf(content) },
    })
    expect(stored()).toEqual(['file.bin'])
    expect(fileOf('file.bin').equals(content)).toBe(true)
    expect(run.told.at(-1)).toEqual({ done: BYTES, total: BYTES, unit: 'bytes' })
    expect(run.sums).toMatchObject({ requests: 1, bytesIn: BYTES })
    expect(readdirSync(join(folder, 'downloads'))).toEqual([])
  })

  it('asks for it unpacked, because a packed length says nothing about the file', async () => {
    await fileFetch(attempt())
    expect(requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('F98 of no bytes is a file of no bytes', async () => {
    respond = (_request, reply) => void reply.writeHead(200, { 'content-length': 0 }).end()
    expect(await fileFetch(attempt())).toMatchObject({ type: 'succeeded', output: { bytes: 0 } })
  })

  it('P2 is written through before it has its name, and what it is a version of before its first byte', async () => {
    const done: string[] = []
    const handle = await open(join(folder, 'any'), 'w')
    const handles = Object.getPrototypeOf(handle) as FileHandle
    await handle.close()
    for (const call of ['write', 'sync', 'datasync'] as const) {
      const real = handles[call] as (...args: unknown[]) => Promise<unknown>
      vi.spyOn(handles, call).mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
        const result = await Reflect.apply(real, this, args)
        done.push(`${call} ${stored().includes('file.bin') ? 'named' : 'part'}`)
        return result as never
      })
    }
    await fileFetch(attempt())
    expect(done[0]).toBe('sync part')
    expect(done.at(-1)).toBe('sync named')
    expect(done.at(-2)).toBe('datasync part')
    expect(done.filter((call) => call.endsWith('named'))).toHaveLength(1)
  })

  it('takes no other file’s name', async () => {
    writeFileSync(join(target(), 'file.bin'), 'mine')
    expect(await fileFetch(attempt())).toMatchObject({ output: { name: 'file (2).bin' } })
    expect(fileOf('file.bin').toString()).toBe('mine')
  })

  it('S44 stores under a plain name whatever it is told', async () => {
    await fileFetch(attempt({ name: '../../outside.bin' }))
    expect(stored()).toEqual(['_.._outside.bin'])
    expect(existsSync(join(folder, 'outside.bin'))).toBe(false)
  })
})

describe('a download that is cut off', () => {
  it('F97 keeps what came, and goes on there: at most a MiB is fetched again', async () => {
    const cutAt = 2 * STEP_BYTES + 500
    respond = (request, reply, index) => serve(content, request, reply, index === 0 ? cutAt : undefined)
    expect(codeOf(await fileFetch(attempt()))).toBe('download_cut')
    expect(stored()).toEqual(['file.bin.job.part'])
    const second = attempt()
    expect(await fileFetch(second)).toMatchObject({ type: 'succeeded', output: { sha256: hashOf(content) } })
    expect(requests[1]?.headers.range).toBe(`bytes=${2 * STEP_BYTES}-`)
    expect(second.sums.bytesIn).toBe(BYTES - 2 * STEP_BYTES)
  })

  it('starts from the beginning when the server has another version by now', async () => {
    respond = (request, reply, index) =>
      serve(index === 0 ? content : other, request, reply, index === 0 ? 2 * STEP_BYTES : undefined)
    await fileFetch(attempt())
    expect(await fileFetch(attempt())).toMatchObject({ output: { sha256: hashOf(other) } })
    expect(requests).toHaveLength(2)
  })

  it('starts from the beginning when it is asked for at another address by now', async () => {
    respond = (request, reply, index) => {
      reply.setHeader('etag', '"the same"')
      const bytes = request.url === '/file.bin' ? content : other
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
      const range = from > 0 ? { 'content-range': `bytes ${from}-${BYTES - 1}/${BYTES}` } : {}
      reply.writeHead(from > 0 ? 206 : 200, { 'content-length': BYTES - from, ...range })
      reply.write(bytes.subarray(from, index === 0 ? 2 * STEP_BYTES : BYTES), () =>
        index === 0 ? reply.destroy() : reply.end(),
      )
    }
    await fileFetch(attempt())
    const second = attempt({ url: `${server.origin}/moved.bin` })
    expect(await fileFetch(second)).toMatchObject({ output: { sha256: hashOf(other) } })
    expect(requests[1]?.headers.range).toBeUndefined()
  })

  it('is whole already when only its name was missing', async () => {
    const stop = new AbortController()
    const run = attempt({}, stop.signal)
    // The quit comes when the last byte is there and nothing is hashed yet.
    run.progress = ({ done }) => void (done === BYTES && stop.abort(new Stopped('quit')))
    await expect(fileFetch(run)).rejects.toBeInstanceOf(Stopped)
    expect(stored()).toEqual(['file.bin.job.part'])
    expect(await fileFetch(attempt())).toMatchObject({ output: { sha256: hashOf(content) } })
    expect(requests[1]?.headers.range).toBe(`bytes=${3 * STEP_BYTES}-`)
  })

  it.each<[name: string, from: number, to: number]>([
    ['of its beginning, and no more', 0, 9],
    ['that begins where it should, and ends early', STEP_BYTES, STEP_BYTES + 99],
    ['as long as what is missing, from somewhere else', 20, BYTES - STEP_BYTES + 19],
  ])('is never put together with a part %s', async (_name, from, to) => {
    respond = (request, reply, index) => {
      if (index !== 1) return serve(content, request, reply, index === 0 ? STEP_BYTES + 1 : undefined)
      const range = { 'content-range': `bytes ${from}-${to}/${BYTES}`, 'content-length': to - from + 1 }
      reply.writeHead(206, range).end(content.subarray(from, to + 1))
    }
    await fileFetch(attempt())
    expect(await fileFetch(attempt())).toMatchObject({ output: { bytes: BYTES, sha256: hashOf(content) } })
    expect(requests).toHaveLength(3)
  })

  it('starts again where the server named nothing it could be known by', async () => {
    respond = (_request, reply, index) => {
      reply.writeHead(200, { 'content-length': BYTES, etag: 'W/"weak"' })
      reply.write(content.subarray(0, index === 0 ? 2 * STEP_BYTES : BYTES), () =>
        index === 0 ? reply.destroy() : reply.end(),
      )
    }
    await fileFetch(attempt())
    expect(await fileFetch(attempt())).toMatchObject({ type: 'succeeded' })
    expect(requests[1]?.headers.range).toBeUndefined()
  })
})

describe('a download that must not be kept', () => {
  it('is not the one with this hash', async () => {
    expect(codeOf(await fileFetch(attempt({ sha256: hashOf(other) })))).toBe('checksum_mismatch')
    expect(stored()).toEqual([])
    expect(await fileFetch(attempt({ sha256: hashOf(content) }))).toMatchObject({ type: 'succeeded' })
  })

  it('F100 may not be whole, because nothing says how long it is; its own hash can say so', async () => {
    respond = (_request, reply) => {
      reply.useChunkedEncodingByDefault = false
      reply.removeHeader('transfer-encoding')
      reply.shouldKeepAlive = false
      reply.writeHead(200).end(content)
    }
    expect(codeOf(await fileFetch(attempt()))).toBe('length_unknown')
    expect(stored()).toEqual([])
    expect(await fileFetch(attempt({ sha256: hashOf(content) }))).toMatchObject({ type: 'succeeded' })
  })

  it('was cancelled: nothing stays', async () => {
    const stop = new AbortController()
    const run = attempt({}, stop.signal)
    run.progress = () => stop.abort(new Stopped('cancelled'))
    await expect(fileFetch(run)).rejects.toBeInstanceOf(Stopped)
    expect(stored()).toEqual([])
    expect(readdirSync(join(folder, 'downloads'))).toEqual([])
  })

  it('is refused by the server', async () => {
    respond = (_request, reply) => void reply.writeHead(404).end()
    expect(codeOf(await fileFetch(attempt()))).toBe('not_found')
    expect(stored()).toEqual([])
  })
})

describe('a folder', () => {
  it('that is gone is said, and nothing is asked for', async () => {
    rmSync(target(), { recursive: true })
    expect(codeOf(await fileFetch(attempt()))).toBe('folder_missing')
    expect(requests).toEqual([])
  })

  it('S43 with a link in the place of the part is not written through', async () => {
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'mine')
    symlinkSync(elsewhere, join(target(), 'file.bin.job.part'))
    expect(codeOf(await fileFetch(attempt()))).toBe('folder_unwritable')
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine')
  })
})
