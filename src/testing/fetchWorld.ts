// A folder and a server on loopback for file.fetch: a file with an ETag and ranges as RFC 9110 has them, whose connections can be cut once what
// was sent is stored. Tests change how it answers; what is expected of a download is theirs.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { STEP_BYTES } from '../worker/fetching/partFile'
import type { HandlerRun } from '../worker/handler'
import type { fileFetch } from '../worker/handlers/fileFetch'
import { httpServer, type LoopbackServer } from './loopbackServers'

type Run = HandlerRun<Parameters<typeof fileFetch>[0]['input']>
type SeenRun = Run & { told: Progress[] }

export const BYTES = 3 * STEP_BYTES + 123
export const content = Buffer.alloc(BYTES, 'a file of some length, ')
export const other = Buffer.alloc(BYTES, 'another version of it, ')
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
export const codeOf = (outcome: Outcome): string | undefined => ('error' in outcome ? outcome.error?.code : undefined)

export class FetchWorld {
  readonly requests: IncomingMessage[] = []
  respond: (request: IncomingMessage, reply: ServerResponse, index: number) => unknown = (request, reply) =>
    this.serve(content, request, reply)

  private constructor(
    readonly folder: string,
    readonly server: LoopbackServer,
  ) {}

  static async open(): Promise<FetchWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'lull-fetch-'))
    const server = await httpServer((request, reply) => {
      world.requests.push(request)
      reply.on('error', () => {})
      world.respond(request, reply, world.requests.length - 1)
    })
    const world = new FetchWorld(folder, server)
    mkdirSync(world.target)
    return world
  }

  async close(): Promise<void> {
    await this.server.close()
    rmSync(this.folder, { recursive: true })
  }

  get target(): string {
    return join(this.folder, 'downloads here')
  }

  stored(): string[] {
    return readdirSync(this.target).toSorted()
  }

  fileOf(name: string): Buffer {
    return readFileSync(join(this.target, name))
  }

  /** `cutAfter`: the connection dies so many bytes into the body. */
  serve(bytes: Buffer, { headers }: IncomingMessage, reply: ServerResponse, cutAfter = Number.POSITIVE_INFINITY): void {
    const etag = `"${hashOf(bytes).slice(0, 8)}"`
    const wanted = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]
    const isWanted = headers['if-range'] === undefined || headers['if-range'] === etag
    const from = wanted !== undefined && isWanted ? Number(wanted) : 0
    if (from >= bytes.length) {
      reply.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
      return
    }
    reply.setHeader('etag', etag)
    void this.sendFrom(bytes, reply, from, cutAfter)
  }

  /** The rest of it, as a range where it is one. */
  async sendFrom(bytes: Buffer, reply: ServerResponse, from: number, cutAfter: number): Promise<void> {
    const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
    reply.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...(from > 0 ? range : {}) })
    const end = Math.min(bytes.length, from + cutAfter)
    if (end === bytes.length) {
      reply.end(bytes.subarray(from))
      return
    }
    reply.write(bytes.subarray(from, end))
    // What a dying connection still has on its way is lost.
    while (this.partBytes() < end && !reply.destroyed) await pause(2)
    reply.destroy()
  }

  private partBytes(): number {
    const part = this.stored().find((name) => name.endsWith('.part'))
    return part === undefined ? 0 : statSync(join(this.target, part)).size
  }

  attempt(input: Partial<Run['input']> = {}, signal = new AbortController().signal): SeenRun {
    const told: Progress[] = []
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const job = { jobId: 'job', kind: 'file.fetch', input: {}, attempt: 0, tags: [], generation: 0 }
    const { folder, target, server } = this
    return {
      run: { ...job, attemptId: 'attempt', sourceId: null, epoch: 1, trigger: 'user' },
      input: { url: `${server.origin}/file.bin`, folder: target, name: 'file.bin', sha256: null, ...input },
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
}
