// How long a source is left alone after a sync.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { RUNS_LOOKED_AT, restAfter, type SyncRun } from './syncRest'

const EVERY = 15 * MINUTE_MS
const same: SyncRun = { result: 'ran', trigger: 'schedule', sums: { notModified: 1 } }
const times = (count: number, run = same): SyncRun[] => Array.from({ length: count }, () => run)

describe('the time between two syncs', () => {
  it('PULL-11 is the interval while something changes', () => {
    expect(restAfter(EVERY, [])).toBe(EVERY)
    expect(restAfter(EVERY, times(3))).toBe(EVERY)
    for (const sums of [{ inserted: 1 }, { updated: 1 }, { deleted: 1 }]) {
      expect(restAfter(EVERY, [{ ...same, sums }, ...times(12)])).toBe(EVERY)
      expect(restAfter(EVERY, [...times(3), { ...same, sums }, ...times(12)])).toBe(EVERY)
    }
  })

  it('PULL-11 doubles with every fourth run in a row that brought nothing new, up to eight times', () => {
    expect([4, 7, 8, 12, 16, 1_000].map((count) => restAfter(EVERY, times(count)) / EVERY)).toEqual([2, 2, 4, 8, 8, 8])
    expect(restAfter(EVERY, times(RUNS_LOOKED_AT))).toBe(8 * EVERY)
  })

  it('PULL-11 begins anew with a run that the user asked for', () => {
    expect(restAfter(EVERY, [...times(3), { ...same, trigger: 'user' }, ...times(12)])).toBe(EVERY)
  })

  it('PULL-11 does not count runs that came to no end, unless they brought something', () => {
    const stopped: SyncRun = { ...same, result: 'stopped' }
    expect(restAfter(EVERY, [...times(3), stopped, ...times(1)])).toBe(2 * EVERY)
    expect(restAfter(EVERY, [...times(3), { ...stopped, sums: { inserted: 1 } }, ...times(1)])).toBe(EVERY)
  })

  it('PULL-11 is six hours at most by itself, and never less than the interval', () => {
    expect(restAfter(2 * HOUR_MS, times(100))).toBe(6 * HOUR_MS)
    expect(restAfter(12 * HOUR_MS, times(100))).toBe(12 * HOUR_MS)
  })

  it('PULL-11 is no shorter than the server asked last, a day at most', () => {
    const asking = (askedRestMs: number): SyncRun[] => [{ ...same, sums: { askedRestMs } }, same]
    expect(restAfter(EVERY, asking(HOUR_MS))).toBe(HOUR_MS)
    expect(restAfter(EVERY, asking(HOUR_MS).toReversed())).toBe(EVERY)
    expect(restAfter(EVERY, asking(MINUTE_MS))).toBe(EVERY)
    expect(restAfter(EVERY, asking(9 * DAY_MS))).toBe(DAY_MS)
  })
})
