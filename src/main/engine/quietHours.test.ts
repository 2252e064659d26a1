// Quiet hours: when they are, over midnight, weekdays and daylight saving, and what they hold, stop and let through (COND-1, D12, D21).
import { defaultPreferences, type QuietHours } from '@shared/preferences'
import { afterEach, describe, expect, it } from 'vitest'
import { hang, hours, idOf, minutes, ok, oneTime, periodic } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness, realCalendar } from '../../testing/harness'
import { quietSpan } from './quietHours'

const calendar = realCalendar()
const nightly: QuietHours = { ...defaultPreferences.quietHours, enabled: true }
const at = (text: string): number => Date.parse(text)
const until = (when: string, of: QuietHours, timeZone = 'UTC'): string | null => {
  const end = quietSpan(of, at(when), timeZone, calendar).until
  return end === null ? null : new Date(end).toISOString()
}

describe('quiet hours are', () => {
  it('from one time to the next other one, over midnight too, and neither before nor after', () => {
    expect(until('2026-06-01T21:59:59Z', nightly)).toBeNull()
    expect(until('2026-06-01T22:00:00Z', nightly)).toBe('2026-06-02T07:00:00.000Z')
    expect(until('2026-06-02T06:59:59Z', nightly)).toBe('2026-06-02T07:00:00.000Z')
    expect(until('2026-06-02T07:00:00Z', nightly)).toBeNull()
    const lunch = { ...nightly, fromMinute: 12 * 60, toMinute: 13 * 60 + 30 }
    expect(until('2026-06-01T13:29:00Z', lunch)).toBe('2026-06-01T13:30:00.000Z')
    expect(until('2026-06-01T02:00:00Z', lunch)).toBeNull()
  })

  it('on the days on which they begin: Friday’s last into Saturday', () => {
    const fridays = { ...nightly, days: [5] }
    expect(until('2026-06-05T23:00:00Z', fridays)).toBe('2026-06-06T07:00:00.000Z')
    expect(until('2026-06-06T06:00:00Z', fridays)).toBe('2026-06-06T07:00:00.000Z')
    expect(until('2026-06-06T23:00:00Z', fridays)).toBeNull()
    expect(until('2026-06-05T06:00:00Z', fridays)).toBeNull()
  })

  it('by the clock on the wall where the computer is', () => {
    expect(until('2026-06-01T14:00:00Z', nightly, 'Asia/Seoul')).toBe('2026-06-01T22:00:00.000Z')
    expect(until('2026-06-01T23:00:00Z', nightly, 'Asia/Seoul')).toBeNull()
  })

  it.each([
    ['spring: the night is an hour shorter', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['autumn: the night is an hour longer', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('by daylight saving, %s', (_name, now, end) => {
    expect(until(now, nightly, 'Europe/Berlin')).toBe(end)
  })

  it('begun at a skipped time from the next real one, and at a repeated one when it comes first', () => {
    const early = { ...nightly, fromMinute: 2 * 60 + 30, toMinute: 6 * 60 }
    expect(until('2026-03-29T00:59:00Z', early, 'Europe/Berlin')).toBeNull()
    expect(until('2026-03-29T01:30:00Z', early, 'Europe/Berlin')).toBe('2026-03-29T04:00:00.000Z')
    expect(until('2026-10-25T00:30:00Z', early, 'Europe/Berlin')).toBe('2026-10-25T05:00:00.000Z')
    expect(until('2026-10-25T00:29:00Z', early, 'Europe/Berlin')).toBeNull()
  })

  it('none when they are off, on no day, or end when they begin', () => {
    for (const never of [{ enabled: false }, { days: [] }, { toMinute: nightly.fromMinute }]) {
      expect(quietSpan({ ...nightly, ...never }, at('2026-06-01T23:00:00Z'), 'UTC', calendar)).toEqual({
        until: null,
        changesAt: null,
      })
    }
  })
})

describe('in quiet hours', () => {
  let h: Harness
  const evening = at('2026-06-01T21:30:00Z')
  const morning = at('2026-06-02T07:00:00Z')
  const open = async (options: HarnessOptions = {}): Promise<void> => {
    h = await openHarness({
      startAt: evening,
      device: { charging: true },
      preferences: { quietHours: nightly },
      ...options,
    })
  }
  afterEach(async () => await h.close())

  it('COND-1 what is due waits and says until when; in the minute they end it runs, once', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([periodic('a', minutes(15))]))
    await h.advance(minutes(29))
    expect(h.runs('a').length).toBe(2)
    await h.advance(minutes(20))
    expect(h.runs('a').length).toBe(2)
    expect((await h.view(id)).reasons).toEqual([{ code: 'quiet_hours', until: morning }])
    await h.advance(morning - h.now() - 1)
    expect(h.runs('a').length).toBe(2)
    await h.advance(1)
    expect(h.runs('a').map(({ startedAt }) => startedAt)[2]).toBe(morning)
  })

  it('D12 what runs when they begin is stopped with quiet_hours, uncharged, and goes on when they are over', async () => {
    await open()
    h.handle('a', hang, { timeClass: 'long' })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.advance(minutes(30))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'quiet_hours', failures: 0 })
    expect(h.runs('a')[0]).toMatchObject({ stopReason: 'quiet_hours' })
    await h.advance(hours(9))
    expect((await h.view(id)).state).toBe('running')
  })

  it('D21 Run now goes over them and says so, and their beginning does not stop it', async () => {
    await open()
    h.handle('a', hang, { timeClass: 'long' })
    const early = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: hours(1) })]))
    await h.jobs.runNow(early)
    await h.advance(hours(1))
    expect((await h.view(early)).state).toBe('running')
    const late = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.jobs.runNow(late)).toEqual({ ok: true, value: { overrides: ['quiet_hours'] } })
    await h.jobs.cancel(late)
    expect(h.history(late)[0]?.marks).toEqual(['override:quiet_hours'])
  })

  it('a deadline does not end them, and work a person asked for is not held', async () => {
    await open({ startAt: evening + hours(1) })
    h.handle('a', () => ok())
    h.handle('b', () => ok(), { asked: true })
    const id = idOf(await h.jobs.enqueue([oneTime('a', { deadlineMs: minutes(1) }), oneTime('b')]))
    await h.advance(minutes(5))
    expect((await h.view(id)).reasons[0]?.code).toBe('quiet_hours')
    expect(h.runs('b').length).toBe(1)
  })

  it('a change of them acts at once, both ways, and over a restart', async () => {
    await open({ startAt: evening + hours(1) })
    h.handle('a', hang, { timeClass: 'long' })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.restart()
    expect((await h.view(id)).reasons[0]?.code).toBe('quiet_hours')
    await h.setPreferences({ quietHours: { ...nightly, enabled: false } })
    expect((await h.view(id)).state).toBe('running')
    await h.setPreferences({ quietHours: nightly })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'quiet_hours' })
  })

  it('a clock that is moved into them, or out of them, is believed', async () => {
    await open()
    h.handle('a', hang, { timeClass: 'long' })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.jump(hours(2))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'quiet_hours' })
    await h.jump(-hours(1.75))
    expect((await h.view(id)).state).toBe('running')
  })

  it('COND-11 nothing of the device is asked for', async () => {
    await open({ startAt: evening + hours(1), device: { charging: false, batteryLevel: 80 } })
    h.handle('a', () => ok())
    await h.jobs.enqueue([oneTime('a', { constraints: { idle: true, batteryNotLow: true } })])
    const asked = () => h.events().filter(({ type }) => type === 'interest')
    await h.advance(minutes(5))
    expect(asked()).toEqual([])
    await h.setPreferences({ quietHours: { ...nightly, enabled: false } })
    expect(asked().at(-1)).toMatchObject({ interest: { idle: true } })
  })
})
