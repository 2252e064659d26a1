// The logs of imports, downloads and sends: what was done to what, in numbers and codes. No path, no query, no payload, no token.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usualDestination } from '@shared/destinations'
import { plainJson } from '@shared/imports'
import type { TakenItem } from '@shared/outbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLineLog, type SaidLine } from '../../testing/lineLog'
import { httpServer, type LoopbackServer } from '../../testing/loopbackServers'
import type { Ask, HandlerRun } from '../handler'
import { fileFetch } from './fileFetch'
import { fileImport } from './fileImport'
import { outboxSend } from './outboxSend'

let folder: string
let server: LoopbackServer
let respond: (request: IncomingMessage, reply: ServerResponse) => void
let lines: SaidLine[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-said-'))
  server = await httpServer((request, reply) => respond(request, reply))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)
const said = (): string[] => lines.map(({ level, message }) => `${level} ${message}`)

function runOf<Input>(kind: string, input: Input, services: Record<string, unknown> = {}): HandlerRun<Input> {
  const told = createLineLog()
  lines = told.lines
  const job = { attemptId: 'a', jobId: 'j', kind, input: {}, attempt: 0, tags: [], generation: 0 }
  const answers = new Map(Object.entries(services))
  const ask = (async (service: string) => {
    const answer = answers.get(service)
    return typeof answer === 'function' ? (answer as () => unknown)() : answer
  }) as Ask
  return {
    run: { ...job, sourceId: null, epoch: 1, trigger: 'user' },
    input,
    signal: new AbortController().signal,
    ask,
    progress: () => undefined,
    sums: {},
    log: told.log,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
    now: () => 1_800_000_000_000,
  }
}

describe('OBS-1 the log of an import', () => {
  const importOf = (isTrial: boolean): HandlerRun<Parameters<typeof fileImport>[0]['input']> =>
    runOf('file.import', {
      path: at('private.json'),
      importId: 'i',
      table: 't',
      keyField: 'id',
      reading: plainJson,
      isTrial,
    })

  it('tells what was read, and how many records were set aside', async () => {
    writeFileSync(at('private.json'), '[{"id":1,"name":"private"},{"name":"private too"},{"name":"and this"}]')
    await fileImport(importOf(false))
    expect(lines).toMatchObject([
      { level: 'info', message: 'reads the file from its start', fields: { format: 'json', bytes: 70 } },
      { level: 'warn', message: 'records were set aside', fields: { records: 2 } },
    ])
    expect(JSON.stringify(lines)).not.toContain('private')
  })

  it('tells of a trial that it keeps nothing', async () => {
    writeFileSync(at('private.json'), '[{"id":1}]')
    await fileImport(importOf(true))
    expect(said()).toEqual(['info tries the file, and keeps nothing'])
  })
})

describe('OBS-1 the log of a download', () => {
  it('tells whose file it is, how far it has come, and that it is whole', async () => {
    const bytes = Buffer.alloc(200_000, 7)
    respond = (_, reply) => void reply.writeHead(200, { 'content-length': bytes.length }).end(bytes)
    mkdirSync(at('private folder'))
    const url = `${server.origin}/private.bin?sig=private-word`
    const input = { url, folder: at('private folder'), name: 'private.bin', sha256: null }
    await fileFetch(runOf('file.fetch', input))
    expect(said()[0]).toBe('info asks for the file')
    expect(lines[0]?.fields).toEqual({ host: new URL(server.origin).host })
    const came = lines.filter(({ message }) => message === 'came')
    expect(came.length).toBeGreaterThan(0)
    expect(came.length).toBeLessThanOrEqual(11)
    expect(came.at(-1)?.fields).toEqual({ bytes: 200_000, ofBytes: 200_000 })
    expect(said().at(-1)).toBe('debug it is whole, its SHA-256 is made')
    expect(JSON.stringify(lines)).not.toContain('private')
  })
})

describe('OBS-1 the log of a send', () => {
  const item = (id: string): TakenItem => ({
    id,
    key: `key-${id}`,
    entity: null,
    body: '{"name":"private"}',
    file: null,
    sha256: '',
    attempts: 0,
    maybeArrived: false,
  })

  it('P28 tells what became of each item by codes, and nothing that is in it', async () => {
    const statuses = [200, 422, 503]
    respond = (request, reply) => {
      request.resume().on('end', () => reply.writeHead(statuses.shift() ?? 200).end('{"echo":"private"}'))
    }
    const batches = [[item('one'), item('two'), item('three')]]
    const settings = { ...usualDestination, id: 'd', name: 'private', sourceId: null, auth: 'token' as const }
    await outboxSend(
      runOf(
        'outbox.send',
        { destinationId: 'd' },
        {
          'destination.resolve': { ...settings, url: `${server.origin}/r?key=private-word` },
          'destination.token': { token: 'private-token' },
          'proxy.resolve': { proxy: 'DIRECT' },
          'outbox.take': () => ({ items: batches.shift() ?? [], remaining: 0 }),
          'outbox.settle': {},
        },
      ),
    )
    expect(lines[0]).toMatchObject({ message: 'sends what is due', fields: { host: new URL(server.origin).host } })
    expect(said().slice(1).toSorted()).toEqual([
      'debug an item was accepted',
      'warn an item is sent again later',
      'warn an item was refused',
    ])
    expect(JSON.stringify(lines)).not.toContain('private')
  })
})
