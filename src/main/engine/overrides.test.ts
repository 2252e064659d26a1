// The next run of periodic work, set by hand (scenarios E, semantics 4): used once, taken back, and what outlives it.
import { afterEach, describe, expect, it } from 'vitest'
import { again, hours, idOf, minutes, ok, oneTime, periodic, seconds, told } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

const hourly = (more = {}) => periodic('a', hours(1), more)
const put = async (more = {}): Promise<string> => idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', hourly(more)))
const nextOf = async (id: string): Promise<number> => ((await h.view(id)).nextRunAt ?? 0) - T0

describe('a next run set by hand', () => {
  it('SC-56 is not taken by a keep that keeps', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await put()
    expect(await h.jobs.enqueueUniquePeriodic('p', 'keep', hourly({ nextRunAt: T0 + hours(5) }))).toEqual({
      ok: true,
      value: { ids: [id], kept: true },
    })
    expect(await nextOf(id)).toBe(hours(1))
  })

  it('SC-60 taken back, the schedule counts as if it had never been there', async () => {
    await open()
    h.handle('a', () => ok())
    const first = await put({ nextRunAt: T0 + hours(9), initialDelayMs: minutes(7) })
    await h.jobs.update({ id: first, ...hourly({ initialDelayMs: minutes(7), nextRunAt: null }) })
    expect(await nextOf(first)).toBe(minutes(7))
    await h.advance(minutes(7))
    await h.jobs.update({ id: first, ...hourly({ nextRunAt: T0 + hours(9) }) })
    expect(await nextOf(first)).toBe(hours(9))
    await h.jobs.update({ id: first, ...hourly({ nextRunAt: null }) })
    expect(await nextOf(first)).toBe(minutes(67))
  })

  it('SC-60 taken back while it backs off, the backoff counts again', async () => {
    await open()
    h.handle('a', again)
    const id = await put()
    await h.jobs.update({ id, ...hourly({ nextRunAt: T0 + hours(9) }) })
    expect((await h.view(id)).reasons).toEqual([{ code: 'not_due', until: T0 + hours(9) }])
    await h.jobs.update({ id, ...hourly({ nextRunAt: null }) })
    expect(await nextOf(id)).toBe(seconds(30))
  })

  it('SC-62 comes before a backoff, whose attempts stay', async () => {
    await open()
    h.handle('a', again)
    const id = await put()
    await h.jobs.update({ id, ...hourly({ nextRunAt: T0 + hours(2) }) })
    expect(await h.view(id)).toMatchObject({ attempts: 1, failures: 1, nextRunAt: T0 + hours(2) })
    await h.advance(hours(2))
    expect(h.runs('a').map((run) => run.startedAt - T0)).toEqual([0, hours(2)])
  })

  it.each(['ok', 'retry'])('set while it runs outlives that run, which ends with %s', async (end) => {
    await open()
    const { handler, end: say } = told()
    h.handle('a', handler)
    const id = await put()
    await h.jobs.update({ id, ...hourly({ nextRunAt: T0 + hours(9) }) })
    say(end === 'ok' ? ok() : again())
    await h.settle()
    expect(await nextOf(id)).toBe(hours(9))
  })

  it('is kept over an update that says nothing of it, a stop and a restart', async () => {
    await open()
    const { handler } = told()
    h.handle('a', handler)
    const id = await put({ nextRunAt: T0 + minutes(1), constraints: { charging: true } })
    await h.jobs.update({ id, ...hourly({ constraints: { charging: true } }) })
    await h.advance(minutes(1))
    await h.setDevice({ charging: false })
    await h.restart()
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', nextRunAt: T0 + minutes(1) })
    expect(h.db().prepare('SELECT override_at FROM jobs').pluck().get()).toBe(T0 + minutes(1))
  })

  it('means nothing to one-time work', async () => {
    await open()
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000, nextRunAt: T0 + hours(9) })]))
    expect(await nextOf(id)).toBe(1_000)
  })
})
