// How long a source is left alone after a sync.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { restAfter } from './syncRest'

const EVERY = 15 * MINUTE_MS

describe('the time between two syncs', () => {
  it('PULL-11 is the interval while something changes', () => {
    expect(restAfter(EVERY, {})).toBe(EVERY)
    expect(restAfter(EVERY, { sameRuns: 3 })).toBe(EVERY)
  })

  it('PULL-11 doubles with every fourth run that brought nothing new, up to eight times', () => {
    expect([4, 7, 8, 12, 16, 1_000].map((sameRuns) => restAfter(EVERY, { sameRuns }) / EVERY)).toEqual([
      2, 2, 4, 8, 8, 8,
    ])
  })

  it('PULL-11 is six hours at most by itself, and never less than the interval', () => {
    expect(restAfter(2 * HOUR_MS, { sameRuns: 100 })).toBe(6 * HOUR_MS)
    expect(restAfter(12 * HOUR_MS, { sameRuns: 100 })).toBe(12 * HOUR_MS)
  })

  it('PULL-11 is no shorter than the server asks, a day at most', () => {
    expect(restAfter(EVERY, { askedRestMs: HOUR_MS })).toBe(HOUR_MS)
    expect(restAfter(EVERY, { askedRestMs: MINUTE_MS })).toBe(EVERY)
    expect(restAfter(EVERY, { askedRestMs: 9 * DAY_MS })).toBe(DAY_MS)
  })
})
