// What the device must be like: scenarios F through the harness, settling (COND-6), deadlines (COND-3), preferences (D20).
import { noConstraints } from '@shared/jobs/constraints'
import { afterEach, describe, expect, it } from 'vitest'
import { deaf, hang, hours, idOf, minutes, ok, oneTime, seconds, told } from '../../testing/builders'
import { readingOf, T0, usualDevice } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness(options)
  return h
}
const start = async (constraints: object, more = {}): Promise<string> =>
  idOf(await h.jobs.enqueue([oneTime('a', { constraints, ...more })]))
const reasons = async (id: string): Promise<string[]> => (await h.view(id)).reasons.map((reason) => reason.code)

afterEach(async () => await h.close())

describe('a due job whose constraint is false', () => {
  it('SC-64 COND-2 waits offline and runs within 30 s of being online', async () => {
    await open({ device: { network: 'none' } })
    h.handle('a', () => ok())
    const id = await start({ network: 'connected' })
    expect(await reasons(id)).toEqual(['offline'])
    await h.setDevice({ network: 'unmetered' })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', reasons: [{ code: 'settling', until: T0 + 5_000 }] })
    await h.advance(seconds(5))
    expect((await h.view(id)).state).toBe('succeeded')
  })

  it('SC-65 a captive portal is not connected', async () => {
    await open({ device: { network: 'connected-unvalidated' } })
    h.handle('a', () => ok())
    expect(await reasons(await start({ network: 'connected' }))).toEqual(['captive_portal'])
  })

  it('SC-66 unmetered work waits on metered, metered work on unmetered; connected work runs on either', async () => {
    await open({ device: { network: 'metered' } })
    h.handle('a', () => ok())
    expect(await reasons(await start({ network: 'unmetered' }))).toEqual(['metered'])
    expect(await reasons(await start({ network: 'connected' }))).toEqual([])
    await h.setDevice({ network: 'unmetered' })
    expect(await reasons(await start({ network: 'metered' }))).toEqual(['not_metered'])
  })

  it('D19 an unknown network counts as the preference says', async () => {
    await open({ device: { network: 'unknown-metered' } })
    h.handle('a', () => ok())
    expect(await reasons(await start({ network: 'unmetered' }))).toEqual([])
    await h.setPreferences({ unknownMeteredAs: 'metered' })
    expect(await reasons(await start({ network: 'unmetered' }))).toEqual(['metered_unknown'])
  })

  it('SC-74 low is at or below 15 %; no battery, and plugged in, is never low', async () => {
    await open({ device: { batteryLevel: 15 } })
    h.handle('a', () => ok())
    const id = await start({ batteryNotLow: true })
    expect((await h.view(id)).reasons).toEqual([{ code: 'battery_low', data: { percent: 15, threshold: 15 } }])
    await h.setDevice({ batteryLevel: 16 })
    await h.advance(seconds(5))
    expect((await h.view(id)).state).toBe('succeeded')
    await h.setDevice({ batteryLevel: null })
    await h.advance(seconds(5))
    expect(await reasons(await start({ batteryNotLow: true, charging: true }))).toEqual([])
    await h.setDevice({ batteryLevel: 3, charging: true })
    expect(await reasons(await start({ batteryNotLow: true }))).toEqual([])
  })

  it('SC-76 unknown storage is not low', async () => {
    await open({ device: { storageLow: null } })
    h.handle('a', () => ok())
    expect((await h.view(await start({ storageNotLow: true }))).state).toBe('succeeded')
    await h.setDevice({ storageLow: true })
    expect(await reasons(await start({ storageNotLow: true }))).toEqual(['storage_low'])
  })

  it('SC-77 does not follow constraints before it is due', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await start({ charging: true }, { initialDelayMs: minutes(1) })
    expect(await reasons(id)).toEqual(['not_due'])
    await h.setDevice({ charging: true })
    await h.setDevice({ charging: false })
    await h.advance(minutes(1))
    expect(await reasons(id)).toEqual(['on_battery'])
  })

  it('a locked screen is idle at once, and so is five minutes without input', async () => {
    await open()
    h.handle('a', hang)
    const id = await start({ idle: true })
    expect(await reasons(id)).toEqual(['not_idle'])
    await h.setDevice({ locked: true })
    await h.advance(seconds(5))
    expect((await h.view(id)).state).toBe('running')
  })
})

describe('a running job whose constraint is lost', () => {
  it('SC-68 SC-69 SC-70 stops at once, uncharged, and starts again as soon as it holds for 5 s', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    const id = await start({ charging: true })
    await h.advance(seconds(5))
    await h.setDevice({ charging: false })
    expect(h.runs('a')[0]?.stopReason).toBe('charging')
    expect(await h.view(id)).toMatchObject({
      state: 'enqueued',
      stopReason: 'charging',
      attempts: 1,
      failures: 0,
      lastEnqueuedAt: T0,
      reasons: [{ code: 'on_battery' }],
    })
    expect(h.history(id)).toMatchObject([{ result: 'stopped', stopReason: 'charging' }])
    await h.setDevice({ charging: true })
    await h.advance(seconds(5))
    expect(h.runs('a').map((run) => run.startedAt - T0)).toEqual([0, 10_000])
  })

  it('SC-72 of several lost at once the first in order is named, once', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    const id = await start({ charging: true, network: 'connected' })
    await h.setReading(readingOf({ ...usualDevice, network: 'none' }, T0))
    expect(h.history(id)).toMatchObject([{ stopReason: 'charging' }])
  })

  it('SC-73 the same reading again starts nothing, and puts nothing off', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    await start({ charging: true })
    await h.setDevice({ charging: true })
    expect(h.runs('a')).toHaveLength(1)
    await h.setDevice({ charging: false })
    await h.setDevice({ charging: true })
    await h.advance(seconds(3))
    await h.setDevice({ charging: true })
    await h.advance(seconds(2))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-78 an update that removes the constraint does not save the run', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    const id = await start({ charging: true })
    expect(await h.jobs.update({ id, ...oneTime('a') })).toEqual({ ok: true, value: 'appliedForNextRun' })
    await h.setDevice({ charging: false })
    expect(h.runs('a')[0]?.stopReason).toBe('charging')
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-80 what a stopped attempt returns later is ignored', async () => {
    await open({ device: { charging: true } })
    const { handler, end } = told()
    h.handle('a', handler)
    const id = await start({ charging: true })
    await h.setDevice({ charging: false })
    end(ok({ late: true }))
    await h.settle()
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', output: null })
    expect(h.history(id)).toMatchObject([{ result: 'stopped', stopReason: 'charging' }])
  })

  it('starts again only when the attempt before it has wound down', async () => {
    await open({ device: { charging: true } })
    h.handle('a', deaf)
    const id = await start({ charging: true })
    await h.setDevice({ charging: false })
    await h.setDevice({ charging: true })
    await h.advance(seconds(4))
    expect(h.runs('a')).toHaveLength(1)
    expect(await reasons(id)).toEqual(['settling', 'replacing'])
    await h.advance(seconds(1))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-81 a stop that comes after success changes nothing, be it in the same turn', async () => {
    await open({ device: { charging: true } })
    const { handler, end } = told()
    h.handle('a', handler)
    const id = await start({ charging: true })
    end(ok())
    await h.setDevice({ charging: false })
    expect(await h.view(id)).toMatchObject({ state: 'succeeded', stopReason: null })
    expect(h.history(id)).toMatchObject([{ result: 'ran', stopReason: null }])
  })

  it('SC-82 a constraint that goes before the start means no start', async () => {
    await open({ device: { network: 'none' } })
    h.handle('a', () => ok())
    await start({ network: 'connected' })
    await h.setDevice({ network: 'unmetered' })
    await h.setDevice({ network: 'none' })
    await h.advance(minutes(5))
    expect(h.runs('a')).toHaveLength(0)
  })

  it('SC-85 idle ends at the first input', async () => {
    await open({ device: { idle: true } })
    h.handle('a', hang)
    const id = await start({ idle: true })
    await h.setDevice({ idle: false })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'idle' })
  })

  it('SC-152 keeps its progress, which is emptied by the next result', async () => {
    await open({ device: { charging: true } })
    h.handle('a', async (run) => {
      if (run.attempt > 0) return ok()
      run.progress({ p: 1 })
      return await hang(run)
    })
    const id = await start({ charging: true })
    expect((await h.view(id)).progress).toEqual({ p: 1 })
    await h.setDevice({ charging: false })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', progress: { p: 1 } })
    await h.setDevice({ charging: true })
    await h.advance(seconds(5))
    expect(await h.view(id)).toMatchObject({ state: 'succeeded', progress: null })
  })
})

describe('settling', () => {
  it('COND-6 twenty flips in a minute cause at most two starts', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    await start({ charging: true })
    for (let flip = 0; flip < 20; flip += 1) {
      await h.setDevice({ charging: flip % 2 === 1 })
      await h.advance(seconds(3))
    }
    expect(h.runs('a').length).toBeLessThanOrEqual(2)
    await h.advance(seconds(5))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('a preference acts at once', async () => {
    await open({ device: { batteryLevel: 12 } })
    h.handle('a', () => ok())
    const id = await start({ batteryNotLow: true })
    await h.setPreferences({ batteryThresholdPercent: 10 })
    expect((await h.view(id)).state).toBe('succeeded')
  })
})

describe('deadlines', () => {
  it('COND-3 soft constraints give way once it has waited so long; history says so and their loss does not stop it', async () => {
    await open()
    h.handle('a', hang)
    const id = await start({ charging: true, idle: true }, { deadlineMs: hours(1) })
    await h.advance(hours(1) - 1)
    expect(h.runs('a')).toHaveLength(0)
    await h.advance(1)
    expect((await h.view(id)).state).toBe('running')
    await h.setDevice({ charging: true })
    await h.setDevice({ charging: false })
    expect((await h.view(id)).state).toBe('running')
    await h.jobs.cancel(id)
    expect(h.history(id)[0]?.marks).toEqual(['deadline'])
  })

  it('COND-3 hard ones hold on', async () => {
    await open({ device: { network: 'none' } })
    h.handle('a', () => ok())
    const id = await start({ charging: true, network: 'connected' }, { deadlineMs: hours(1) })
    await h.advance(hours(2))
    expect(await reasons(id)).toEqual(['offline'])
  })
})

describe('preferences', () => {
  it('D20 only when charging holds automatic runs and stops them at once, but not what a person asked for', async () => {
    await open()
    h.handle('a', hang)
    h.handle('asked', hang, { asked: true })
    const id = await start({})
    const asked = idOf(await h.jobs.enqueue([oneTime('asked')]))
    await h.setPreferences({ onlyWhenCharging: true })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'charging' })
    expect((await h.view(id)).effectiveConstraints.charging).toEqual({ value: true, from: 'preference' })
    expect((await h.view(asked)).state).toBe('running')
  })

  it('D20 automatic runs wait on a metered network unless the job itself said otherwise', async () => {
    await open({ device: { network: 'metered' } })
    h.handle('a', () => ok(), { constraints: { ...noConstraints, network: 'connected' } })
    expect(await reasons(await start({}))).toEqual(['metered'])
    expect(await reasons(await start({ network: 'connected' }))).toEqual([])
    await h.setPreferences({ onMetered: 'run' })
    expect(h.runs('a')).toHaveLength(2)
  })
})
