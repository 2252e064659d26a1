// A compute process that many share: requests kept apart, errors passed back, limits that end one and not the others, and its end on request.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computeForks, type FakeComputations } from '../../testing/fakesCompute'
import { openComputeWorker } from './computeWorker'
import { silentLog } from './fakeFork'

const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Format = Awaited<ReturnType<FakeComputations['format.json']>>

/** Waits for as many ms as its text says; listens to nobody. */
const waiting: Format = async ({ input: { text } }) => {
  await new Promise((resolve) => setTimeout(resolve, Number(text)))
  return { text, isCut: false }
}

function open(format?: Format) {
  const forks = computeForks(format ? { 'format.json': async () => format } : {})
  const errors: string[] = []
  const log = { ...silentLog, error: (message: string) => void errors.push(message) }
  const worker = openComputeWorker({ fork: forks.fork, log })
  const ask = (text: string, limits = {}) => worker.request('format.json', { text, mostCharacters: 100 }, limits)
  return { ...forks, worker, ask, errors }
}

const failed = (code: string, name = 'ComputeRefused') => ({ ok: false, error: { name, code } })

describe('many requests in one process', () => {
  it('are each answered with their own output, in whatever order they end', async () => {
    const { ask, children } = open(waiting)
    const order: string[] = []
    const all = ['300', '100', '200'].map(async (text) => {
      const reply = await ask(text)
      order.push(text)
      return reply.ok ? reply.output.text : reply.error.code
    })
    await elapse(400)
    expect(await Promise.all(all)).toEqual(['300', '100', '200'])
    expect(order).toEqual(['100', '200', '300'])
    expect(children).toHaveLength(1)
  })

  it('get their own errors, and one that is a bug keeps its class and says so in the log', async () => {
    const { ask, errors } = open(async ({ input: { text } }) => {
      if (text === 'bug') throw new TypeError('nothing is there')
      return { text, isCut: false }
    })
    const all = Promise.all([ask('a'), ask('bug'), ask('b')])
    await elapse(10)
    const [one, bug, other] = await all
    expect([one.ok, other.ok]).toEqual([true, true])
    expect(bug).toMatchObject(failed('compute_failed', 'TypeError'))
    expect(errors).toEqual(['a computation failed'])
  })

  it('are refused an input the computation does not take, and one that cannot cross to a process', async () => {
    const { ask } = open()
    const all = Promise.all([ask(7 as never), ask((() => undefined) as never)])
    await elapse(10)
    for (const reply of await all) expect(reply).toMatchObject(failed('compute_bad_input'))
  })

  it('are not given an output that is not as agreed', async () => {
    const { ask } = open(async () => ({ text: 7 }) as never)
    const reply = ask('x')
    await elapse(10)
    expect(await reply).toMatchObject(failed('compute_bad_output'))
  })

  it('do not wait for one that is called off and listens', async () => {
    const { ask, children } = open(async ({ input: { text }, signal }) => {
      await new Promise((resolve, reject) => {
        setTimeout(resolve, 500)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
      return { text, isCut: false }
    })
    const caller = new AbortController()
    const all = Promise.all([ask('a', { signal: caller.signal }), ask('b')])
    await elapse(100)
    caller.abort()
    await elapse(500)
    expect(await all).toMatchObject([failed('compute_cancelled'), { ok: true, output: { text: 'b' } }])
    expect(children).toHaveLength(1)
  })

  it('end with the process of one that does not listen, after 1 s, and are not tried again', async () => {
    const { ask, children, errors } = open(waiting)
    const all = Promise.all([ask('60000', { deadlineMs: 200 }), ask('5000')])
    await elapse(1_190)
    expect(children[0]?.dead).toBe(false)
    await elapse(20)
    const [late, innocent] = await all
    expect(late).toMatchObject(failed('compute_slow'))
    expect(innocent).toMatchObject(failed('compute_gone'))
    expect(children).toHaveLength(1)
    expect(errors).toEqual([])
  })

  it('are answered when no process can be made', async () => {
    const fork = (): never => {
      throw new Error('no process')
    }
    const worker = openComputeWorker({ fork, log: silentLog })
    expect(await worker.request('format.json', { text: '1', mostCharacters: 1 })).toMatchObject(failed('compute_gone'))
  })
})

describe('its end', () => {
  it('comes on request when all that is under way was answered, and nothing new is taken', async () => {
    const { worker, ask, children } = open(waiting)
    const reply = ask('500')
    await elapse(10)
    const gone = worker.shutDown()
    expect(await ask('1')).toMatchObject(failed('compute_ended'))
    await elapse(400)
    expect(children[0]?.dead).toBe(false)
    await elapse(200)
    await gone
    expect(await reply).toMatchObject({ ok: true })
    expect(children[0]?.dead).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not wait for more than 1 s', async () => {
    const { worker, ask, children } = open(waiting)
    const reply = ask('60000')
    await elapse(10)
    const gone = worker.shutDown()
    await elapse(1_010)
    await gone
    expect(await reply).toMatchObject(failed('compute_gone'))
    expect(children[0]?.dead).toBe(true)
  })

  it('comes after 30 s without a request, and the next request starts it anew', async () => {
    const { ask, children } = open()
    void ask('1')
    await elapse(29_000)
    void ask('2')
    await elapse(29_000)
    expect(children[0]?.dead).toBe(false)
    await elapse(1_100)
    expect(children[0]?.dead).toBe(true)
    const reply = ask('3')
    await elapse(10)
    expect(await reply).toMatchObject({ ok: true })
    expect(children).toHaveLength(2)
  })

  it('is nothing to wait for where there was no process', async () => {
    await expect(open().worker.shutDown()).resolves.toBeUndefined()
  })
})
