// Draining a real outbox stand-in into real loopback servers: each record once, past refusals, never past a stop.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DestinationSettings, usualDestination } from '@shared/destinations'
import type { Progress } from '@shared/jobs/progress'
import type { SettledItem, Settlement, TakenItem } from '@shared/outbox'
import { afterEach, describe, expect, it } from 'vitest'
import { type HandlerRun, Stopped } from '../handler'
import { outboxSend } from './outboxSend'

const token = 'token-0123456789abcdef'
const closers: (() => unknown)[] = []
async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close()
}
afterEach(closeAll)

/** What main keeps, as far as a worker can tell. */
interface Outbox {
  due: TakenItem[]
  inHand: TakenItem[]
  settled: Map<string, Settlement>
  rejected: number
  /** Marked as about to leave. */
  begun: string[]
}

function outboxOf(count: number): Outbox {
  const item = (at: number): TakenItem => ({
    id: `item-${at}`,
    key: `key-${at}`,
    entity: null,
    body: JSON.stringify({ n: at }),
    file: null,
    sha256: '',
    attempts: 1,
    maybeArrived: false,
  })
  return {
    due: Array.from({ length: count }, (_, at) => item(at)),
    inHand: [],
    settled: new Map(),
    rejected: 0,
    begun: [],
  }
}

interface Given {
  url: string
  sourceId?: string | null
  token?: string | null
  signal?: AbortSignal
  settings?: Partial<DestinationSettings>
}

type Run = HandlerRun<{ destinationId: string }> & { told: Progress[] }

function attempt(outbox: Outbox, given: Given): Run {
  const { url, sourceId = 'sample', signal = new AbortController().signal } = given
  const services: Record<string, (input: never) => unknown> = {
    'destination.resolve': () => ({
      ...usualDestination,
      auth: sourceId === null ? 'none' : 'token',
      ...given.settings,
      id: 'd',
      name: 'Reports',
      url,
      sourceId,
    }),
    'destination.token': ({ origin }: { origin: string }) => ({
      token: origin === new URL(url).origin ? (given.token === undefined ? token : given.token) : null,
    }),
    'auth.rejected': () => ({ rejected: ++outbox.rejected }),
    'proxy.resolve': () => ({ proxy: 'DIRECT' }),
    'outbox.take': ({ limit }: { limit: number }) => {
      const items = outbox.due.splice(0, limit)
      outbox.inHand.push(...items)
      return { items, remaining: outbox.due.length }
    },
    'outbox.settle': ({ settled, begin }: { settled: SettledItem[]; begin: string | null }) => {
      for (const { itemId, settlement } of settled) {
        outbox.settled.set(itemId, settlement)
        outbox.inHand = outbox.inHand.filter((item) => item.id !== itemId)
      }
      if (begin !== null) outbox.begun.push(begin)
      return {}
    },
  }
  const told: Progress[] = []
  const ask = (service: string, input: unknown, options?: { evenStopped: true }): Promise<unknown> => {
    if (!options) signal.throwIfAborted()
    return Promise.resolve(services[service]?.(input as never))
  }
  return {
    run: {
      attemptId: 'a',
      jobId: 'j',
      kind: 'outbox.send',
      input: {},
      attempt: 0,
      tags: [],
      generation: 0,
      sourceId,
      epoch: 1,
      trigger: 'job',
    },
    input: { destinationId: 'd' },
    signal,
    ask: ask as HandlerRun<unknown>['ask'],
    progress: (progress) => void told.push(progress),
    sums: {},
    log: { debug() {}, info() {}, warn() {}, error() {} },
    paths: { library: '', imports: '', spool: '', temp: '' },
    now: Date.now,
    told,
  }
}

/** A destination that keeps each key once and wants the token. `stored`: keys in the order they came. */
async function destination(): Promise<{ url: string; stored: string[] }> {
  const stored: string[] = []
  const url = await serve((request, response) => {
    request.resume().on('end', () => {
      if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end()
      const key = String(request.headers['idempotency-key'])
      if (!stored.includes(key)) stored.push(key)
      return response.writeHead(201, { 'content-type': 'application/json' }).end('{}')
    })
  })
  return { url, stored }
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    return closed
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`
}

const types = (outbox: Outbox): string[] => [...outbox.settled.values()].map((settlement) => settlement.type)

describe('outbox.send', () => {
  it('sends everything that is due in one run, each with its stored key, and tells its progress', async () => {
    const { url, stored } = await destination()
    const outbox = outboxOf(120)
    const run = attempt(outbox, { url })
    expect(await outboxSend(run)).toEqual({ type: 'succeeded', output: { sent: 120, refused: 0, waiting: 0 } })
    expect(new Set(stored)).toEqual(new Set(Array.from({ length: 120 }, (_, at) => `key-${at}`)))
    expect(stored).toHaveLength(120)
    const bytesOut = outboxOf(120).due.reduce((sum, { body }) => sum + body.length, 0)
    expect(run.sums).toEqual({ sent: 120, requests: 120, bytesOut, setAside: 0 })
    expect(run.told.at(-1)).toEqual({ done: 120, total: 120, unit: 'items' })
  })

  it('P7 sends an item again with its key when the answer was lost, and the server has it once', async () => {
    const stored: string[] = []
    const url = await serve((request, response) => {
      request
        .on('data', () => undefined)
        .on('end', () => {
          const key = String(request.headers['idempotency-key'])
          const isNew = !stored.includes(key)
          if (isNew) stored.push(key)
          if (isNew) request.socket.destroy()
          else response.writeHead(201, { 'content-type': 'application/json' }).end('{}')
        })
    })
    const outbox = outboxOf(1)
    const first = attempt(outbox, { url })
    expect(await outboxSend(first)).toMatchObject({ type: 'retry', error: { code: 'cut_short' } })
    expect(types(outbox)).toEqual(['retry'])
    outbox.due = outboxOf(1).due
    expect(await outboxSend(attempt(outbox, { url }))).toMatchObject({ type: 'succeeded' })
    expect(types(outbox)).toEqual(['done'])
    expect(stored).toEqual(['key-0'])
  })

  it('OUT-7 delivers 99 good items past one that is refused', async () => {
    const url = await serve((request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(request.headers['idempotency-key'] === 'key-7' ? 422 : 200).end())
    })
    const outbox = outboxOf(100)
    expect(await outboxSend(attempt(outbox, { url }))).toEqual({
      type: 'succeeded',
      output: { sent: 99, refused: 1, waiting: 0 },
    })
    expect(outbox.settled.get('item-7')).toMatchObject({ type: 'refused', status: 422 })
  })

  it('delivers past one item that the server fails on, and gives a server that keeps failing a rest', async () => {
    const once = await serve((request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(request.headers['idempotency-key'] === 'key-1' ? 500 : 200).end())
    })
    const outbox = outboxOf(5)
    expect(await outboxSend(attempt(outbox, { url: once }))).toMatchObject({ output: { sent: 4, waiting: 1 } })
    let asked = 0
    const always = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(500 + (asked++ % 2)).end())
    })
    const failing = outboxOf(20)
    expect(await outboxSend(attempt(failing, { url: always }))).toMatchObject({ type: 'retry' })
    expect(asked).toBe(3)
    expect(types(failing)).toEqual([
      ...Array.from({ length: 3 }, () => 'retry'),
      ...Array.from({ length: 17 }, () => 'unsent'),
    ])
    expect(failing.inHand).toEqual([])
  })

  it('OUT-8 holds the destination when the token is refused, and loses no item', async () => {
    const outbox = outboxOf(3)
    const { url } = await destination()
    const run = attempt(outbox, { url, token: 'another-token-0123' })
    expect(await outboxSend(run)).toMatchObject({ type: 'wait', reason: 'auth_required', scope: 'source' })
    expect(types(outbox)).toEqual(['held', 'unsent', 'unsent'])
    expect(outbox.rejected).toBe(1)
  })

  it('OUT-8 asks the server for nothing while a sign-in is missing', async () => {
    const { url, stored } = await destination()
    const outbox = outboxOf(3)
    const run = attempt(outbox, { url, token: null })
    expect(await outboxSend(run)).toMatchObject({ type: 'wait', reason: 'auth_required' })
    expect(outbox.due).toHaveLength(3)
    expect(stored).toEqual([])
  })

  it('waits for a server that nobody answers at, charging no item', async () => {
    const url = await serve(() => undefined)
    await closeAll()
    const outbox = outboxOf(2)
    expect(await outboxSend(attempt(outbox, { url }))).toMatchObject({ type: 'retry', error: { code: 'unreachable' } })
    expect(types(outbox)).toEqual(['unsent', 'unsent'])
  })

  it('OUT-10 ends the run where the server asks for a rest, and takes no sign-in for refused by that', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(429, { 'retry-after': '60' }).end())
    })
    const outbox = outboxOf(3)
    const run = attempt(outbox, { url })
    expect(await outboxSend(run)).toMatchObject({ type: 'wait', reason: 'rate_limited', scope: 'origin' })
    expect(types(outbox)).toEqual(['retry', 'unsent', 'unsent'])
    expect([outbox.rejected, run.sums.requests]).toEqual([0, 1])
  })

  it('P4 does not take the page of a captive network for an acceptance', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in'))
    })
    const outbox = outboxOf(2)
    expect(await outboxSend(attempt(outbox, { url }))).toMatchObject({ type: 'wait', reason: 'captive_portal' })
    expect(types(outbox)).toEqual(['retry', 'unsent'])
  })

  it('ends at a stop, leaving what it had in hand to main, and counts what was sent', async () => {
    const control = new AbortController()
    let asked = 0
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        if (++asked === 3) control.abort(new Stopped('quit'))
        else response.writeHead(200).end()
      })
    })
    const outbox = outboxOf(5)
    const run = attempt(outbox, { url, signal: control.signal })
    await expect(outboxSend(run)).rejects.toBeInstanceOf(Stopped)
    const left = outbox.inHand.map((item) => item.id)
    expect(types(outbox).every((type) => type === 'done')).toBe(true)
    expect(left.length + outbox.settled.size).toBe(5)
    expect(left.length).toBeGreaterThan(0)
    expect(run.sums).toMatchObject({ sent: outbox.settled.size })
  })

  it('succeeds at once when nothing is due', async () => {
    const { url } = await destination()
    expect(await outboxSend(attempt(outboxOf(0), { url }))).toMatchObject({ type: 'succeeded', output: { sent: 0 } })
  })
})
