// Limits of time by class (semantics 1.9), of tries (1.6), and what a grid of times comes to when nobody was there (1.19).
import { afterEach, describe, expect, it } from 'vitest'
import { again, fail, hang, hours, idOf, minutes, ok, oneTime, seconds, told } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

describe('a limit of time', () => {
  it.each([
    ['short', seconds(30)],
    ['normal', minutes(10)],
  ] as const)('of the class %s is %i ms', async (timeClass, limitMs) => {
    await open()
    h.handle('a', hang, { timeClass })
    await h.jobs.enqueue([oneTime('a')])
    await h.advance(limitMs - 1)
    expect(h.runs('a')[0]?.stopReason).toBeNull()
    await h.advance(1)
    expect(h.runs('a')[0]?.stopReason).toBe('timeout')
  })

  it('is not set for the class long', async () => {
    await open()
    h.handle('a', hang, { timeClass: 'long' })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.advance(hours(48))
    expect(await h.view(id)).toMatchObject({ state: 'running', attempts: 1 })
  })

  it('that is passed again and again uses up the tries it may have', async () => {
    await open()
    h.handle('a', hang)
    const id = idOf(await h.jobs.enqueue([oneTime('a', { maxAttempts: 2 })]))
    await h.advance(minutes(21))
    expect(await h.view(id)).toMatchObject({
      state: 'failed',
      failures: 2,
      error: { code: 'attempts_exhausted', details: { cause: 'timed_out' } },
    })
    expect(h.history(id)).toMatchObject([
      { result: 'stopped', stopReason: 'timeout' },
      { result: 'stopped', stopReason: 'timeout' },
    ])
  })
})

describe('tries', () => {
  it('that were interrupted do not count', async () => {
    await open()
    h.handle('a', hang)
    const id = idOf(await h.jobs.enqueue([oneTime('a', { maxAttempts: 2, constraints: { charging: true } })]))
    for (let flip = 0; flip < 5; flip += 1) {
      await h.setDevice({ charging: false })
      await h.setDevice({ charging: true })
      await h.advance(seconds(5))
    }
    expect(await h.view(id)).toMatchObject({ state: 'running', attempts: 6, failures: 0 })
  })

  it('used up fail what waits for it, and only that', async () => {
    await open()
    h.handle('a', again)
    h.handle('b', () => ok())
    const chain = h.jobs.begin([oneTime('a', { id: 'a', maxAttempts: 1 })]).then([oneTime('b', { id: 'b' })])
    await h.jobs.combine([chain, h.jobs.begin([oneTime('b', { id: 'c' })])]).enqueue()
    expect(await Promise.all(['a', 'b', 'c'].map(async (id) => (await h.view(id)).state))).toEqual([
      'failed',
      'failed',
      'succeeded',
    ])
  })
})

describe('a grid of times', () => {
  const schedule = { cron: '0 3 * * *', timeZone: 'Asia/Seoul' }
  const begin = async (more = {}): Promise<string> => {
    await open({ startAt: Date.UTC(2026, 5, 1, 12) })
    h.handle('a', () => ok())
    return idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', { kind: 'a', input: {}, schedule, ...more }))
  }

  it('slept through for four days is one run that says so, and the grid goes on', async () => {
    const id = await begin()
    await h.suspend(hours(96))
    expect(h.history(id)).toMatchObject([{ result: 'ran', mergedCount: 4, marks: ['merged'] }])
    expect((await h.view(id)).nextRunAt).toBe(Date.UTC(2026, 5, 5, 18))
  })

  it('slept through is none, where it asked to skip', async () => {
    const id = await begin({ missed: 'skip' })
    await h.suspend(hours(96))
    expect(h.history(id)).toMatchObject([{ result: 'skipped', mergedCount: 4, startedAt: null }])
    expect(h.runs('a')).toEqual([])
    expect((await h.view(id)).nextRunAt).toBe(Date.UTC(2026, 5, 5, 18))
  })

  it('does not move with the length of a run or with its failure', async () => {
    const id = await begin()
    const { handler, end } = told()
    h.handle('a', handler, { timeClass: 'long' })
    await h.advance(hours(6))
    await h.advance(hours(5))
    end(fail())
    await h.settle()
    expect((await h.view(id)).nextRunAt).toBe(Date.UTC(2026, 5, 2, 18))
  })

  it('a run that lasts past the next time swallows it', async () => {
    const id = await begin()
    const { handler, end } = told()
    h.handle('a', handler, { timeClass: 'long' })
    await h.advance(hours(6) + hours(25))
    end(ok())
    await h.settle()
    expect((await h.view(id)).nextRunAt).toBe(Date.UTC(2026, 5, 3, 18))
  })
})
