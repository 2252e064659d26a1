// The figures of a job's page as shares and findings.
import { describe, expect, it } from 'vitest'
import { dayBars, daysFinding, successShare, waitedBars, wholePercent } from './figures'

const day = (name: string, ran: number, failed = 0, other = 0) => ({ day: name, ran, failed, other })

describe('OBS-1 the success rate', () => {
  it('counts what ended by itself, retries among it', () => {
    expect(successShare({ ran: 18, failed: 1, retried: 1 })).toBe(0.9)
  })
  it('is unknown where nothing ended by itself', () => {
    expect(successShare({ ran: 0, failed: 0, retried: 0 })).toBeNull()
  })
  it('is never rounded to all or to none', () => {
    expect([0.999, 1, 0.001, 0, 0.955].map(wholePercent)).toEqual([99, 100, 1, 0, 96])
  })
})

describe('OBS-1 the strip of days', () => {
  it('is as high as its busiest day', () => {
    const [first, second, third] = dayBars([day('a', 1, 1), day('b', 3, 0, 1), day('c', 0)])
    expect(first).toMatchObject({ ran: 0.25, failed: 0.25, other: 0, counts: { ran: 1, failed: 1, other: 0 } })
    expect(second).toMatchObject({ ran: 0.75, failed: 0, other: 0.25 })
    expect(third).toMatchObject({ ran: 0, failed: 0, other: 0 })
  })
  it('is flat where nothing ran', () => {
    expect(dayBars([day('a', 0)])).toEqual([
      { day: 'a', ran: 0, failed: 0, other: 0, counts: { ran: 0, failed: 0, other: 0 } },
    ])
  })
  it('has one finding: days with runs, days with failures', () => {
    expect(daysFinding([day('a', 1), day('b', 0, 2), day('c', 0), day('d', 0, 0, 1)])).toEqual({
      active: 3,
      failing: 1,
      all: 4,
    })
  })
})

it('COND-4 what it waited for is drawn against the longest, and added up', () => {
  expect(
    waitedBars([
      { reason: 'offline', ms: 30_000 },
      { reason: 'battery_low', ms: 120_000 },
    ]),
  ).toEqual({
    totalMs: 150_000,
    bars: [
      { reason: 'battery_low', ms: 120_000, share: 1 },
      { reason: 'offline', ms: 30_000, share: 0.25 },
    ],
  })
  expect(waitedBars([])).toEqual({ totalMs: 0, bars: [] })
})
