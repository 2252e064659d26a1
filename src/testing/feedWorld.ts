// A world for feed.sync: a server on loopback with pages, ETags and links, a library in a temporary folder, and main's services.
// Tests change its fields between runs; what is expected of a run is theirs.
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { type PullChoices, pullSettingsOf } from '@shared/pullSettings'
import type { ResolvedSource } from '@shared/workerMessages'
import { ServiceRefused } from '../worker/ask'
import type { Ask, HandlerRun } from '../worker/handler'
import { feedSync } from '../worker/handlers/feedSync'
import { openLibrary } from '../worker/library/database'
import { createLineLog } from './lineLog'
import { httpServer, type LoopbackServer } from './loopbackServers'

export interface Ran {
  outcome: Outcome
  sums: RunSums
  progress: Progress[]
}

export class FeedWorld {
  /** Records by page. */
  pages: unknown[][] = [
    [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ],
    [{ id: 3, name: 'c' }],
  ]
  readonly requests: { url: string; headers: IncomingMessage['headers']; status: number }[] = []
  /** Answers before the pages do, when it returns true. */
  intercept: (request: IncomingMessage, reply: ServerResponse) => boolean = () => false
  source: ResolvedSource
  token: string | null = null
  /** What `auth.rejected` was told. */
  readonly rejected: unknown[] = []
  /** What `deletes.settled` was told. */
  readonly settled: unknown[] = []
  readonly permits: unknown[] = []
  readonly permitsDone: unknown[] = []
  /** Earlier failures of the job. */
  failures = 0
  epoch = 0
  clock = 1_000
  readonly library: string
  /** What runs said. */
  readonly said = createLineLog()

  private constructor(
    private readonly folder: string,
    readonly server: LoopbackServer,
  ) {
    this.library = join(folder, 'library.db')
    this.source = {
      id: 's1',
      name: 'Things',
      url: `${server.origin}/things`,
      recordsPath: '',
      keyField: 'id',
      paginator: { type: 'link' },
      auth: 'none',
      table: 'things',
      constraints: {},
      pull: pullSettingsOf({}),
      deletesAnswer: null,
    }
  }

  static async open(): Promise<FeedWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'lull-feed-'))
    const server = await httpServer((request, reply) => {
      if (!world.intercept(request, reply)) world.serve(request, reply)
      world.requests.push({ url: request.url ?? '', headers: request.headers, status: reply.statusCode })
    })
    const world = new FeedWorld(folder, server)
    return world
  }

  async close(): Promise<void> {
    await this.server.close()
    rmSync(this.folder, { recursive: true })
  }

  async sync(signal: AbortSignal = new AbortController().signal): Promise<Ran> {
    const sums: RunSums = {}
    const progress: Progress[] = []
    const run = { ...this.context(signal, sums), input: { sourceId: 's1' } }
    const outcome = await feedSync({ ...run, progress: (one) => progress.push(one) })
    return { outcome, sums, progress }
  }

  /** A run with the next epoch, without its input. */
  context(signal: AbortSignal, sums: RunSums): Omit<HandlerRun<unknown>, 'input'> {
    const epoch = ++this.epoch
    const nothing = (): void => {}
    const job = { jobId: 'j', kind: 'feed.sync', input: {}, attempt: this.failures, tags: [], generation: 0 }
    return {
      run: { ...job, attemptId: `a${epoch}`, sourceId: 's1', epoch, trigger: 'schedule' },
      signal,
      ask: ((service, input) => this.answer(service, input)) as Ask,
      progress: nothing,
      sums,
      log: this.said.log,
      paths: { library: this.library, imports: this.at('imports.db'), spool: this.at('spool'), temp: this.at('temp') },
      now: () => this.clock,
    }
  }

  private at(name: string): string {
    return join(this.folder, name)
  }

  /** Changes how the source is pulled. */
  set(choices: PullChoices): void {
    this.source = { ...this.source, pull: pullSettingsOf(choices) }
  }

  /** Answers the next requests whose path matches. */
  answerWith(url: RegExp, answer: (reply: ServerResponse) => void): void {
    this.intercept = (request, reply) => {
      if (!url.test(request.url ?? '')) return false
      answer(reply)
      return true
    }
  }

  /** Rows of any statement on the library. */
  query(sql: string): unknown[] {
    const file = openLibrary(this.library)
    try {
      return file.db.prepare(sql).raw().all()
    } finally {
      file.close()
    }
  }

  rows(): unknown[] {
    return this.query('select _key, name from things order by _key')
  }

  private async answer(service: string, input: unknown): Promise<unknown> {
    switch (service) {
      case 'source.resolve':
        return this.source
      case 'auth.token':
        return { token: this.token }
      case 'origin.permit':
        this.permits.push(input)
        return { waitMs: 0 }
      case 'origin.done':
        this.permitsDone.push(input)
        return {}
      case 'deletes.settled':
        this.settled.push(input)
        return {}
      case 'auth.rejected':
        this.rejected.push(input)
        return {}
      default:
        throw new ServiceRefused('proxy.resolve', 'unknown_service', service)
    }
  }

  /** Page n of `pages` with an ETag of its content and a link to the next. */
  private serve(request: IncomingMessage, reply: ServerResponse): void {
    const number = Number(new URL(request.url ?? '/', this.server.origin).searchParams.get('page') ?? 1)
    const body = JSON.stringify(this.pages[number - 1] ?? [])
    const etag = `"${Buffer.from(body).toString('base64url').slice(-24)}"`
    reply.setHeader('etag', etag)
    if (number < this.pages.length) {
      reply.setHeader('link', `<${this.server.origin}/things?page=${number + 1}>; rel="next"`)
    }
    if (request.headers['if-none-match'] === etag) reply.writeHead(304).end()
    else reply.setHeader('content-type', 'application/json').end(body)
  }
}
