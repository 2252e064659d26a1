// What a network, a server or what lies between them can do wrong while a source is pulled that has rows: the outcome, and that nothing of
// the local copy changed. The server speaks bytes as told. Faults of meaning: meaningFaults.test.ts; of the records: payloadFaults.test.ts.
import type { Socket } from 'node:net'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { type LoopbackServer, rawServer } from '../../testing/loopbackServers'
import { openHttp } from '../http/client'
import type { Deadlines } from '../http/deadlines'
import { openLibrary } from '../library/database'
import { pullSource } from './pullSource'

let world: FeedWorld
let server: LoopbackServer
let before: unknown

beforeEach(async () => {
  world = await FeedWorld.open()
  world.pages = [[{ id: 9, name: 'before' }]]
  await world.sync()
  before = copy()
})
afterEach(async () => {
  await server.close()
  await world.close()
})

/** Rows, columns, validators, marks and places: all that a pull stores. */
function copy(): unknown {
  const tables = [
    'things',
    '_tables',
    '_columns',
    '_schema_log',
    '_set_aside_rows',
    '_validators',
    '_checkpoints',
    '_staged',
  ]
  return tables.map((table) => world.query(`select * from ${table}`))
}

async function speaking(talk: (socket: Socket, head: string, index: number) => void): Promise<void> {
  server = await rawServer(talk)
  world.source = { ...world.source, url: `${server.origin}/things` }
}

const reply = (headers: string[], body: string | Buffer = '', status = '200 OK'): Buffer =>
  Buffer.concat([
    Buffer.from([`HTTP/1.1 ${status}`, 'Content-Type: application/json', ...headers, '', ''].join('\r\n'), 'latin1'),
    Buffer.from(body as string),
  ])
const answering = (headers: string[], body: string | Buffer = '', status?: string): Promise<void> =>
  speaking((socket) => socket.end(reply(headers, body, status)))

/** A run with deadlines that a test can wait for. */
async function run(deadlines: Partial<Deadlines> = {}): Promise<{ outcome: Outcome; sums: RunSums }> {
  const http = openHttp({ deadlines })
  const library = openLibrary(world.library)
  const sums: RunSums = {}
  const epoch = ++world.epoch
  try {
    const outcome = await pullSource({
      source: world.source,
      token: null,
      http,
      db: library.db,
      lease: { target: 'things', epoch },
      attemptId: `a${epoch}`,
      sums,
      signal: new AbortController().signal,
      progress: () => {},
      log: world.said.log,
      now: () => world.clock,
    })
    return { outcome, sums }
  } finally {
    library.close()
    await http.close()
  }
}

const WHOLE = '[{"id":1,"name":"one"},{"id":2,"name":"two"}]'
const length = (body: string | Buffer): string => `Content-Length: ${Buffer.byteLength(body)}`
const retry = (code: string): object => ({ type: 'retry', error: { code } })
const failed = (code: string): object => ({ type: 'failed', error: { code } })

describe('a connection', () => {
  it('F91 that finds no name for the host waits for the network, and charges nothing', async () => {
    await answering([])
    world.source = { ...world.source, url: 'http://nowhere.invalid/things' }
    expect((await run()).outcome).toMatchObject({ type: 'wait', reason: 'offline', scope: 'job' })
    expect(copy()).toEqual(before)
  })

  it('F114 that is reset after the request is tried once more at once, and then later', async () => {
    await speaking((socket) => socket.resetAndDestroy())
    const { outcome, sums } = await run()
    expect([outcome, copy()]).toMatchObject([retry('cut_short'), before])
    expect(server.heads.length).toBe(sums.requests)
  })
})

describe('an answer that stops coming', () => {
  it('F93 in the middle of its body', async () => {
    await speaking((socket) => void socket.write(reply([length(WHOLE)], WHOLE.slice(0, 20))))
    expect((await run({ idleMs: 100 })).outcome).toMatchObject(retry('body_stalled'))
    expect(copy()).toEqual(before)
  })

  it('F96 in drops', async () => {
    await speaking((socket) => {
      socket.write(reply(['Content-Length: 100000'], '['))
      const drip = setInterval(() => socket.write(' '), 5)
      socket.on('close', () => clearInterval(drip))
    })
    const slow = { idleMs: 5_000, graceMs: 50, windowMs: 50, windowBytes: 1_000 }
    expect((await run(slow)).outcome).toMatchObject(retry('body_too_slow'))
    expect(copy()).toEqual(before)
  })
})

describe('a body that is not whole', () => {
  const packed = gzipSync(WHOLE)
  const half = gzipSync(Buffer.from(JSON.stringify(Array.from({ length: 5_000 }, (_, id) => ({ id })))))
  const wrongSum = Buffer.from(packed)
  wrongSum.writeUInt32LE(1, packed.length - 8)

  it.each<[string, string[], string | Buffer, unknown]>([
    ['F97 shorter than its Content-Length', ['Content-Length: 500'], WHOLE, retry('cut_short')],
    ['F98 longer than its Content-Length', ['Content-Length: 22'], WHOLE, retry('cut_short')],
    ['F99 chunked, without its last chunk', ['Transfer-Encoding: chunked'], '5\r\n[{"id\r\n', retry('cut_short')],
    ['F100 ended by its connection, between two records', [], WHOLE.slice(0, 23), retry('cut_short')],
    ['F101 of two lengths', ['Content-Length: 2', 'Content-Length: 45'], WHOLE, retry('bad_protocol')],
    [
      'F101 of a length and chunked',
      ['Content-Length: 2', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
      retry('bad_protocol'),
    ],
    [
      'F102 gzip cut in the middle, with the right length',
      ['Content-Encoding: gzip', `Content-Length: ${half.length >> 1}`],
      half.subarray(0, half.length >> 1),
      retry('cut_short'),
    ],
    ['F103 gzip with a wrong checksum', ['Content-Encoding: gzip', length(wrongSum)], wrongSum, retry('bad_encoding')],
    [
      'F105 packed fifty times over',
      [`Content-Encoding: ${new Array(50).fill('gzip').join(', ')}`, length(packed)],
      packed,
      retry('bad_encoding'),
    ],
    [
      'F106 plain, though it says gzip, whatever is asked',
      ['Content-Encoding: gzip', length(WHOLE)],
      WHOLE,
      retry('bad_encoding'),
    ],
  ])('%s: nothing of it is stored', async (_what, headers, body, outcome) => {
    await answering(headers, body)
    expect((await run()).outcome).toMatchObject(outcome as object)
    expect(copy()).toEqual(before)
  })

  it('F106 that lies about its packing is asked for once more, unpacked', async () => {
    await speaking((socket, head) =>
      socket.end(
        /accept-encoding: identity/i.test(head)
          ? reply([length(WHOLE)], WHOLE)
          : reply(['Content-Encoding: br', length(WHOLE)], WHOLE),
      ),
    )
    expect(await run()).toMatchObject({
      outcome: { type: 'succeeded' },
      sums: { requests: 2, retries: 1, inserted: 2 },
    })
  })

  it.each([
    ['gzip', (zeros: Buffer) => gzipSync(zeros)],
    ['br', (zeros: Buffer) => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])('F104 a bomb in %s is stopped long before its end, with memory as it was', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(128 * 1024 * 1024, 0x20))
    await answering([`Content-Encoding: ${encoding}`, length(bomb)], bomb)
    const heldBefore = process.memoryUsage.rss()
    expect((await run()).outcome).toMatchObject(failed('decompression_bomb'))
    expect(process.memoryUsage.rss() - heldBefore).toBeLessThan(64 * 1024 * 1024)
    expect(copy()).toEqual(before)
  })
})

describe('a text that is not what is read', () => {
  it('F107 in another charset is refused by its name', async () => {
    await speaking((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=latin1\r\nContent-Length: 2\r\n\r\n[]'),
    )
    expect((await run()).outcome).toMatchObject({
      ...failed('charset'),
      error: { details: { charset: 'latin1' } },
    })
    expect(copy()).toEqual(before)
  })

  it('F107 with the mark of UTF-16 is refused as that', async () => {
    const body = Buffer.from(`\ufeff${WHOLE}`, 'utf16le')
    await answering([length(body)], body)
    expect((await run()).outcome).toMatchObject(failed('charset'))
    expect(copy()).toEqual(before)
  })

  it('F107 with the mark of UTF-8 is read behind it', async () => {
    const body = `\ufeff${WHOLE}`
    await answering([length(body)], body)
    expect((await run()).sums).toMatchObject({ inserted: 2 })
  })

  it.each([
    ['a page', ['Content-Type: text/html'], '<html>sign in</html>', '200 OK'],
    ['a page that calls itself JSON', [], '<!doctype html><title>Wi-Fi</title>', '200 OK'],
    ['a redirect to another host', ['Location: http://wifi.example/login'], '', '302 Found'],
  ])('F94 PULL-26 %s of the network holds the origin, and is not stored', async (_what, headers, body, status) => {
    await answering([...headers, length(body)], body, status)
    expect((await run()).outcome).toMatchObject({ type: 'wait', reason: 'captive_portal', scope: 'origin' })
    expect(copy()).toEqual(before)
  })
})
