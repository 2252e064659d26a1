// The pool over fake processes: the contract, and what only a fake can show: services, broken messages, sleep.
import { granted, refused } from '@shared/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RunnerRig, runnerContract } from './contract'
import { type FakeChild, runSpec } from './fakeFork'
import { type Bench, openBench, words } from './poolBench'

const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rig(): RunnerRig {
  const { pool, children, events } = openBench()
  const by = (pid: number): FakeChild | undefined => children.find((child) => child.pid() === pid)
  return {
    pool,
    events,
    start: (attemptId, behaviour) => pool.start(runSpec(attemptId, behaviour)),
    kill: (pid) => by(pid)?.die('signal 9'),
    freeze: (pid) => by(pid)?.freeze(),
    async until(isSo, ms) {
      for (let passed = 0; !isSo(); passed += 10) {
        if (passed > ms) throw new Error('it did not come to be')
        await elapse(10)
      }
    },
    elapse,
  }
}

describe('the runner contract, over fake processes', () => {
  it.each(runnerContract)('$title', async ({ run }) => {
    await expect(run(rig())).resolves.toBeUndefined()
  })
})

describe('services', () => {
  const ask = { type: 'ask', attemptId: 'a', requestId: 7, service: 'source.resolve', input: { sourceId: 's' } }
  const answers = ({ children }: Bench): unknown[] =>
    (children[0]?.received ?? []).filter((message) => (message as { type: string }).type === 'answer')

  it('are answered to the process that asked, with its attempt', async () => {
    const bench = openBench()
    bench.pool.start(runSpec('a', 'long'))
    await elapse(1)
    bench.children[0]?.say(ask)
    await elapse(1)
    expect(bench.asked).toEqual([['a', 'source.resolve', { sourceId: 's' }]])
    expect(answers(bench)).toEqual([{ type: 'answer', requestId: 7, ok: true, value: 'answer' }])
  })

  it('pass a refusal on by its code, and a bug as `internal` without its words', async () => {
    const replies = [
      async () => refused('not_owner', 'No.'),
      async () => {
        throw new Error('secret detail')
      },
    ]
    const bench = openBench({ answer: async () => (await replies.shift()?.()) ?? granted(null) })
    bench.pool.start(runSpec('a', 'long'))
    await elapse(1)
    bench.children[0]?.say(ask)
    bench.children[0]?.say({ ...ask, requestId: 8 })
    await elapse(1)
    expect(answers(bench)).toMatchObject([
      { requestId: 7, ok: false, code: 'not_owner' },
      { requestId: 8, ok: false, code: 'internal' },
    ])
    expect(JSON.stringify(answers(bench))).not.toContain('secret detail')
  })

  it('P9 are refused to an attempt that is over, without asking anybody', async () => {
    const bench = openBench()
    bench.pool.start(runSpec('a', 'long'))
    await elapse(1)
    bench.children[0]?.say({ ...ask, attemptId: 'older' })
    await elapse(1)
    expect(bench.asked).toEqual([])
    expect(answers(bench)).toMatchObject([{ requestId: 7, ok: false, code: 'not_owner' }])
  })

  it('are not answered to a process that has gone meanwhile', async () => {
    let finish = (): void => undefined
    const bench = openBench({ answer: () => new Promise((resolve) => (finish = () => resolve(granted(1)))) })
    bench.pool.start(runSpec('a', 'long'))
    await elapse(1)
    bench.children[0]?.say(ask)
    await elapse(1)
    bench.children[0]?.die('exit code 9')
    await elapse(1)
    finish()
    await elapse(1)
    expect(answers(bench)).toEqual([])
    expect(words(bench.events)).toEqual(['a started', 'a died crashed'])
  })
})

describe('messages of a worker', () => {
  it('reach the engine as progress, outcome and sums', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    children[0]?.say({ type: 'progress', attemptId: 'a', progress: { done: 3 } })
    children[0]?.end('a')
    await elapse(1)
    expect(events.slice(1)).toEqual([
      { type: 'progress', attemptId: 'a', progress: { done: 3 } },
      { type: 'ended', attemptId: 'a', outcome: { type: 'succeeded' }, sums: { inserted: 3 } },
    ])
  })

  it('of an attempt that is over are dropped (semantics 1.28)', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    children[0]?.end('a')
    children[0]?.end('a')
    children[0]?.say({ type: 'progress', attemptId: 'a', progress: {} })
    await elapse(1)
    expect(words(events)).toEqual(['a started', 'a ended'])
  })

  it('that are nonsense cost nothing but an end that cannot be read, which is `no_outcome` (semantics 1.32)', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    const nonsense = [null, 7, 'text', [], {}, { type: 'ended' }, { type: 'ended', attemptId: 'b', outcome: 1 }]
    for (const message of nonsense) children[0]?.say(message as object)
    await elapse(1)
    expect(words(events)).toEqual(['a started'])
    children[0]?.say({ type: 'ended', attemptId: 'a', outcome: { type: 'delighted' }, sums: {} })
    await elapse(1)
    expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: { type: 'failed', error: { code: 'no_outcome' } } })
  })

  it('that cannot be sent end the attempt as a crash', async () => {
    const { pool, events } = openBench()
    pool.start({ ...runSpec('a', 'long'), input: () => 'no function can travel' })
    await elapse(1)
    expect(words(events)).toEqual(['a died crashed'])
  })
})

describe('processes that die', () => {
  it('P18 a sleep of hours is no silence, nor is a main process that was held up', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    children[0]?.freeze()
    for (let sleeps = 0; sleeps < 5; sleeps += 1) {
      vi.setSystemTime(Date.now() + 8 * 3_600_000)
      await elapse(5_000)
    }
    expect(words(events)).toEqual(['a started'])
  })

  it('of themselves while they are asked to stop are not charged as crashes', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    children[0]?.freeze()
    pool.stop('a', 'quit', 3_000)
    children[0]?.die('exit code 1')
    await elapse(1)
    expect(words(events)).toEqual(['a started', 'a died stopped'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('D15 the earlier of two graces counts', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    children[0]?.freeze()
    pool.stop('a', 'network', 5_000)
    pool.stop('a', 'quit', 1_000)
    await elapse(1_001)
    expect(words(events)).toEqual(['a started', 'a died stopped'])
    expect(children[0]?.received.filter((message) => (message as { type: string }).type === 'stop')).toHaveLength(1)
  })

  it('and do not go when killed are given up, so that their attempt ends', async () => {
    const { pool, children, events } = openBench()
    pool.start(runSpec('a', 'long'))
    await elapse(1)
    const [child] = children
    if (child) child.kill = () => child.freeze()
    pool.stop('a', 'cancelled', 100)
    child?.freeze()
    await elapse(100 + 5_000)
    expect(words(events)).toEqual(['a started', 'a died stopped'])
    expect(pool.liveProcesses()).toBe(0)
  })

  it('that cannot even be made are an attempt that died, never a throw', async () => {
    const { pool, events } = openBench({ fork: () => null })
    pool.start(runSpec('a', 'quick'))
    expect(events).toEqual([])
    await elapse(1)
    expect(words(events)).toEqual(['a died crashed'])
  })
})

describe('at rest', () => {
  it('COND-11 there is no process and no timer', async () => {
    const { pool, children } = openBench()
    pool.start(runSpec('a', 'quick'))
    await elapse(30_100)
    expect(pool.liveProcesses()).toBe(0)
    expect(children[0]?.dead).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
