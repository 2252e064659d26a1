// When a request that is under way at a stop is cut.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lateSignal } from './lateSignal'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('OUT-4 leaves what is under way at a stop two seconds to be answered, then cuts it with the reason of the stop', () => {
  const stop = new AbortController()
  const { signal } = lateSignal(stop.signal)
  vi.advanceTimersByTime(60_000)
  expect(signal.aborted).toBe(false)
  stop.abort(new Error('quit'))
  vi.advanceTimersByTime(1_999)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.reason).toEqual(new Error('quit'))
})

it('begins nothing after a stop', () => {
  expect(lateSignal(AbortSignal.abort(new Error('quit'))).signal.aborted).toBe(true)
})

it('leaves no timer behind when everything was answered, before or after the stop', () => {
  const stops = [new AbortController(), new AbortController()]
  const [before, after] = stops.map(({ signal }) => lateSignal(signal))
  before?.close()
  for (const stop of stops) stop.abort()
  after?.close()
  expect(vi.getTimerCount()).toBe(0)
  expect([before?.signal.aborted, after?.signal.aborted]).toEqual([false, false])
})
