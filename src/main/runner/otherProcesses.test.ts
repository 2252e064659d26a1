// The reader's process and the sample's: answers, deadlines, deaths, and that neither outlives its use.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { realAfter } from './child'
import { FakeChild, silentLog } from './fakeFork'
import { createReaderProcess } from './readerProcess'
import { createSampleProcess } from './sampleProcess'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

function forks(react: (child: FakeChild, message: never) => void) {
  const children: FakeChild[] = []
  const fork = (): FakeChild => {
    const child = new FakeChild(children.length + 1, realAfter)
    child.react = (message) => react(child, message as never)
    children.push(child)
    return child
  }
  return { children, fork }
}

interface Call {
  call: string
  id: number
}

function openReader(react: (child: FakeChild, message: Call) => void) {
  const { children, fork } = forks(react)
  return { children, reader: createReaderProcess({ fork, library: '/l', imports: '/i', log: silentLog }) }
}

const answering = (child: FakeChild, { id, call }: Call): void => child.say({ id, ok: true, value: call })
const rows = { file: 'library', table: 't', limit: 10, after: null } as const

describe('the reader', () => {
  it('starts with the first request, greets once, and answers each request with its own answer', async () => {
    const { children, reader } = openReader(answering)
    expect(children).toHaveLength(0)
    const both = Promise.all([reader.tables(), reader.rows(rows)])
    await elapse(1)
    expect(await both).toEqual([
      { ok: true, value: 'tables' },
      { ok: true, value: 'rows' },
    ])
    expect(children[0]?.received).toMatchObject([
      { call: 'hello', library: '/l', imports: '/i' },
      { call: 'tables' },
      { call: 'rows', request: rows },
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes on a refusal', async () => {
    const { reader } = openReader((child, { id }) => child.say({ id, ok: false, code: 'no_table', message: 'None.' }))
    const reply = reader.rows(rows)
    await elapse(1)
    expect(await reply).toEqual({ ok: false, refusal: { code: 'no_table', message: 'None.' } })
  })

  it('F70 is ended when a query runs for 10 s, and the next request gets a new one', async () => {
    let deaf = true
    const { children, reader } = openReader((child, call) => {
      if (!deaf) answering(child, call)
    })
    const reply = reader.rows(rows)
    await elapse(10_000)
    expect(await reply).toMatchObject({ ok: false, refusal: { code: 'reader_slow' } })
    expect(children[0]?.dead).toBe(true)
    deaf = false
    const next = reader.tables()
    await elapse(1)
    expect(await next).toEqual({ ok: true, value: 'tables' })
    expect(children).toHaveLength(2)
  })

  it('refuses what was asked of a process that died', async () => {
    const { reader } = openReader((child, { call }) => {
      if (call === 'rows') child.die('exit code 134')
    })
    const reply = reader.rows(rows)
    await elapse(1)
    expect(await reply).toMatchObject({ ok: false, refusal: { code: 'reader_gone' } })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('refuses, and does not throw, when no process can be made', async () => {
    const fork = (): never => {
      throw new Error('no process')
    }
    const reader = createReaderProcess({ fork, library: '/l', imports: '/i', log: silentLog })
    expect(await reader.tables()).toMatchObject({ ok: false, refusal: { code: 'reader_gone' } })
  })

  it('is gone when the view is closed, and what was asked is answered', async () => {
    const { children, reader } = openReader(() => undefined)
    const reply = reader.tables()
    reader.close()
    reader.close()
    expect(await reply).toMatchObject({ ok: false })
    expect(children[0]?.dead).toBe(true)
  })

  it('ignores answers that nobody waits for and messages that are none', async () => {
    const { reader } = openReader((child, call) => {
      child.say({ id: 999, ok: true, value: 'old' })
      child.say({ nonsense: true })
      answering(child, call)
    })
    const reply = reader.tables()
    await elapse(1)
    expect(await reply).toEqual({ ok: true, value: 'tables' })
  })
})

function openSample(react: (child: FakeChild) => void) {
  const { children, fork } = forks(react)
  const sample = createSampleProcess({ fork, startedAt: () => 5, state: '/s', pageDelayMs: 3, log: silentLog })
  return { children, sample }
}

const listening = (child: FakeChild): void => child.say({ type: 'listening', port: 4_000 })

describe('the sample server', () => {
  it('D33 starts on first need, with a token of the app, and serves all who need it', async () => {
    const { children, sample } = openSample(listening)
    const both = Promise.all([sample.acquire(), sample.acquire()])
    await elapse(1)
    const [one, other] = await both
    expect(one.port).toBe(4_000)
    expect(other.token).toBe(one.token)
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32)
    expect(children).toHaveLength(1)
    expect(children[0]?.received).toEqual([
      { type: 'start', token: one.token, startedAt: 5, state: '/s', pageDelayMs: 3 },
    ])
  })

  it('ends 10 s after the last let go, counted from the last', async () => {
    const { children, sample } = openSample(listening)
    const both = Promise.all([sample.acquire(), sample.acquire()])
    await elapse(1)
    const [one, other] = await both
    one.release()
    one.release()
    await elapse(20_000)
    expect(children[0]?.dead).toBe(false)
    other.release()
    await elapse(9_000)
    const again = sample.acquire()
    await elapse(5_000)
    expect(children[0]?.dead).toBe(false)
    ;(await again).release()
    await elapse(10_001)
    expect(children[0]?.dead).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('starts anew after it died', async () => {
    const { children, sample } = openSample(listening)
    const first = sample.acquire()
    await elapse(1)
    await first
    children[0]?.die('exit code 1')
    await elapse(1)
    const second = sample.acquire()
    await elapse(1)
    expect((await second).port).toBe(4_000)
    expect(children).toHaveLength(2)
  })

  it.each([
    ['says so', (child: FakeChild) => child.say({ type: 'failed', message: 'no loopback' }), 'no loopback'],
    ['dies', (child: FakeChild) => child.die('exit code 1'), 'exit code 1'],
    ['says nonsense', (child: FakeChild) => child.say({ type: 'hm' }), 'could not be read'],
    ['says nothing', () => undefined, 'did not answer'],
  ])('rejects when the server %s, and leaves nothing behind', async (_name, react, words) => {
    const { children, sample } = openSample(react)
    const refusal = sample.acquire().catch((problem: unknown) => String(problem))
    await elapse(15_000)
    expect(await refusal).toContain(words)
    expect(children[0]?.dead).toBe(true)
    await elapse(10_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})
