// How long a server asked us to wait, in every form and out of every nonsense.
import { describe, expect, it } from 'vitest'
import { ReplyHeaders } from './exchange'
import { rateLimitResetMs, retryAfterMs } from './retryAfter'

const ourClock = Date.UTC(2030, 0, 1)
const serverDate = 'Sun, 22 Nov 2026 12:00:00 GMT'

function asked(value: string, date: string | null = serverDate): number | null {
  const headers = new Map([['retry-after', value]])
  if (date !== null) headers.set('date', date)
  return retryAfterMs(new ReplyHeaders(headers), ourClock)
}

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['5', 5_000],
    ['1', 1_000],
    ['86401', 86_400_000],
    ['3456000', 86_400_000],
  ])('F139 F141 reads %s as seconds, at most a day', (value, ms) => expect(asked(value)).toBe(ms))

  it.each([
    ['Sun, 22 Nov 2026 12:02:00 GMT', 120_000],
    ['Sunday, 22-Nov-26 12:02:00 GMT', 120_000],
    ['Sun Nov 22 12:02:00 2026', 120_000],
    ['Sun, 29 Nov 2026 12:00:00 GMT', 86_400_000],
  ])("F140 counts %s from the response's own date, not from our clock", (value, ms) => expect(asked(value)).toBe(ms))

  it('F140 counts from our clock where the response has no date', () => {
    expect(asked(new Date(ourClock + 60_000).toUTCString(), null)).toBe(60_000)
  })

  it.each(['', '0', '-5', '1e9', '1.5', 'soon', '2026-11-22', 'Sun, 22 Nov 2026 11:00:00 GMT', 'Sun, 99 Zzz 2026'])(
    'F141 takes %j for absent',
    (value) => expect(asked(value)).toBeNull(),
  )
})

describe('a used-up limit', () => {
  const limit = (remaining: string, reset: string): number | null =>
    rateLimitResetMs(
      new ReplyHeaders(
        new Map([
          ['x-ratelimit-remaining', remaining],
          ['x-ratelimit-reset', reset],
          ['date', serverDate],
        ]),
      ),
      ourClock,
    )
  const inAnHour = String(Date.parse(serverDate) / 1_000 + 3_600)

  it('F130 lasts until its reset', () => expect(limit('0', inAnHour)).toBe(3_600_000))
  it('PULL-23 is told in football-data.org’s words as well', () => {
    const headers = new ReplyHeaders(
      new Map([
        ['x-requests-available-minute', '0'],
        ['x-requestcounter-reset', '41'],
      ]),
    )
    expect(rateLimitResetMs(headers, ourClock)).toBe(41_000)
  })
  it('says nothing while requests remain', () => expect(limit('3', inAnHour)).toBeNull())
  it('says nothing when its reset is nonsense', () => expect(limit('0', 'soon')).toBeNull())
})
