// Which answers an event makes stale, and that refreshing them never piles up.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createRefresher, staleCommands, type Topic } from './staleness'

describe('a change', () => {
  it('of jobs makes the queue stale, and not the tables', () => {
    expect(staleCommands(['jobs'])).toEqual(['jobs.query', 'jobs.count', 'jobs.get'])
  })
  it('of a source makes stale what its jobs wait for', () => {
    expect(staleCommands(['sources'])).toContain('jobs.query')
  })
  it('of several topics asks each command once', () => {
    const names = staleCommands(['summary', 'pauses', 'outbox'])
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('outbox.list')
  })
})

describe('the refresher', () => {
  let batches: string[][]
  let finish: (() => void)[]
  const refresh = (topics: ReadonlySet<Topic>) =>
    new Promise<void>((resolve) => {
      batches.push([...topics])
      finish.push(resolve)
    })
  const settle = () => vi.advanceTimersByTimeAsync(0)

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
    batches = []
    finish = []
    return () => vi.useRealTimers()
  })

  it('refreshes the first change at once', async () => {
    createRefresher(refresh, Date.now).add(['jobs'])
    await settle()
    expect(batches).toEqual([['jobs']])
  })

  it('gathers what comes while it refreshes, asks nothing twice at once, loses nothing', async () => {
    const refresher = createRefresher(refresh, Date.now)
    refresher.add(['jobs'])
    await settle()
    refresher.add(['jobs', 'history'])
    refresher.add(['outbox'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(batches).toHaveLength(1)
    finish[0]?.()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(batches).toEqual([['jobs'], ['jobs', 'history', 'outbox']])
  })

  it('asks less often for an answer that is slow: at most a fifth of the time', async () => {
    const refresher = createRefresher(refresh, Date.now)
    refresher.add(['jobs'])
    await vi.advanceTimersByTimeAsync(1_000)
    finish[0]?.()
    await settle()
    refresher.add(['jobs'])
    await vi.advanceTimersByTimeAsync(3_900)
    expect(batches).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(batches).toHaveLength(2)
  })

  it('goes on after a refresh that failed, and stops when told', async () => {
    const failing = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('gone')))
    const refresher = createRefresher(failing, Date.now)
    refresher.add(['jobs'])
    await vi.advanceTimersByTimeAsync(1_000)
    refresher.add(['jobs'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(failing).toHaveBeenCalledTimes(2)
    refresher.stop()
    refresher.add(['jobs'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(failing).toHaveBeenCalledTimes(2)
  })
})
