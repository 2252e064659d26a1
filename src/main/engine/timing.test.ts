// Backoff and recurrence as tables: WorkManager's numbers where semantics part 1 keeps them.
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { backoffDelayMs } from './backoff'
import type { Calendar } from './ports'
import { dueAfterSkipping, dueFrom, mergedCount, nextRunAt } from './recurrence'

const never: Calendar = { next: () => null, isValid: () => false }
const exponential = {
  backoffPolicy: 'exponential',
  backoffDelayMs: 30_000,
  backoffJitter: 0,
  backoffCapMs: null,
} as const

describe('backoff', () => {
  it.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [10, 15_360],
    [11, 18_000],
    [1_000, 18_000],
  ])('SC-29 SC-33 exponential after %i failures is %i s', (failures, expected) => {
    expect(backoffDelayMs(exponential, failures, 0.9)).toBe(expected * 1_000)
  })

  it('SC-30 linear grows by the delay up to 5 hours', () => {
    const linear = { ...exponential, backoffPolicy: 'linear', backoffDelayMs: 10 * MINUTE_MS } as const
    expect([1, 2, 3, 40].map((failures) => backoffDelayMs(linear, failures, 0) / MINUTE_MS)).toEqual([10, 20, 30, 300])
  })

  it('D26 full jitter spreads over the whole delay, under the cap of its kind', () => {
    const network = { ...exponential, backoffJitter: 1, backoffCapMs: 15 * MINUTE_MS }
    expect(backoffDelayMs(network, 20, 0)).toBe(15 * MINUTE_MS)
    expect(backoffDelayMs(network, 20, 0.5)).toBe(7.5 * MINUTE_MS)
    expect(backoffDelayMs(network, 20, 1)).toBe(0)
  })
})

const job = {
  everyMs: null as number | null,
  flexMs: null as number | null,
  cron: null as string | null,
  timeZone: null as string | null,
  initialDelayMs: 0,
  lastEnqueuedAt: 1_000_000 as number | null,
  periodCount: 0,
  backoffUntil: null as number | null,
  overrideAt: null as number | null,
}
const often = { ...job, everyMs: HOUR_MS }

describe('nextRunAt', () => {
  it.each([
    ['one-time work: its delay', { ...job, initialDelayMs: 5 }, 1_000_005],
    ['blocked: never', { ...job, lastEnqueuedAt: null }, null],
    ['first period: its delay', { ...often, initialDelayMs: 5 }, 1_000_005],
    ['first period with flex', { ...often, flexMs: 20 * MINUTE_MS }, 1_000_000 + 40 * MINUTE_MS],
    [
      'later periods: the interval',
      { ...often, flexMs: 20 * MINUTE_MS, initialDelayMs: 5, periodCount: 1 },
      1_000_000 + HOUR_MS,
    ],
    ['backoff wins over the interval', { ...often, periodCount: 1, backoffUntil: 7 }, 7],
    ['an override wins over backoff', { ...often, backoffUntil: 7, overrideAt: 9 }, 9],
    ['and is spaced after the first period', { ...often, periodCount: 1, overrideAt: 9 }, 1_000_000 + 15 * MINUTE_MS],
    ['and means nothing for one-time work', { ...job, overrideAt: 9 }, 1_000_000],
  ])('%s', (_, timing, expected) => {
    expect(nextRunAt(timing, never)).toBe(expected)
  })

  it('a grid without another point never comes due', () => {
    expect(nextRunAt({ ...job, cron: '0 0 30 2 *', timeZone: 'UTC' }, never)).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('due times on battery', () => {
  const facts = { ...often, attempts: 0, lastEndedAt: 500, deadlineMs: null }
  it('the floor is for the start of a period, not for a retry, and not for one-time work', () => {
    expect(dueFrom(facts, 600).batteryDueAt).toBe(500 + 15 * MINUTE_MS)
    expect(dueFrom({ ...facts, attempts: 1 }, 600).batteryDueAt).toBe(600)
    expect(dueFrom({ ...facts, everyMs: null }, 600).batteryDueAt).toBeNull()
  })
})

describe('missed times', () => {
  it.each([
    [-1, 1],
    [0, 1],
    [HOUR_MS - 1, 1],
    [HOUR_MS, 2],
    [20 * HOUR_MS, 21],
  ])('an hourly job that is %i ms late stands for %i', (late, expected) => {
    expect(mergedCount({ ...often, dueAt: 1_000 }, 1_000 + late, never)).toBe(expected)
  })

  it('skipping lands on the grid the job was on, after now', () => {
    expect(dueAfterSkipping({ ...often, dueAt: 1_000 }, 1_000 + 2.5 * HOUR_MS, never)).toBe(1_000 + 3 * HOUR_MS)
    expect(dueAfterSkipping({ ...often, dueAt: 1_000 + HOUR_MS }, 1_000, never)).toBe(1_000 + 2 * HOUR_MS)
  })
})
