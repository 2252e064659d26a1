// Figures of a job over its last days: counted from its rows of history, by days as the wall clock has them.
import type { RunFigure } from '@shared/jobs/record'
import { afterEach, describe, expect, it } from 'vitest'
import { again, fail, hours, idOf, minutes, ok, oneTime, periodic, seconds } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'
import { createFigureSum, localDays } from './figures'

const row = (result: RunFigure['result'], tookMs: number, more: Partial<RunFigure> = {}): RunFigure => ({
  result,
  mergedCount: 1,
  startedAt: 1_000_000,
  endedAt: 1_000_000 + tookMs,
  waitedJson: null,
  bytesIn: null,
  bytesOut: null,
  ...more,
})
const medianOf = (...tookMs: number[]): number | undefined => {
  const sum = createFigureSum()
  sum.add(
    '2026-01-05',
    tookMs.map((ms) => row('ran', ms)),
  )
  return sum.figures(0).duration?.medianMs
}

describe('OBS-1 what rows of history come to', () => {
  it('counts attempts by how they ended, due times by what became of them, and bytes', () => {
    const sum = createFigureSum()
    sum.add('2026-01-05', [
      row('ran', 10, { bytesIn: 100, bytesOut: 1, mergedCount: 4 }),
      row('failed', 20, { bytesIn: 50 }),
      row('retry', 30),
      row('skipped', 0, { startedAt: null, mergedCount: 3 }),
    ])
    sum.add('2026-01-06', [
      row('stopped', 40),
      row('waited', 50, { bytesOut: 7 }),
      row('failed', 0, { startedAt: null }),
    ])
    expect(sum.figures(5)).toMatchObject({
      since: 5,
      runs: 5,
      ran: 1,
      failed: 1,
      retried: 1,
      stopped: 1,
      waited: 1,
      skipped: 3,
      merged: 3,
      bytesIn: 150,
      bytesOut: 8,
      days: [
        { day: '2026-01-05', ran: 1, failed: 1, other: 1 },
        { day: '2026-01-06', ran: 0, failed: 0, other: 2 },
      ],
    })
  })

  it.each([
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 1, 4, 100], 7],
    [[100, 2, 3], 3],
  ])('has %j ms at the median of %i ms', (tookMs, median) => {
    expect(medianOf(...tookMs)).toBe(median)
  })

  it('measures only attempts that came to an end of their own, and none as shorter than nothing', () => {
    const sum = createFigureSum()
    sum.add('2026-01-05', [row('ran', -5_000), row('failed', 30), row('stopped', 9_999), row('retry', 9_999)])
    expect(sum.figures(0).duration).toEqual({ medianMs: 15, longestMs: 30, totalMs: 30 })
    expect(createFigureSum().figures(0).duration).toBeNull()
  })

  it('adds up what all attempts waited for, the longest first', () => {
    const sum = createFigureSum()
    sum.add('2026-01-05', [row('ran', 1, { waitedJson: '{"offline":1000,"metered":5000}' })])
    sum.add('2026-01-06', [row('stopped', 1, { waitedJson: '{"offline":9000}' })])
    expect(sum.figures(0).waitedFor).toEqual([
      { reason: 'offline', ms: 10_000 },
      { reason: 'metered', ms: 5_000 },
    ])
  })
})

describe('days', () => {
  const lengths = (now: number, count: number, zone: string): [string, number][] =>
    localDays(now, count, zone).map(({ day, from, to }) => [day, (to - from) / hours(1)])

  it('are those of the wall clock: one of 23 hours in spring, one of 25 in autumn', () => {
    expect(lengths(Date.parse('2026-03-30T10:00:00Z'), 3, 'Europe/Berlin')).toEqual([
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ])
    expect(lengths(Date.parse('2026-10-26T10:00:00Z'), 2, 'Europe/Berlin')).toEqual([
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ])
  })

  it.each(['UTC', 'Asia/Seoul', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Africa/Cairo'])(
    'follow each other without a gap, today the last, in %s',
    (zone) => {
      for (const now of [Date.parse('2026-04-24T12:00:00Z'), Date.parse('2026-11-01T23:59:59Z')]) {
        const days = localDays(now, 90, zone)
        expect(days).toHaveLength(90)
        expect(new Set(days.map(({ day }) => day)).size).toBe(90)
        for (const [index, { to }] of days.slice(0, -1).entries()) expect(days[index + 1]?.from).toBe(to)
        const today = days.at(-1)
        expect(today && today.from <= now && now < today.to).toBe(true)
      }
    },
  )

  it('begin with the first moment of a day that has no midnight', () => {
    const [first] = localDays(Date.parse('2026-04-24T12:00:00Z'), 1, 'Africa/Cairo')
    expect(first).toMatchObject({ day: '2026-04-24', from: Date.parse('2026-04-23T22:00:00Z') })
  })
})

describe('OBS-1 figures of a job', () => {
  let h: Harness
  const open = async (options: HarnessOptions = {}): Promise<void> => {
    h = await openHarness({ device: { charging: true }, ...options })
  }
  afterEach(async () => await h.close())

  it('are of its own runs, over as many days as were asked for', async () => {
    await open()
    const ends = [again(), fail(), ok(), ok()]
    h.handle('a', () => ends[h.runs('a').length - 1] ?? ok())
    h.handle('b', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', hours(24))))
    await h.jobs.enqueue([oneTime('b')])
    await h.advance(hours(24 * 6) + minutes(5))
    const month = await h.engine().jobFigures(id, 30)
    expect(month).toMatchObject({ ran: 6, failed: 1, retried: 1, runs: 8 })
    expect(month.days).toHaveLength(30)
    expect(month.waitedFor).toEqual([{ reason: 'backoff', ms: seconds(30) }])
    const today = await h.engine().jobFigures(id, 1)
    expect(today).toMatchObject({ ran: 1, failed: 0, runs: 1 })
    expect(today.days).toHaveLength(1)
  })

  it('are none, and no fault, of a job that never ran, or is not known', async () => {
    await open()
    expect(await h.engine().jobFigures('nobody', 2)).toMatchObject({ runs: 0, duration: null, waitedFor: [] })
  })

  it('keep the engine from nothing else while they are added up', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(1))))
    await h.advance(hours(1))
    const order: string[] = []
    const figures = h.engine().jobFigures(id, 90)
    void figures.then(() => order.push('figures'))
    await h.engine().queue.enqueue([oneTime('a')])
    order.push('enqueued')
    await figures
    expect(order).toEqual(['enqueued', 'figures'])
  })

  it('end as far as they have come when Lull quits meanwhile', async () => {
    await open()
    h.handle('a', () => ok())
    const figures = h.engine().jobFigures('nobody', 90)
    await h.engine().shutDown()
    expect((await figures).days.length).toBeLessThan(90)
  })
})
