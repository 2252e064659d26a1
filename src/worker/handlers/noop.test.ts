// diagnostic.noop: at once, or for as long as it is told unless it is stopped.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type HandlerRun, Stopped } from '../handler'
import { noop } from './noop'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

type Run = HandlerRun<{ holdMs?: number | undefined }>
const run = (holdMs: number | undefined, signal = new AbortController().signal): Run =>
  ({ input: { holdMs }, signal }) as Run

it('succeeds at once', async () => {
  expect(await noop(run(undefined))).toEqual({ type: 'succeeded' })
})

it('holds its slot for as long as it is told', async () => {
  let isDone = false
  const held = noop(run(1_000)).then(() => {
    isDone = true
  })
  await vi.advanceTimersByTimeAsync(999)
  expect(isDone).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await held
  expect(isDone).toBe(true)
})

it('lets go when it is stopped', async () => {
  const controller = new AbortController()
  const held = noop(run(60_000, controller.signal))
  controller.abort(new Stopped('cancelled'))
  await expect(held).rejects.toMatchObject({ name: 'AbortError' })
})
