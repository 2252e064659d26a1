// Stop ends one run and leaves periodic work be; quit ends what runs and leaves everything (P26).
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, deaf, hang, idOf, minutes, ok, oneTime, periodic, seconds } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness(options)
  return h
}
const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))

afterEach(async () => await h.close())

describe('stop', () => {
  it('ends this run of periodic work, uncharged; its next period comes one interval later', async () => {
    await open({ device: { charging: true } })
    h.handle('a', (run) => {
      run.progress({ done: 1 })
      return h.runs('a').length === 1 ? again() : hang(run)
    })
    const id = idOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', periodic('a', minutes(15))))
    await h.advance(seconds(40))
    const nextRunAt = T0 + seconds(40) + minutes(15)
    expect(await h.jobs.stop(id)).toEqual({ ok: true, value: { nextRunAt } })
    expect(h.runs('a')[1]?.stopReason).toBe('cancelled')
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      stopReason: 'cancelled',
      attempts: 0,
      failures: 0,
      periodCount: 1,
      progress: null,
      nextRunAt,
      reasons: [{ code: 'not_due', until: nextRunAt }],
    })
    expect(h.history(id).at(-1)).toMatchObject({ result: 'stopped', stopReason: 'cancelled' })
    expect(h.engine().summary().problems).toEqual([])
    await h.advance(minutes(15))
    expect(h.runs('a')).toHaveLength(3)
  })

  it('what has not wound down yet is not started again over itself', async () => {
    await open({ device: { charging: true } })
    h.handle('a', deaf)
    const id = idOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', periodic('a', minutes(15))))
    await h.jobs.stop(id)
    await h.jobs.runNow(id)
    expect((await h.view(id)).reasons).toEqual([{ code: 'replacing' }])
    expect(h.runs('a')).toHaveLength(1)
    await h.advance(seconds(5))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('cancels one-time work with all that waits for it', async () => {
    await open()
    h.handle('a', hang)
    const id = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a')]))
    const child = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('a')]))
    expect(await h.jobs.stop(id)).toEqual({ ok: true, value: { nextRunAt: null } })
    expect(await h.view(id)).toMatchObject({ state: 'cancelled', stopReason: 'cancelled' })
    expect((await h.view(child)).state).toBe('cancelled')
  })

  it('is refused for what does not run and what is not there', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await enqueue('a', { initialDelayMs: 1_000 })
    expect(codeOf(await h.jobs.stop(id))).toBe('not_running')
    expect(codeOf(await h.jobs.stop('nobody'))).toBe('unknown_job')
    expect((await h.view(id)).state).toBe('enqueued')
  })
})

describe('quit', () => {
  it('P26 stops what runs with quit and a grace of 3 s; it runs again after the next start', async () => {
    await open()
    h.handle('a', deaf)
    const id = await enqueue('a')
    const quit = h.engine().shutDown()
    await h.settle()
    expect(h.runs('a')[0]?.stopReason).toBe('quit')
    await h.advance(seconds(3))
    await quit
    expect(codeOf(await h.jobs.enqueue([oneTime('a')]))).toBe('shutting_down')
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'quit', failures: 0 })
    await h.restart()
    expect(h.runs('a')).toHaveLength(2)
  })
})
