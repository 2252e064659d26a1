// One-time work end to end through the harness: scenarios A to C of the engine.
import { afterEach, describe, expect, it } from 'vitest'
import {
  again,
  codeOf,
  deaf,
  fail,
  hang,
  hours,
  idOf,
  minutes,
  ok,
  oneTime,
  seconds,
  told,
} from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness
const open = async (...options: Parameters<typeof openHarness>): Promise<Harness> => {
  h = await openHarness(...options)
  return h
}
afterEach(async () => await h.close())

describe('one-time work', () => {
  it('SC-16 succeeds with its output after one attempt', async () => {
    await open()
    h.handle('a', () => ok({ a: 1 }))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.view(id)).toMatchObject({
      state: 'succeeded',
      output: { a: 1 },
      attempts: 1,
      nextRunAt: null,
      reasons: [],
      finishedAt: T0,
    })
    expect(h.history(id)).toMatchObject([{ result: 'ran', attempt: 1, stopReason: null, mergedCount: 1 }])
  })

  it('SC-17 fails with its output', async () => {
    await open()
    h.handle('a', () => fail({ e: 1 }))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.view(id)).toMatchObject({ state: 'failed', output: { e: 1 }, error: { code: 'test_failed' } })
    expect(h.events()).toContainEqual(expect.objectContaining({ type: 'problem' }))
  })

  it('SC-18 a throw fails it at once, without another try', async () => {
    await open()
    h.handle('a', () => {
      throw new Error('boom')
    })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.advance(hours(6))
    expect(await h.view(id)).toMatchObject({ state: 'failed', error: { code: 'handler_threw' } })
    expect(h.runs('a')).toHaveLength(1)
  })

  it('a handler that returns nothing fails with no_outcome', async () => {
    await open()
    h.handle('a', () => undefined as never)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.view(id)).toMatchObject({ state: 'failed', error: { code: 'no_outcome' } })
  })

  it('SC-20 an unknown kind fails when due, with 0 attempts, and its dependents with it', async () => {
    await open()
    const first = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('nobody', { initialDelayMs: seconds(5) })]))
    const second = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('nobody')]))
    expect(await h.view(second)).toMatchObject({ state: 'blocked', reasons: [{ code: 'dependency' }] })
    await h.advance(seconds(5))
    expect(await h.view(first)).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'unknown_kind' } })
    expect(await h.view(second)).toMatchObject({ state: 'failed', attempts: 0, output: null })
  })

  it('SC-22 waits for its initial delay to the millisecond', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: seconds(5) })]))
    expect(await h.view(id)).toMatchObject({ nextRunAt: T0 + 5_000, reasons: [{ code: 'not_due', until: T0 + 5_000 }] })
    await h.advance(4_999)
    expect(h.runs('a')).toHaveLength(0)
    await h.advance(1)
    expect(h.runs('a').map((run) => run.startedAt)).toEqual([T0 + 5_000])
  })

  it('SC-24 SC-25 the same id twice is one job, and a finished one does not run again', async () => {
    await open()
    h.handle('a', () => ok())
    const request = oneTime('a', { id: 'same' })
    await h.jobs.enqueue([request, request])
    expect(codeOf(await h.jobs.enqueue([request]))).toBe('granted')
    expect(h.runs('a')).toHaveLength(1)
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 1 })
  })

  it('SC-26 an unknown id is undefined', async () => {
    await open()
    expect(await h.jobs.get('nobody')).toBeUndefined()
  })

  it('SC-2 carries its kind as a tag beside its own', async () => {
    await open()
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000, tags: ['x'] })]))
    expect((await h.view(id)).tags).toEqual(['a', 'x'])
  })

  it('SC-177 a refused request stores nothing of its call', async () => {
    await open()
    const reply = await h.jobs.enqueue([oneTime('a'), oneTime('a', { initialDelayMs: -1 })])
    expect(codeOf(reply)).toBe('delay_out_of_range')
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 0 })
  })
})

describe('retry and backoff', () => {
  it('SC-28 waits 30 s by default', async () => {
    await open()
    h.handle('a', again)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      attempts: 1,
      failures: 1,
      nextRunAt: T0 + 30_000,
      stopReason: null,
      reasons: [{ code: 'backoff', until: T0 + 30_000, data: { count: 1 } }],
    })
  })

  it('SC-29 doubles up to 5 hours', async () => {
    await open()
    h.handle('a', again)
    await h.jobs.enqueue([oneTime('a')])
    await h.advance(hours(24))
    const starts = h.runs('a').map((run) => run.startedAt)
    const gaps = starts.slice(1).map((at, index) => (at - starts[index]!) / 1_000)
    expect(gaps.slice(0, 11)).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 18_000])
  })

  it('SC-30 grows by its delay when linear', async () => {
    await open()
    h.handle('a', again)
    await h.jobs.enqueue([oneTime('a', { backoff: { policy: 'linear', delayMs: minutes(10) } })])
    await h.advance(minutes(65))
    expect(h.runs('a').map((run) => (run.startedAt - T0) / 60_000)).toEqual([0, 10, 30, 60])
  })

  it('SC-32 starts no earlier whatever else happens', async () => {
    await open()
    h.handle('a', again)
    await h.jobs.enqueue([oneTime('a')])
    await h.setDevice({ charging: true })
    await h.setDevice({ charging: false })
    await h.advance(29_999)
    expect(h.runs('a')).toHaveLength(1)
  })

  it('SC-34 succeeds at the third attempt; each sees how many went before', async () => {
    await open()
    h.handle('a', (run) => (run.attempt < 2 ? again() : ok()))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.advance(minutes(3))
    expect(await h.view(id)).toMatchObject({ state: 'succeeded', attempts: 3 })
    expect(h.runs('a').map((run) => run.attempt)).toEqual([0, 1, 2])
    expect(h.history(id).map((row) => row.result)).toEqual(['retry', 'retry', 'ran'])
  })

  it('ends as attempts_exhausted with the charged attempt that reaches the maximum', async () => {
    await open()
    h.handle('a', again)
    const id = idOf(await h.jobs.enqueue([oneTime('a', { maxAttempts: 2 })]))
    await h.advance(minutes(5))
    expect(await h.view(id)).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'attempts_exhausted' } })
  })

  it('jitter only shortens a wait', async () => {
    await open({ random: () => 0.5 })
    h.handle('a', again)
    const id = idOf(await h.jobs.enqueue([oneTime('a', { backoff: { policy: 'linear', delayMs: 30_000, jitter: 1 } })]))
    expect((await h.view(id)).nextRunAt).toBe(T0 + 15_000)
  })
})

describe('the limit of time', () => {
  it('SC-84 stops with timeout, charges it, and backs off', async () => {
    await open()
    h.handle('a', hang)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.advance(minutes(10) - 1)
    expect((await h.view(id)).state).toBe('running')
    await h.advance(1)
    expect(h.runs('a')[0]?.stopReason).toBe('timeout')
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', attempts: 1, failures: 1, stopReason: 'timeout' })
    await h.advance(seconds(30))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('D15 kills what hears no stop after 5 s, and only then starts it again', async () => {
    await open()
    h.handle('a', deaf, { timeClass: 'short' })
    const id = idOf(await h.jobs.enqueue([oneTime('a', { backoff: { policy: 'linear', delayMs: 10_000 } })]))
    await h.advance(seconds(34))
    expect(h.history(id)).toEqual([])
    await h.advance(seconds(1))
    expect(h.history(id)).toMatchObject([{ result: 'stopped', stopReason: 'timeout', endedAt: T0 + 35_000 }])
  })

  it('SC-169 two jobs of one kind run at once, SC-162 a third waits for a slot', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    const third = await h.jobs.enqueue([oneTime('a'), oneTime('a'), oneTime('a')])
    expect(h.runs('a')).toHaveLength(2)
    const id = third.ok ? third.value.ids[2]! : ''
    expect((await h.view(id)).reasons).toEqual([{ code: 'concurrency' }])
    end(ok())
    await h.settle()
    expect(h.runs('a').at(-1)?.jobId).toBe(id)
  })
})
