// History: each occurrence is one row that says what came of it, what started it, what it went over, when, and how much it moved (OBS-1).
import type { Trigger } from '@shared/jobs/outcome'
import { afterEach, describe, expect, it } from 'vitest'
import {
  again,
  fail,
  hang,
  hours,
  idOf,
  minutes,
  ok,
  oneTime,
  periodic,
  seconds,
  waitFor,
} from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<void> => {
  h = await openHarness({ device: { charging: true }, ...options })
}
const often = async (everyMs: number, more = {}): Promise<string> =>
  idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', everyMs, more)))

afterEach(async () => await h.close())

describe('OBS-1 a row of history', () => {
  it('stands for each run, however it ended, with its number, what started it, and its times', async () => {
    await open()
    const ends = [again(), waitFor('offline'), fail(), ok()]
    h.handle('a', () => ends[h.runs('a').length - 1] ?? ok())
    const id = await often(minutes(15))
    await h.advance(minutes(16))
    const rows = h.history(id)
    expect(rows.map(({ result, attempt, trigger }) => [result, attempt, trigger])).toEqual([
      ['retry', 1, 'schedule'],
      ['waited', 2, 'schedule'],
      ['failed', 3, 'schedule'],
      ['ran', 1, 'schedule'],
    ])
    const starts = [0, seconds(30), minutes(1), minutes(16)]
    expect(rows.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual(starts.map((at) => [T0 + at, T0 + at]))
    expect(rows[2]?.error).toMatchObject({ code: 'test_failed' })
  })

  it('is found by what started it', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await often(minutes(15))
    await h.jobs.runNow(id)
    await h.settle()
    const startedBy = (triggers: Trigger[]): Trigger[] => {
      const found = h.engine().history({ jobId: id, triggers })
      return found.ok ? found.value.rows.map(({ trigger }) => trigger) : []
    }
    expect(startedBy(['user'])).toEqual(['user'])
    expect(startedBy(['schedule', 'user'])).toEqual(['user', 'schedule'])
    expect(startedBy(['freshness'])).toEqual([])
  })

  it('stands for a run that was stopped, with the reason, and tells how much it had moved', async () => {
    await open()
    h.handle('a', hang)
    const id = idOf(await h.jobs.enqueue([oneTime('a', { constraints: { charging: true } })]))
    await h.advance(minutes(1))
    const [run] = h.runs('a')
    const sums = { requests: 2, bytesIn: 41_000, bytesOut: 300 }
    h.engine().runnerEvent({ type: 'ended', attemptId: run?.attemptId ?? '', outcome: ok(), sums })
    await h.settle()
    const stopped = idOf(await h.jobs.enqueue([oneTime('a', { constraints: { charging: true } })]))
    await h.setDevice({ charging: false })
    expect(h.history(id)).toMatchObject([{ result: 'ran', startedAt: T0, endedAt: T0 + minutes(1), sums }])
    expect(h.history(stopped)).toMatchObject([{ result: 'stopped', stopReason: 'charging', error: null }])
  })

  it('stands for all due times that were merged into one run, and says how many', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await often(minutes(15))
    await h.jobs.pause({ type: 'all' }, null)
    await h.advance(hours(1))
    await h.jobs.resume({ type: 'all' })
    expect(h.history(id).map(({ mergedCount, marks, dueAt }) => [mergedCount, marks, (dueAt ?? 0) - T0])).toEqual([
      [1, [], 0],
      [4, ['merged'], minutes(15)],
    ])
  })

  it('stands for what was skipped, which never started', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await often(minutes(15), { initialDelayMs: minutes(5) })
    await h.jobs.skipNext(id)
    expect(h.history(id)).toMatchObject([
      { result: 'skipped', marks: ['skipped'], attempt: 0, startedAt: null, dueAt: T0 + minutes(5), endedAt: T0 },
    ])
  })

  it('says what a run by hand went over, and a run past its deadline', async () => {
    await open({ device: { charging: false, network: 'metered' } })
    h.handle('a', () => ok())
    const needs = { constraints: { charging: true, network: 'unmetered' as const } }
    const urged = idOf(await h.jobs.enqueue([oneTime('a', needs)]))
    await h.jobs.runNow(urged)
    const late = idOf(await h.jobs.enqueue([oneTime('a', { constraints: { charging: true }, deadlineMs: minutes(1) })]))
    await h.advance(minutes(1))
    expect(h.history(urged)).toMatchObject([
      { result: 'ran', trigger: 'user', marks: ['override:on_battery', 'override:metered'] },
    ])
    expect(h.history(late)).toMatchObject([{ result: 'ran', trigger: 'schedule', marks: ['deadline'] }])
  })

  it('outlives its job, and the process', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a', { label: 'one' })]))
    const before = h.history(id)
    await h.jobs.prune()
    await h.restart()
    expect(await h.jobs.get(id)).toBeUndefined()
    expect(h.history(id)).toEqual(before)
    expect(before).toMatchObject([{ label: 'one', kind: 'a' }])
  })
})
