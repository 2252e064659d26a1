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
