// The choices of quiet hours: half hours, what a file holds besides, and days in both languages.
import { expect, it } from 'vitest'
import { clockText, dayNames, timeChoices } from './quietTimes'

it('offers every half hour, the time that is set, and never the other end', () => {
  expect(timeChoices(22 * 60, 7 * 60)).toHaveLength(47)
  expect(timeChoices(22 * 60, 7 * 60)).not.toContain(7 * 60)
  expect(timeChoices(22 * 60 + 5, 7 * 60).filter((minute) => minute % 30 !== 0)).toEqual([22 * 60 + 5])
  expect(timeChoices(60, 60)).toContain(60)
})

it('says times with two figures each', () => {
  expect([0, 7 * 60 + 5, 23 * 60 + 30].map(clockText)).toEqual(['00:00', '07:05', '23:30'])
})

it('begins the week on Monday and ends it on day 0, Sunday', () => {
  expect(dayNames('en').map(({ day, short }) => `${day} ${short}`)).toEqual(
    '1 Mon,2 Tue,3 Wed,4 Thu,5 Fri,6 Sat,0 Sun'.split(','),
  )
  expect(dayNames('ko').map(({ long }) => long)[6]).toBe('일요일')
})
