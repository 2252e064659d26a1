// Cron grids in time zones (D18), and how the engine counts on them.
import { describe, expect, it } from 'vitest'
import { mergedCount } from '../engine/recurrence'
import { createCronCalendar } from './cronCalendar'

describe('the calendar', () => {
  const calendar = createCronCalendar()
  it('D18 a repeated local time comes once', () => {
    const first = calendar.next('30 1 * * *', 'America/New_York', Date.UTC(2026, 9, 31, 12)) ?? 0
    expect(new Date(first).toISOString()).toBe('2026-11-01T05:30:00.000Z')
    expect(new Date(calendar.next('30 1 * * *', 'America/New_York', first) ?? 0).toISOString()).toBe(
      '2026-11-02T06:30:00.000Z',
    )
  })

  it.each([
    ['before it', 5, 29, '2026-11-01T05:30:00.000Z'],
    ['between the two', 6, 10, '2026-11-02T06:30:00.000Z'],
    ['at the very turn', 6, 0, '2026-11-02T06:30:00.000Z'],
  ])('D18 and no second time for a run that ended %s', (_, hour, minute, expected) => {
    const after = Date.UTC(2026, 10, 1, hour, minute)
    expect(new Date(calendar.next('30 1 * * *', 'America/New_York', after) ?? 0).toISOString()).toBe(expected)
  })

  it('D18 what names no hour goes by the hours that pass', () => {
    const hourly = (after: number): number => calendar.next('0 * * * *', 'America/New_York', after) ?? 0
    const five = Date.UTC(2026, 10, 1, 5)
    expect([hourly(five), hourly(five + 3_600_000)]).toEqual([five + 3_600_000, five + 7_200_000])
  })

  it('D18 a midnight that comes twice is the first one', () => {
    const days: string[] = []
    let at = Date.UTC(2026, 9, 30, 22)
    for (let day = 0; day < 3; day += 1) {
      at = calendar.next('0 0 * * *', 'America/Havana', at) ?? 0
      days.push(new Date(at).toISOString().slice(0, 16))
    }
    expect(days.join(' ')).toBe('2026-10-31T04:00 2026-11-01T04:00 2026-11-02T05:00')
  })

  it('D18 clocks that go back by half an hour repeat half an hour', () => {
    const between = Date.UTC(2026, 3, 4, 15)
    const at = calendar.next('45 1 * * *', 'Australia/Lord_Howe', between) ?? 0
    expect(new Date(at).toISOString()).toBe('2026-04-05T15:15:00.000Z')
  })

  it('says what is no schedule', () => {
    expect(calendar.isValid('*/5 * * * *', 'Asia/Seoul')).toBe(true)
    expect(calendar.isValid('', 'UTC')).toBe(false)
    expect(calendar.isValid('61 * * * *', 'UTC')).toBe(false)
    expect(calendar.next('61 * * * *', 'UTC', 0)).toBeNull()
  })

  it('a cron job counts its grid', () => {
    const daily = { everyMs: null, cron: '0 3 * * *', timeZone: 'UTC', dueAt: Date.UTC(2026, 0, 1, 3) }
    expect(mergedCount(daily, Date.UTC(2026, 0, 4, 12), createCronCalendar())).toBe(4)
  })
})
