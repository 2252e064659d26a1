// What the library makes of the days that are 23 and 25 hours long, and of nonsense.
import { expect, it } from 'vitest'
import { createCronCalendar } from './cronCalendar'

const calendar = createCronCalendar()

function from(after: string, cron: string, timeZone: string, count: number): string[] {
  const times: number[] = []
  for (let at = Date.parse(after); times.length < count; ) {
    const next = calendar.next(cron, timeZone, at)
    if (next === null) break
    times.push(next)
    at = next
  }
  return times.map((time) => new Date(time).toISOString())
}

it('D18, F74 a 02:30 that is skipped in spring runs once, at 03:30', () => {
  expect(from('2026-03-28T12:00:00Z', '30 2 * * *', 'Europe/Berlin', 2)).toEqual([
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ])
})

it('F75 a 02:30 that comes twice in autumn runs once', () => {
  expect(from('2026-10-24T12:00:00Z', '30 2 * * *', 'Europe/Berlin', 2)).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ])
})

it('is strictly after the instant it is asked about', () => {
  expect(from('2026-10-24T00:00:00Z', '0 0 * * *', 'UTC', 1)).toEqual(['2026-10-25T00:00:00.000Z'])
})

it.each([
  ['0 0 30 2 *', 'UTC'],
  ['60 0 * * *', 'UTC'],
  ['', 'UTC'],
  ['not cron', 'UTC'],
  ['0 0 * * *', 'Nowhere/Town'],
  ['0 0 * * *', ''],
])('%j in %j is not valid', (cron, timeZone) => {
  expect(calendar.isValid(cron, timeZone)).toBe(false)
})

it('answers null where there is no next time', () => {
  expect(calendar.next('0 0 30 2 *', 'UTC', 0)).toBeNull()
  expect(calendar.isValid('0 0 29 2 *', 'Asia/Seoul')).toBe(true)
})
