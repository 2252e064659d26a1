// P20: workers that die one after the other.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { realAfter } from './child'
import { FakeChild, runSpec } from './fakeFork'
import { openBench, words } from './poolBench'
import type { PoolHealth } from './workerPool'

const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a crash loop', () => {
  const dying = (made: number): FakeChild => {
    const child = new FakeChild(made + 1, realAfter)
    child.react = () => child.die('exit code 1')
    return child
  }

  it('P20, F12 holds for 60 s after five deaths in 60 s, tries one at a time, and heals by itself', async () => {
    let broken = true
    const { pool, children, events } = openBench({
      fork: (made) => (broken ? dying(made) : new FakeChild(made + 1, realAfter)),
    })
    const heard: PoolHealth['state'][] = []
    pool.onHealth(({ state }) => heard.push(state))
    for (let n = 1; n <= 5; n += 1) {
      pool.start(runSpec(`a${n}`, 'quick'))
      await elapse(100)
    }
    expect(words(events)).toEqual([1, 2, 3, 4, 5].map((n) => `a${n} died crashed`))
    expect(pool.health()).toEqual({ state: 'crashLoop', retryAt: Date.now() + 59_900 })
    pool.start(runSpec('b', 'quick'))
    pool.start(runSpec('c', 'quick'))
    await elapse(59_000)
    expect(children).toHaveLength(5)
    await elapse(1_000)
    expect(children).toHaveLength(6)
    expect(words(events).at(-1)).toBe('b died crashed')
    broken = false
    await elapse(59_000)
    expect(children).toHaveLength(6)
    await elapse(1_100)
    expect(words(events).slice(-2)).toEqual(['c started', 'c ended'])
    expect(pool.health()).toEqual({ state: 'ok' })
    expect(heard.at(-1)).toBe('ok')
  })

  it('is not what a few deaths an hour are', async () => {
    const { pool } = openBench({ fork: dying })
    for (let n = 0; n < 20; n += 1) {
      pool.start(runSpec(`a${n}`, 'quick'))
      await elapse(20_000)
    }
    expect(pool.health()).toEqual({ state: 'ok' })
  })

  it('lets an attempt be stopped that waits for it to end', async () => {
    const { pool, events } = openBench({ fork: dying })
    for (let n = 0; n < 6; n += 1) {
      pool.start(runSpec(`a${n}`, 'quick'))
      await elapse(10)
    }
    pool.stop('a5', 'cancelled', 5_000)
    await elapse(1)
    expect(words(events).at(-1)).toBe('a5 died stopped')
  })
})
