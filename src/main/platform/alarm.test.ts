// The one timer, with node-schedule real and time faked: the wall clock and the monotonic one may part.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Alarm, createAlarm } from './alarm'

const START = Date.UTC(2026, 10, 22, 12)
let fired: number[]
let alarm: Alarm

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  fired = []
  alarm = createAlarm(() => fired.push(Date.now() - START))
})
afterEach(() => {
  alarm.cancel()
  vi.useRealTimers()
})

describe('the alarm', () => {
  it('fires at its time, to the millisecond', () => {
    alarm.set(START + 1_234)
    vi.advanceTimersByTime(1_233)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(1)
    expect(fired).toEqual([1_234])
  })

  it('D18 wakes within 60 s for a time that is years away, and again', () => {
    alarm.set(START + 10 * 365 * 86_400_000)
    vi.advanceTimersByTime(180_000)
    expect(fired).toEqual([60_000, 120_000, 180_000])
  })

  it('fires at once for a time that has passed', () => {
    alarm.set(START - 5_000)
    vi.advanceTimersByTime(1)
    expect(fired).toHaveLength(1)
  })

  it('comes back after 60 s when nothing was set in answer', () => {
    alarm.set(START + 10)
    vi.advanceTimersByTime(60_010)
    expect(fired).toEqual([10, 60_010])
  })

  it('takes an answer set while it fires, and only that', () => {
    alarm = createAlarm(() => {
      fired.push(Date.now() - START)
      alarm.set(Date.now() + 500)
    })
    alarm.set(START + 10)
    vi.advanceTimersByTime(1_100)
    expect(fired).toEqual([10, 510, 1_010])
    expect(vi.getTimerCount()).toBe(1)
  })

  it('COND-11 leaves no timer when there is nothing to wake for', () => {
    alarm.set(START + 10)
    alarm.set(null)
    expect(vi.getTimerCount()).toBe(0)
    alarm.set(START + 10)
    alarm.cancel()
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([
    ['a day back', -86_400_000],
    ['a day forward', 86_400_000],
    ['to 1970', -START],
  ])('COND-8 still wakes within its wait when the clock jumps %s', (_name, jumpMs) => {
    alarm.set(START + 30_000)
    vi.advanceTimersByTime(10_000)
    vi.setSystemTime(Date.now() + jumpMs)
    vi.advanceTimersByTime(20_001)
    expect(fired).toHaveLength(1)
  })

  it('measures anew after a sleep', () => {
    alarm.set(START + 50_000)
    vi.advanceTimersByTime(5_000)
    vi.setSystemTime(START + 3_600_000)
    alarm.refresh()
    vi.advanceTimersByTime(1)
    expect(fired).toHaveLength(1)
  })
})
