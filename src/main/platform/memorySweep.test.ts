// Proves when memory is swept: a while after nobody looks, once, and not while somebody does; and that sweeping gives something back.
import { getHeapSpaceStatistics } from 'node:v8'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { collectGarbage, createMemorySweep, SWEEP_AFTER_MS } from './memorySweep'

function open(isUnseen: () => boolean, collect = async (): Promise<void> => {}) {
  const lines: string[] = []
  const note = (message: string): void => void lines.push(message)
  let sweeps = 0
  const sweep = createMemorySweep({
    after: (delayMs, act) => {
      const timer = setTimeout(act, delayMs)
      return () => clearTimeout(timer)
    },
    isUnseen,
    collect: () => {
      sweeps += 1
      return collect()
    },
    log: { debug: note, info: note, warn: note, error: note },
  })
  return { sweep, lines, sweeps: () => sweeps }
}

describe('memory', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is swept once, a while after the last window closed, however often one did', async () => {
    const app = open(() => true)
    app.sweep()
    await vi.advanceTimersByTimeAsync(SWEEP_AFTER_MS - 1)
    app.sweep()
    await vi.advanceTimersByTimeAsync(SWEEP_AFTER_MS - 1)
    expect(app.sweeps()).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(app.sweeps()).toBe(1)
    await vi.advanceTimersByTimeAsync(10 * SWEEP_AFTER_MS)
    expect(app.sweeps()).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is left alone when a window is open by then', async () => {
    const app = open(() => false)
    app.sweep()
    await vi.advanceTimersByTimeAsync(10 * SWEEP_AFTER_MS)
    expect(app.sweeps()).toBe(0)
  })

  it('that cannot be swept is said, and nothing else happens', async () => {
    const app = open(
      () => true,
      () => Promise.reject(new Error('no inspector')),
    )
    app.sweep()
    await vi.advanceTimersByTimeAsync(SWEEP_AFTER_MS)
    expect(app.lines).toEqual(['memory was not swept'])
  })
})

describe('sweeping', () => {
  it('gives back what was kept for new objects', async () => {
    const spaceOf = (name: string): number =>
      getHeapSpaceStatistics().find(({ space_name }) => space_name === name)?.space_size ?? 0
    const kept = Array.from({ length: 200_000 }, (_, index) => ({ index }))
    expect(kept).toHaveLength(200_000)
    const before = spaceOf('new_space')
    await collectGarbage()
    expect(spaceOf('new_space')).toBeLessThan(before)
  })
})
