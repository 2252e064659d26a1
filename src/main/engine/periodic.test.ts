// Periodic work through the harness: scenarios D and E, and what a day of sleep or a wrong clock does to it (COND-8, D16).
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, fail, hours, idOf, minutes, ok, periodic, seconds, told } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
/** Plugged in: the floor of 15 minutes on battery has its own tests. */
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}
const starts = (kind: string): number[] => h.runs(kind).map((run) => (run.startedAt - T0) / 60_000)
const put = async (kind: string, everyMs: number, more = {}): Promise<string> =>
  idOf(await h.jobs.enqueueUniquePeriodic(kind, 'keep', periodic(kind, everyMs, more)))

afterEach(async () => await h.close())

describe('periodic work', () => {
  it('SC-37 counts the interval from the end of the run', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    const id = await put('a', minutes(15))
    await h.advance(minutes(2))
    end(ok())
    await h.settle()
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', nextRunAt: T0 + minutes(17), periodCount: 1 })
  })

  it('SC-38 flex shifts only the first run', async () => {
    await open()
    h.handle('a', () => ok())
    await h.jobs.enqueueUniquePeriodic('a', 'keep', {
      kind: 'a',
      input: {},
      schedule: { everyMs: hours(1), flexMs: minutes(20) },
    })
    await h.advance(minutes(101))
    expect(starts('a')).toEqual([40, 100])
  })

  it('SC-40 SC-52 an initial delay is only for the first run', async () => {
    await open()
    h.handle('a', () => ok())
    await put('a', minutes(15), { initialDelayMs: hours(1) })
    await h.advance(minutes(76))
    expect(starts('a')).toEqual([60, 75])
  })

  it('SC-41 SC-42 a failure or a throw ends the period and nothing more, and the problem ends with the next success', async () => {
    await open()
    h.handle('a', (run) => {
      if (h.runs('a').length === 1) return fail()
      if (h.runs('a').length === 2) throw new Error('boom')
      return ok(run.attempt)
    })
    const id = await put('a', minutes(15))
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      attempts: 0,
      periodCount: 1,
      nextRunAt: T0 + minutes(15),
    })
    expect(h.engine().summary().problems).toMatchObject([{ jobId: id, code: 'test_failed' }])
    await h.advance(minutes(15))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', periodCount: 2, error: { code: 'handler_threw' } })
    await h.advance(minutes(15))
    expect(h.engine().summary().problems).toEqual([])
    const told = h.events().filter((event) => event.type === 'problem' || event.type === 'recovered')
    expect(told.map((event) => event.type)).toEqual(['problem', 'problem', 'recovered'])
  })

  it('SC-44 SC-45 backs off instead of its interval, and starts again at 0 after success', async () => {
    await open()
    h.handle('a', (run) => (run.attempt < 6 ? again() : ok()))
    const id = await put('a', minutes(15))
    await h.advance(minutes(31) + seconds(1))
    expect(starts('a').slice(0, 7)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5].slice(0, h.runs('a').length))
    await h.advance(minutes(1))
    expect(await h.view(id)).toMatchObject({ attempts: 0, failures: 0, nextRunAt: T0 + minutes(46.5) })
  })

  it('SC-46 keeps no output', async () => {
    await open()
    h.handle('a', () => ok({ a: 1 }))
    const id = await put('a', minutes(15))
    expect((await h.view(id)).output).toBeNull()
  })

  it('SC-50 is ended only by cancelling', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', minutes(15))
    await h.jobs.cancel(id)
    await h.advance(hours(2))
    expect(starts('a')).toEqual([0])
    expect((await h.view(id)).state).toBe('cancelled')
  })

  it('attempts_exhausted ends only the current period', async () => {
    await open()
    h.handle('a', again)
    const id = await put('a', minutes(15), { maxAttempts: 2 })
    await h.advance(seconds(30))
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      attempts: 0,
      nextRunAt: T0 + minutes(15.5),
      error: { code: 'attempts_exhausted' },
    })
  })

  it('an unknown kind stays and waits as not_ready', async () => {
    await open()
    const id = await put('nobody', minutes(15))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', attempts: 0, reasons: [{ code: 'not_ready' }] })
    h.handle('nobody', () => ok())
    await h.restart()
    expect(h.runs('nobody')).toHaveLength(1)
  })

  it('D18 cron keeps its grid in its time zone, and skips a local time that does not exist to the next that does', async () => {
    await open({ startAt: Date.UTC(2026, 2, 7, 12) })
    h.handle('a', () => ok())
    const schedule = { cron: '30 2 * * *', timeZone: 'America/New_York' }
    await h.jobs.enqueueUniquePeriodic('a', 'keep', { kind: 'a', input: {}, schedule })
    await h.advance(hours(48))
    const at = h.runs('a').map((run) => new Date(run.startedAt).toISOString())
    expect(at).toEqual(['2026-03-08T07:30:00.000Z', '2026-03-09T06:30:00.000Z'])
  })

  it('refuses an interval under a minute, a flex outside, and a cron that is none', async () => {
    await open()
    const put = async (schedule: object): Promise<string> =>
      codeOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', { kind: 'a', input: {}, schedule: schedule as never }))
    expect(await put({ everyMs: 59_999 })).toBe('interval_too_short')
    expect(await put({ everyMs: minutes(15), flexMs: 9_999 })).toBe('flex_out_of_range')
    expect(await put({ everyMs: minutes(15), flexMs: minutes(16) })).toBe('flex_out_of_range')
    expect(await put({ cron: 'now and then', timeZone: 'UTC' })).toBe('invalid_cron')
    expect(await put({ cron: '* * * * *', timeZone: 'Mars/Olympus' })).toBe('invalid_cron')
  })
})

describe('nextRunAt', () => {
  it('SC-53 is used once, then the interval counts again', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', hours(1), { nextRunAt: T0 + hours(10) })
    await h.advance(hours(10) - 1)
    expect(starts('a')).toEqual([])
    await h.advance(1)
    expect((await h.view(id)).nextRunAt).toBe(T0 + hours(11))
  })

  it('SC-54 a retry uses it up and backs off', async () => {
    await open()
    h.handle('a', again)
    const backoff = { policy: 'linear', delayMs: minutes(30) } as const
    const id = await put('a', hours(1), { nextRunAt: T0 + hours(2), backoff })
    await h.advance(hours(2))
    expect(await h.view(id)).toMatchObject({ attempts: 1, nextRunAt: T0 + hours(2.5) })
  })

  it('SC-57 is at least 15 minutes after the last run, SC-58 in the past means now', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', hours(1), { nextRunAt: T0 - 1 })
    expect(starts('a')).toEqual([0])
    await h.jobs.update({ id, ...periodic('a', hours(1), { nextRunAt: T0 + minutes(2) }) })
    expect((await h.view(id)).nextRunAt).toBe(T0 + minutes(15))
  })

  it('SC-61 is refused with replace', async () => {
    await open()
    const request = periodic('a', hours(1), { nextRunAt: T0 })
    expect(codeOf(await h.jobs.enqueueUniquePeriodic('a', 'replace', request))).toBe('override_not_allowed')
  })
})

describe('sleep and clocks', () => {
  it('COND-8 twenty missed periods are one run that says so', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', minutes(15))
    await h.suspend(minutes(300))
    expect(h.runs('a')).toHaveLength(2)
    expect(h.history(id).at(-1)).toMatchObject({ mergedCount: 20, marks: ['merged'] })
    expect((await h.view(id)).nextRunAt).toBe(h.now() + minutes(15))
  })

  it('COND-8 or none, where it asked to skip', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', minutes(15), { missed: 'skip' })
    await h.suspend(minutes(300) + seconds(90))
    expect(h.runs('a')).toHaveLength(1)
    expect(h.history(id).at(-1)).toMatchObject({ result: 'skipped', mergedCount: 20, attempt: 0 })
    expect((await h.view(id)).nextRunAt).toBe(T0 + minutes(315))
    await h.advance(minutes(14))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-172 after 8 hours of sleep five jobs run once each, and time goes on', async () => {
    await open()
    for (const kind of ['a', 'b', 'c', 'd', 'e']) {
      h.handle(kind, () => ok())
      await put(kind, hours(1))
    }
    await h.suspend(hours(8))
    for (const kind of ['a', 'b', 'c', 'd', 'e']) expect(h.runs(kind)).toHaveLength(2)
    await h.advance(hours(1))
    for (const kind of ['a', 'b', 'c', 'd', 'e']) expect(h.runs(kind)).toHaveLength(3)
  })

  it('COND-8 a clock that goes a day forward fires once', async () => {
    await open()
    h.handle('a', () => ok())
    await put('a', minutes(15))
    await h.jump(hours(24))
    expect(h.runs('a')).toHaveLength(2)
    await h.advance(minutes(15))
    expect(h.runs('a')).toHaveLength(3)
  })

  it('COND-8 a clock that goes a day back loses nothing: the job is anchored to now', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put('a', minutes(15))
    await h.jump(-hours(24))
    expect((await h.view(id)).nextRunAt).toBe(h.now() + minutes(15))
    await h.advance(minutes(15))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-170 a clock that goes an hour back makes a delayed job wait an hour more', async () => {
    await open()
    h.handle('a', () => ok())
    await h.jobs.enqueue([{ kind: 'a', input: {}, initialDelayMs: minutes(10) }])
    await h.jump(-hours(1))
    await h.advance(minutes(69))
    expect(h.runs('a')).toHaveLength(0)
    await h.advance(minutes(1))
    expect(h.runs('a')).toHaveLength(1)
  })

  it('a job that ran across the sleep is not over its time', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler, { timeClass: 'short' })
    const id = await put('a', minutes(15))
    await h.suspend(hours(3))
    await h.advance(seconds(20))
    expect((await h.view(id)).state).toBe('running')
    end(ok())
    await h.settle()
    expect(h.history(id)).toMatchObject([{ result: 'ran' }])
  })
})

describe('on battery', () => {
  it('runs at most every 15 minutes, and says why', async () => {
    await open({ device: {} })
    h.handle('a', () => ok())
    const id = await put('a', minutes(1))
    await h.advance(minutes(5))
    expect(starts('a')).toEqual([0])
    expect((await h.view(id)).reasons).toEqual([{ code: 'battery_interval', until: T0 + minutes(15) }])
    await h.advance(minutes(10))
    expect(starts('a')).toEqual([0, 15])
    await h.setDevice({ charging: true })
    await h.advance(minutes(3))
    expect(starts('a')).toEqual([0, 15, 16, 17, 18])
  })
})
