// What starts a job, and what must not start it twice or too soon; jobs that make jobs (scenarios C, D, N).
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, hang, hours, idOf, minutes, ok, oneTime, periodic, told } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

describe('however often it is triggered', () => {
  it('SC-168 a due job starts once', async () => {
    await open()
    h.handle('a', hang)
    await h.jobs.pause({ type: 'all' }, null)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.jobs.resume({ type: 'all' })
    h.engine().alarmFired()
    const asked = h.jobs.runNow(id)
    h.engine().alarmFired()
    expect(codeOf(await asked)).toBe('already_running')
    expect(h.runs('a')).toHaveLength(1)
  })

  it('SC-48 a period runs once', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15))))
    for (const moment of ['resume', 'unlock', 'resume'] as const) h.engine().moment(moment)
    h.engine().alarmFired()
    h.engine().freshen()
    await h.settle()
    expect(h.runs('a')).toHaveLength(1)
    expect((await h.view(id)).nextRunAt).toBe(T0 + minutes(15))
  })

  it('SC-49 none of the triggers of the engine starts it before its flex', async () => {
    await open()
    h.handle('a', () => ok())
    const schedule = { everyMs: hours(1), flexMs: minutes(20) }
    await h.jobs.enqueueUniquePeriodic('p', 'keep', { kind: 'a', input: {}, schedule })
    await h.advance(minutes(39))
    for (const moment of ['resume', 'unlock'] as const) h.engine().moment(moment)
    h.engine().alarmFired()
    await h.setDevice({ charging: false })
    await h.setDevice({ charging: true })
    await h.restart()
    expect(h.runs('a')).toEqual([])
    await h.advance(minutes(1))
    expect(h.runs('a')).toHaveLength(1)
  })

  it('SC-170 a clock set back while it runs: the next period counts from the new now', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', hours(2))))
    await h.jump(-hours(1))
    end(ok())
    await h.settle()
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', nextRunAt: T0 + hours(1) })
  })

  it('SC-33 a thousand retries are not the end', async () => {
    await open()
    h.handle('a', again)
    const backoff = { policy: 'exponential', delayMs: 10_000, capMs: 10_000 } as const
    const id = idOf(await h.jobs.enqueue([oneTime('a', { backoff })]))
    await h.advance(10_000 * 999)
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', attempts: 1_000, failures: 1_000 })
  })
})

describe('a job', () => {
  it('SC-178 makes further jobs from inside its run, which history tells apart', async () => {
    await open()
    const made: unknown[] = []
    h.handle('a', async (run) => {
      made.push(await h.engine().enqueueFromAttempt(run.attemptId, [oneTime('b', { input: { from: run.jobId } })]))
      return ok()
    })
    h.handle('b', (run) => ok(run.input))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(made).toMatchObject([{ ok: true }])
    expect(h.runs('b')).toMatchObject([{ input: { from: id }, trigger: 'job' }])
    expect(await h.jobs.count({ states: ['succeeded'] })).toEqual({ ok: true, value: 2 })
  })

  it('SC-178 cannot once it was told to stop', async () => {
    await open()
    const { handler } = told()
    h.handle('a', handler)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.jobs.cancel(id)
    const [run] = h.runs('a')
    expect(codeOf(await h.engine().enqueueFromAttempt(run?.attemptId ?? '', [oneTime('b')]))).toBe('not_owner')
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 1 })
  })

  it('is told its input, attempt, tags and generation', async () => {
    await open()
    h.handle('a', again)
    const request = oneTime('a', { input: { k: 1 }, tags: ['t'] })
    const id = idOf(await h.jobs.enqueue([request]))
    await h.jobs.update({ ...request, id })
    await h.advance(30_000)
    expect(h.runs('a')).toMatchObject([
      { input: { k: 1 }, attempt: 0, generation: 0, tags: ['a', 't'] },
      { input: { k: 1 }, attempt: 1, generation: 1, tags: ['a', 't'] },
    ])
  })
})
