// What survives the death of a process, and what repeated deaths do (D14, P21), on a real file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { again, deaf, fail, hang, hours, idOf, minutes, ok, oneTime, periodic, seconds } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, openHarness } from '../../testing/harness'

let folder: string
let h: Harness

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-engine-'))
  h = await openHarness({ path: join(folder, 'core.db'), device: { charging: true } })
})
afterEach(async () => {
  await h.close()
  rmSync(folder, { recursive: true })
})

const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))

describe('after the death of main', () => {
  it('SC-165 what ran is runnable at once, uncharged, and history says what happened', async () => {
    h.handle('a', (run) => (run.attempt === 0 ? deaf(run) : ok()))
    const id = await enqueue('a', { initialDelayMs: 1_000 })
    await h.advance(seconds(1))
    expect((await h.view(id)).state).toBe('running')
    await h.restart()
    expect(await h.view(id)).toMatchObject({ state: 'succeeded', attempts: 2, failures: 0 })
    expect(h.history(id)).toMatchObject([
      { result: 'stopped', stopReason: 'process_died', marks: ['recovered'] },
      { result: 'ran' },
    ])
  })

  it('a job that was told to stop is closed with that reason', async () => {
    h.handle('a', deaf)
    const id = await enqueue('a')
    await h.jobs.cancel(id)
    await h.restart()
    expect(await h.view(id)).toMatchObject({ state: 'cancelled' })
    expect(h.history(id)).toMatchObject([{ result: 'stopped', stopReason: 'cancelled' }])
  })

  it('SC-174 D14 three in a row: one-time work fails, periodic work waits for the user, the rest runs on', async () => {
    h.handle('a', deaf)
    h.handle('b', () => ok())
    const once = await enqueue('a')
    const often = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15))))
    for (let death = 0; death < 3; death += 1) await h.restart()
    expect(await h.view(once)).toMatchObject({ state: 'failed', attempts: 3, error: { code: 'worker_crashed' } })
    expect(await h.view(often)).toMatchObject({ state: 'enqueued', reasons: [{ code: 'needs_you' }] })
    expect(h.runs('a')).toHaveLength(6)
    expect((await h.view(await enqueue('b'))).state).toBe('succeeded')
    const codes = h
      .engine()
      .summary()
      .problems.map((problem) => problem.code)
    expect(codes).toEqual(['worker_crashed', 'worker_crashed'])
    h.handle('a', () => ok())
    await h.jobs.retry(often)
    expect(await h.view(often)).toMatchObject({ state: 'enqueued', periodCount: 1, reasons: [{ code: 'not_due' }] })
  })

  it('SC-166 chains, tags, names, generation, override and output are as they were', async () => {
    h.handle('a', () => ok({ out: [null, 'x'] }))
    h.handle('b', hang)
    const done = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a', { tags: ['t'] })]))
    await h.jobs.enqueueUnique('m', 'keep', [oneTime('b', { initialDelayMs: hours(1) })])
    const blocked = idOf(await h.jobs.enqueueUnique('m', 'append', [oneTime('b')]))
    const often = idOf(
      await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', hours(1), { nextRunAt: T0 + hours(5) })),
    )
    await h.jobs.update({ id: often, ...periodic('a', hours(2)) })
    const before = await Promise.all([done, blocked, often].map((id) => h.view(id)))
    await h.restart()
    expect(await Promise.all([done, blocked, often].map((id) => h.view(id)))).toEqual(before)
    expect(before.map((job) => job.state)).toEqual(['succeeded', 'blocked', 'enqueued'])
  })

  it('SC-14 an input with null comes back as it was', async () => {
    h.handle('a', (run) => ok(run.input))
    const id = await enqueue('a', { input: { list: ['x', null, 1.5] }, initialDelayMs: 1_000 })
    await h.restart()
    await h.advance(seconds(1))
    expect((await h.view(id)).output).toEqual({ list: ['x', null, 1.5] })
  })

  it('SC-156 all progress is empty', async () => {
    h.handle('a', async (run) => {
      run.progress({ p: 1 })
      return await hang(run)
    })
    const id = await enqueue('a', { constraints: { charging: true } })
    await h.setDevice({ charging: false })
    expect((await h.view(id)).progress).toEqual({ p: 1 })
    await h.restart()
    expect((await h.view(id)).progress).toBeNull()
  })

  it('quit at minute 3, started at minute 4: the first run is at minute 5', async () => {
    h.handle('a', () => ok())
    await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15), { initialDelayMs: minutes(5) }))
    await h.advance(minutes(3))
    await h.restart()
    await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15), { initialDelayMs: minutes(5) }))
    await h.advance(minutes(3))
    expect(h.runs('a').map((run) => run.startedAt)).toEqual([T0 + minutes(5)])
  })

  it('epochs only grow, over a restart and above the floor', async () => {
    h.handle('a', () => ok())
    await enqueue('a')
    await h.restart()
    await enqueue('a')
    h.engine().setEpochFloor(5_000)
    await enqueue('a')
    const epochs = h.runs('a').map((run) => run.epoch)
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b))
    expect(new Set(epochs).size).toBe(3)
    expect(epochs[2]).toBeGreaterThan(5_000)
  })
})

describe('after the death of a worker', () => {
  it('is charged and backs off', async () => {
    h.handle('a', deaf)
    const id = await enqueue('a')
    h.runs('a')[0]?.die('hung')
    await h.settle()
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      failures: 1,
      stopReason: 'worker_died',
      nextRunAt: T0 + 30_000,
    })
    expect(h.history(id)).toMatchObject([
      { result: 'stopped', stopReason: 'worker_died', error: { code: 'worker_died' } },
    ])
  })

  it('D14 three in a row end it, any other end in between starts the count again', async () => {
    const ends = ['die', 'die', 'again', 'die', 'die', 'die']
    h.handle('a', async (run) => (ends[run.attempt] === 'again' ? again() : await deaf(run)))
    const id = await enqueue('a', { backoff: { policy: 'linear', delayMs: seconds(10) } })
    for (const end of ends) {
      expect((await h.view(id)).state).not.toBe('failed')
      if (end === 'die') h.runs('a').at(-1)?.die()
      await h.advance(minutes(2))
    }
    expect(await h.view(id)).toMatchObject({ state: 'failed', attempts: 6, error: { code: 'worker_crashed' } })
  })
})

describe('retention', () => {
  it('SC-157 SC-158 a finished job is kept 7 days from its end, or as asked; its history longer', async () => {
    h.handle('a', () => ok())
    const id = await enqueue('a', { initialDelayMs: 3 * DAY_MS })
    const long = await enqueue('a', { keepForMs: 30 * DAY_MS })
    const short = await enqueue('a', { keepForMs: 1_000 })
    await h.advance(3 * DAY_MS)
    await h.advance(7 * DAY_MS - 1)
    await h.restart()
    expect((await h.view(id)).state).toBe('succeeded')
    expect(await h.jobs.get(short)).toBeUndefined()
    await h.advance(1_000)
    await h.restart()
    expect(await h.jobs.get(id)).toBeUndefined()
    expect((await h.view(long)).state).toBe('succeeded')
    expect(h.history(id)).toHaveLength(1)
  })

  it('SC-160 SC-161 never while an unfinished job depends on it; prune takes direct ones in one pass', async () => {
    h.handle('a', () => ok())
    const first = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a')]))
    const second = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('a')]))
    await h.jobs.enqueueUnique('n', 'append', [oneTime('a', { initialDelayMs: hours(1) })])
    expect(await h.jobs.prune()).toEqual({ ok: true, value: { pruned: 1 } })
    expect(await h.jobs.get(first)).toBeUndefined()
    expect((await h.view(second)).state).toBe('succeeded')
  })

  it('history is never changed', async () => {
    h.handle('a', () => fail())
    await enqueue('a')
    expect(() => h.db().exec("UPDATE occurrences SET result = 'ran'")).toThrow('history is never changed')
  })
})
