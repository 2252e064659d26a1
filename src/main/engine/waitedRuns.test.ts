// What a run waited for, as the engine writes it down when the run starts: over the real store, with the world's own holds.
import { afterEach, describe, expect, it } from 'vitest'
import {
  again,
  deaf,
  hang,
  hours,
  idOf,
  minutes,
  ok,
  oneTime,
  periodic,
  seconds,
  told,
  waitFor,
} from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<void> => {
  h = await openHarness({ device: { charging: true }, ...options })
}
afterEach(async () => await h.close())

/** Of each run of this job, oldest first. */
const waited = (id: string): unknown[] => h.history(id).map((run) => run.waited)
const add = async (more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime('a', more)]))

describe('OBS-1 what a run waited for', () => {
  it('is nothing where it started when it was due', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await add({ initialDelayMs: minutes(5) })
    await h.advance(minutes(6))
    expect(waited(id)).toEqual([undefined])
  })

  it('is what the device held it for, one after the other, and the settling after them', async () => {
    await open({ device: { charging: false, network: 'metered' } })
    h.handle('a', () => ok())
    const id = await add({ constraints: { charging: true, network: 'unmetered' } })
    await h.advance(minutes(10))
    await h.setDevice({ charging: true })
    await h.advance(minutes(3))
    await h.setDevice({ network: 'unmetered' })
    await h.advance(minutes(1))
    expect(waited(id)).toEqual([{ on_battery: minutes(10), metered: minutes(3), settling: seconds(5) }])
  })

  it('counts from when it was due, not from when the device began to hold', async () => {
    await open({ device: { charging: false } })
    h.handle('a', () => ok())
    const id = await add({ initialDelayMs: hours(2), constraints: { charging: true } })
    await h.advance(hours(2) + minutes(7))
    await h.setDevice({ charging: true })
    await h.advance(seconds(5))
    expect(waited(id)).toEqual([{ on_battery: minutes(7), settling: seconds(5) }])
  })

  it('is the others that ran, when all slots were taken', async () => {
    await open({ slots: 1 })
    const first = told()
    h.handle('b', first.handler)
    h.handle('a', () => ok())
    await h.jobs.enqueue([oneTime('b')])
    const id = await add()
    await h.advance(minutes(4))
    first.end(ok())
    await h.settle()
    expect(waited(id)).toEqual([{ concurrency: minutes(4) }])
  })

  it('is its backoff after each charged end, and what it met', async () => {
    await open()
    const ends = [again(), again(), waitFor('rate_limited', 'job', undefined), ok()]
    h.handle('a', () => ends[h.runs('a').length - 1] ?? ok())
    const id = await add()
    await h.advance(minutes(5))
    expect(waited(id)).toEqual([
      undefined,
      { backoff: seconds(30) },
      { backoff: minutes(1) },
      { rate_limited: minutes(1) },
    ])
  })

  it('is the wait that the device ended early', async () => {
    await open({ device: { network: 'none' } })
    const ends = [waitFor('offline', 'job', undefined), ok()]
    h.handle('a', () => ends[h.runs('a').length - 1] ?? ok())
    const id = await add()
    await h.advance(seconds(12))
    await h.setDevice({ network: 'unmetered' })
    await h.advance(minutes(1))
    expect(waited(id)).toEqual([undefined, { offline: seconds(12) }])
  })

  it('is a pause, of everything or of this job, from when it was due', async () => {
    await open()
    h.handle('a', () => ok())
    const [all, one] = [await add({ initialDelayMs: minutes(1) }), await add({ initialDelayMs: minutes(2) })]
    await h.jobs.pause({ type: 'job', id: one }, null)
    await h.jobs.pause({ type: 'all' }, null)
    await h.advance(minutes(11))
    await h.jobs.resume({ type: 'all' })
    await h.advance(minutes(4))
    await h.jobs.resume({ type: 'job', id: one })
    expect(waited(all)).toEqual([{ paused_by_user: minutes(10) }])
    expect(waited(one)).toEqual([{ paused_by_user: minutes(13) }])
  })

  it('is counted from where a stop ended it, not from when the stopped run was due', async () => {
    await open()
    h.handle('a', (run) => (h.runs('a').length === 1 ? hang(run) : ok()))
    const id = await add({ constraints: { charging: true } })
    await h.advance(minutes(5))
    await h.setDevice({ charging: false })
    await h.advance(minutes(2))
    await h.setDevice({ charging: true })
    await h.advance(minutes(1))
    expect(waited(id)).toEqual([undefined, { on_battery: minutes(2), settling: seconds(5) }])
  })

  it('is counted from the click, for a run that was not due', async () => {
    await open({ slots: 1 })
    const first = told()
    h.handle('b', first.handler)
    h.handle('a', () => ok())
    await h.jobs.enqueue([oneTime('b')])
    const id = await add({ initialDelayMs: hours(5) })
    await h.advance(minutes(4))
    await h.jobs.runNow(id)
    await h.advance(minutes(3))
    first.end(ok())
    await h.settle()
    expect(waited(id)).toEqual([{ concurrency: minutes(3) }])
  })

  it('is the fifteen minutes between periods on battery, as long as it was on battery', async () => {
    await open({ device: { charging: false } })
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(1))))
    await h.advance(minutes(15))
    await h.advance(minutes(6))
    await h.setDevice({ charging: true })
    await h.advance(seconds(10))
    expect(waited(id)).toEqual([undefined, { battery_interval: minutes(14) }, { battery_interval: minutes(5) }])
  })

  it('is quiet hours, until they end', async () => {
    const quietHours = { enabled: true, fromMinute: 0, toMinute: 23 * 60, days: [0, 1, 2, 3, 4, 5, 6] }
    await open({ startAt: Date.UTC(2026, 0, 5, 22, 50), preferences: { quietHours } })
    h.handle('a', () => ok())
    const id = await add()
    await h.advance(minutes(11))
    expect(waited(id)).toEqual([{ quiet_hours: minutes(10) }])
  })
})

describe('OBS-1 what nobody could wait for', () => {
  it('is time the computer slept', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await add({ initialDelayMs: minutes(10) })
    await h.advance(minutes(1))
    await h.suspend(minutes(59))
    await h.advance(seconds(10))
    expect(waited(id)).toEqual([{ asleep: minutes(50) }])
  })

  it('is time Lull did not run; what the row says of it is still told', async () => {
    await open({ device: { charging: false } })
    h.handle('a', () => ok())
    const id = await add({ constraints: { charging: true } })
    await h.advance(minutes(30))
    await h.restart()
    await h.advance(minutes(2))
    await h.setDevice({ charging: true })
    await h.advance(seconds(5))
    expect(waited(id)).toEqual([{ app_not_running: minutes(30), on_battery: minutes(2), settling: seconds(5) }])
  })

  it('is no part of a clock that was set forward', async () => {
    await open({ slots: 1 })
    const first = told()
    h.handle('b', first.handler)
    h.handle('a', () => ok())
    await h.jobs.enqueue([oneTime('b')])
    const id = await add()
    await h.advance(minutes(2))
    await h.jump(hours(9))
    await h.advance(minutes(1))
    first.end(ok())
    await h.settle()
    expect(waited(id)).toEqual([{ concurrency: minutes(3) }])
  })
})

it('is known of a run that main died in', async () => {
  await open({ device: { charging: false } })
  h.handle('a', deaf)
  const id = await add({ constraints: { charging: true } })
  await h.advance(minutes(2))
  await h.setDevice({ charging: true })
  await h.advance(seconds(5))
  await h.restart()
  expect(waited(id)).toEqual([{ on_battery: minutes(2), settling: seconds(5) }])
})

it('D6 costs no write while the device changes', async () => {
  await open({ device: { charging: false } })
  h.handle('a', () => ok())
  await add({ constraints: { charging: true } })
  const before = h.db().prepare('SELECT total_changes()').pluck().get()
  for (let flip = 0; flip < 20; flip += 1) {
    await h.setDevice({ network: flip % 2 === 0 ? 'none' : 'metered' })
    await h.advance(seconds(20))
  }
  expect(h.db().prepare('SELECT total_changes()').pluck().get()).toBe(before)
})
